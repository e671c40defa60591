"""Each fault at a real door; the control is the same request before and after."""

import pytest

from applink_simulator.faults import faults
from applink_simulator.topology.running import RunningTopology

ANSWERS = {
    "answers with a login page": (200, "text/html"),
    "is unavailable": (503, "text/html"),
    "redirects elsewhere": (302, "text/html"),
    "is some other web site": (404, "text/html"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_fault_answers_instead_of_the_product_until_it_is_undone(pair: RunningTopology, name: str):
    administrator = pair.administrator("jira")
    path = "/rest/applinks/1.0/manifest"
    assert administrator.ask("GET", path).json()["typeId"] == "jira"
    pair.misbehave("jira", faults()[name]())
    reply = administrator.ask("GET", path)
    assert (reply.status, reply.content_type) == ANSWERS[name]
    pair.behave()
    assert administrator.ask("GET", path).json()["typeId"] == "jira"


def test_every_fault_has_a_test():
    assert {*ANSWERS, "is slow"} == set(faults())

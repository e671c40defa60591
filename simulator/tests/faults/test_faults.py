"""Each fault at a real door; the control is the same request before and after."""

import pytest

from applink_simulator.domain.errors import ConnectionBroken
from applink_simulator.faults import faults
from applink_simulator.topology.backends import BACKENDS
from applink_simulator.topology.load import read_topology
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
    pair.misbehave("jira", name)
    reply = administrator.ask("GET", path)
    assert (reply.status, reply.content_type) == ANSWERS[name]
    pair.behave()
    assert administrator.ask("GET", path).json()["typeId"] == "jira"


@pytest.mark.parametrize(("name", "status"), [("refuses deletions", 403), ("crashes on deletions", 500)])
def test_some_faults_concern_deletions_alone(pair: RunningTopology, name: str, status: int):
    """The control is that one may look, and that without the fault it is deleted."""
    administrator, remote = pair.administrator("jira"), pair.place("confluence")
    administrator.create_end(remote)
    pair.misbehave("jira", name)
    assert administrator.delete_link(remote).status == status
    assert administrator.link_to(remote)
    pair.behave()
    assert administrator.delete_link(remote).status == 200


@pytest.mark.parametrize("backend", ["served", "in-process"])
def test_an_answer_that_breaks_off_is_no_answer(backend: str):
    """Though it began with status 200; over sockets and without, and the next one is whole."""
    with BACKENDS[backend](read_topology("userbases: {p: {users: {anna: {}}}}\nproducts: {jira: {}}")) as running:
        running.misbehave("jira", "dies while it answers")
        with pytest.raises(ConnectionBroken, match="bytes are missing"):
            running.visitor(None, "jira").visit("/")
        running.behave()
        assert running.visitor(None, "jira").visit("/").status == 200


def test_every_fault_has_a_test():
    tested = {*ANSWERS, "is slow", "refuses deletions", "crashes on deletions", "dies while it answers"}
    by_scenarios = {name for name in faults() if name.endswith("its manifest")}
    assert by_scenarios
    assert tested == set(faults()) - by_scenarios

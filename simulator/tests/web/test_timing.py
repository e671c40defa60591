"""Products tell how long they took to those who ask for it, and to nobody else."""

import pytest

from applink_simulator.domain.hops import ASKING, SIGNING, THERE, TOLD_IN, TOTAL, WAITING, read
from applink_simulator.topology.browser import Browser
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import PROXY

WHOAMI = "/plugins/servlet/applinks/whoami"


@pytest.fixture
def url(linked: RunningTopology) -> str:
    """At Confluence, of what Jira answers."""
    return f"{linked.place('confluence').url}{PROXY}?appId={linked.place('jira').application_id}&path={WHOAMI}"


def signed_in(topology: RunningTopology, product: str) -> Browser:
    visitor = topology.visitor("alice", product)
    assert visitor.ask("GET", WHOAMI).text == "alice"
    return visitor.browser


def test_nothing_is_told_or_asked_on_unless_somebody_asks(linked: RunningTopology, url: str):
    browser = signed_in(linked, "confluence")

    assert browser.send("GET", url).header(TOLD_IN) is None
    assert all(name != ASKING[0] for each in linked.journal.since(0) for name, _ in each.headers)
    assert browser.send("GET", url, (ASKING,)).header(TOLD_IN) is not None


def test_a_proxied_request_tells_signing_waiting_and_what_the_other_product_took(linked: RunningTopology, url: str):
    reply = signed_in(linked, "confluence").send("GET", url, (ASKING,))
    told = read(reply.header(TOLD_IN) or "")

    assert reply.text == "alice"
    assert told[TOTAL] >= told[SIGNING] + told[WAITING]
    assert told[WAITING] >= told[THERE] > 0
    assert told[SIGNING] > 0


def test_a_request_that_goes_nowhere_tells_its_total_alone(linked: RunningTopology):
    reply = signed_in(linked, "jira").send("GET", linked.place("jira").url + WHOAMI, (ASKING,))
    told = read(reply.header(TOLD_IN) or "")

    assert told.keys() == {TOTAL}
    assert told[TOTAL] > 0

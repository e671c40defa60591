"""What earlier links have left behind: listed, given to a new link, or deleted (applinks.md 3.2 and 5.7)."""

from collections.abc import Callable, Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from applink_simulator.topology.running import RunningTopology

PATH = "/rest/applinks/1.0/orphaned-trust"


@pytest.fixture(scope="module")
def text() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode().replace("\n", "\\n")
    return f"""
userbases: {{people: {{users: {{anna: , adam: , alice: }}}}}}
products:
  jira: {{system_administrators: [anna], administrators: [adam]}}
  confluence: {{system_administrators: [anna]}}
consumers:
  - {{at: jira, key: "old/wiki:7", name: Old wiki, public_key: "{pem}", acting_as: alice, left_over: true}}
  - {{at: jira, key: tool, public_key: "{pem}"}}
"""


@pytest.fixture
def running(serve: Callable[[str], RunningTopology], text: str) -> Iterator[RunningTopology]:
    running = serve(text)
    # Nothing on the wire makes these yet.
    running.products["jira"].state.trusted_applications.put("confluence:1", None)
    yield running
    assert not list(running.journal.crashes)


def left(running: RunningTopology) -> list[tuple[str, str]]:
    found = running.administrator("jira").ask("GET", PATH).json().get("orphanedTrust", [])
    return [(each["type"], each["id"]) for each in found]


CONSUMER, TRUSTED = ("OAUTH", "old/wiki:7"), ("TRUSTED_APPS", "confluence:1")


@pytest.mark.conformance("REST-044")
def test_trust_without_a_link_is_listed_and_trust_with_one_is_not(running: RunningTopology):
    assert left(running) == [CONSUMER, TRUSTED]
    xml = running.administrator("jira").ask("GET", PATH + ".xml").text
    assert "<orphanedTrust><id>old/wiki:7</id><type>OAUTH</type></orphanedTrust>" in xml
    assert running.administrator("jira", "alice").ask("GET", PATH).status == 401
    assert running.visitor(None, "jira").ask("GET", PATH).status == 401


@pytest.mark.conformance("REST-045")
def test_orphaned_trust_is_deleted_and_trust_that_has_a_link_is_not(running: RunningTopology):
    """400 for a type that is none, 404 for what is no orphan."""
    anna = running.administrator("jira")
    assert anna.ask("DELETE", f"{PATH}/NONSENSE/old/wiki:7").status == 400
    assert anna.ask("DELETE", f"{PATH}/OAUTH/tool").status == 404
    assert anna.ask("DELETE", f"{PATH}/OAUTH/confluence:1").status == 404
    assert running.administrator("jira", "alice").ask("DELETE", f"{PATH}/OAUTH/old/wiki:7").status == 401
    assert left(running) == [CONSUMER, TRUSTED]
    assert anna.ask("DELETE", f"{PATH}/oauth/old/wiki:7").status == 200
    assert left(running) == [TRUSTED]
    assert anna.ask("DELETE", f"{PATH}/TRUSTED_APPS/confluence:1").status == 200
    assert left(running) == []
    assert running.products["jira"].state.consumers.get("tool")


@pytest.mark.conformance("REST-033", "REST-044")
@pytest.mark.parametrize(("orphan", "other"), [(CONSUMER, TRUSTED), (TRUSTED, CONSUMER)])
def test_a_new_link_may_take_over_what_an_earlier_one_left(
    running: RunningTopology, orphan: tuple[str, str], other: tuple[str, str]
):
    """What is no orphan, or of no type, is refused before anything is made."""
    anna, place = running.administrator("jira"), running.place("confluence")
    link = {"typeId": "confluence", "name": "Wiki", "rpcUrl": place.url, "displayUrl": place.url}

    def create(sort: str, trusted_id: str) -> int:
        body = {"applicationLink": link, "orphanedTrust": {"id": trusted_id, "type": sort}}
        return anna.ask("POST", "/rest/applinks/1.0/applicationlinkForm/createAppLink", body).status

    before = len(anna.links())
    assert create("OAUTH", "tool") == 404
    assert create("NONSENSE", orphan[1]) == 400
    assert len(anna.links()) == before
    assert create(*orphan) == 200
    assert left(running) == [other]
    assert anna.levels(place)["incoming"]["twoLoEnabled"] is (orphan == CONSUMER)
    anna.delete_link(place)
    assert left(running) == [other]

"""What a project is linked with, in a browser."""

from collections.abc import Callable, Iterator

import pytest

from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor

from .conftest import xsrf_token

pytestmark = pytest.mark.conformance("REST-112")

TOPOLOGY = """
userbases:
  people:
    users: {anna: , alice: , bob: }
products:
  jira:
    system_administrators: [anna]
    projects:
      DEMO: {name: "Demo <i>project</i>", visible_to: [anyone], administrators: [alice]}
      HID: {name: Hidden, visible_to: [anna]}
  confluence:
    system_administrators: [anna]
    spaces:
      DOC: {name: Documentation, visible_to: [anyone], administrators: [alice]}
      TEAM: {name: Team, visible_to: [signed-in], administrators: [bob]}
links:
  - {from: confluence, to: jira, authentication: oauth-impersonation}
"""
PAGE = "/plugins/servlet/applinks/listEntityLinks/confluence.space/DOC"


@pytest.fixture
def products(serve: Callable[[str], RunningTopology]) -> Iterator[RunningTopology]:
    running = serve(TOPOLOGY)
    yield running
    assert not list(running.journal.crashes)
    running.journal.clear()


@pytest.fixture
def alice(products: RunningTopology) -> Visitor:
    """Administers the space and the project, and neither product."""
    return products.visitor("alice", "confluence")


def linked(products: RunningTopology, product: str, type_id: str, key: str) -> list[str]:
    reply = products.visitor("alice", product).ask("GET", f"/rest/applinks/3.0/entitylink/list/{type_id}/{key}")
    return [each["name"] for each in reply.json()["entity"]]


def test_who_administers_a_space_finds_the_way_and_links_it_in_both_directions(
    products: RunningTopology, alice: Visitor
):
    """No administrator of a product is needed, and nothing is asked twice."""
    alice.open("/display/DOC")
    assert alice.follow("Links to other applications").heading == "Links of Documentation"
    page = alice.press("Show what is there", {"Application": "Jira"})
    assert "Demo <i>project</i> (DEMO)" in page.words
    assert "Hidden" not in page.words
    page = alice.press("Add link")
    assert page.messages == ["The change is saved."]
    assert linked(products, "confluence", "confluence.space", "DOC") == ["Demo <i>project</i>"]
    assert linked(products, "jira", "jira.project", "DEMO") == ["Documentation"]
    assert not page.document.xpath("//i")
    page = alice.press("Remove the link to Demo <i>project</i> here", {"there too": True})
    assert page.messages == ["The change is saved."]
    assert linked(products, "confluence", "confluence.space", "DOC") == []
    assert linked(products, "jira", "jira.project", "DEMO") == []


def test_one_end_alone_is_linked_and_removed(products: RunningTopology, alice: Visitor):
    """The other product keeps what it has."""
    alice.open(PAGE)
    alice.press("Show what is there")
    alice.press("Add link", {"Link back from there": False})
    assert linked(products, "confluence", "confluence.space", "DOC") == ["Demo <i>project</i>"]
    assert linked(products, "jira", "jira.project", "DEMO") == []


def test_others_may_not(products: RunningTopology, alice: Visitor, post: Callable):
    """Neither look at the page nor send its forms; what they may not see they are told does not exist."""
    bob = products.visitor("bob", "confluence")
    assert bob.open(PAGE).status == 401
    assert "Links to other applications" not in bob.open("/display/DOC").words
    team = bob.open(PAGE.replace("DOC", "TEAM"))
    assert team.heading == "Links of Team"
    jira = products.place("jira").application_id
    fields = {"application": jira, "entity": "jira.project/DEMO", "add": "true"}
    assert post(bob, PAGE, **fields).status == 401
    assert linked(products, "confluence", "confluence.space", "DOC") == []
    assert products.visitor(None, "confluence").open(PAGE).heading == "Log in to Confluence"
    assert alice.open(PAGE).status == 200


def test_nonsense_is_refused_in_words(products: RunningTopology, alice: Visitor, post: Callable):
    """Types that are not there, projects one does not see, links that are gone."""
    jira = products.place("jira").application_id
    page = alice.open(f"{PAGE}?application={jira}")
    token = xsrf_token(page)
    for entity in ("jira.project/HID", "jira.project/NONE", "stash.project/X", "", "/", "jira.project/<script>"):
        reply = post(alice, PAGE, application=jira, entity=entity, add="true", atl_token=token)
        assert reply.status == 400, entity
        assert "<script>" not in reply.text.replace("<script src", "")
    for application in ("nonsense", "11111111-1111-3111-8111-111111111111"):
        reply = post(alice, PAGE, application=application, entity="jira.project/DEMO", add="true", atl_token=token)
        assert reply.status in {400, 404}
    gone = post(alice, PAGE, application=jira, entity="jira.project/DEMO", remove="true", atl_token=token)
    assert gone.status == 404
    assert linked(products, "confluence", "confluence.space", "DOC") == []
    assert post(alice, PAGE, application=jira, entity="jira.project/DEMO", add="true", atl_token=token).status == 302


def test_a_remote_that_does_not_answer_is_told(products: RunningTopology, alice: Visitor):
    """Once it does, all goes well."""
    products.switch_off("jira")
    alice.open(PAGE)
    page = alice.press("Show what is there")
    assert page.status == 200
    assert "Jira did not tell which projects or spaces it has" in page.words
    products.switch_on("jira")
    assert "DEMO" in alice.press("Show what is there").words

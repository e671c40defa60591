"""Editing a link in a browser."""

import pytest

from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor

from .conftest import LIST

pytestmark = pytest.mark.conformance("REST-111")

OUTGOING, INCOMING, USER = "How Confluence calls Jira", "What Confluence accepts of Jira", "Pre-configured user"


@pytest.fixture
def linked(pair: RunningTopology) -> RunningTopology:
    near, far = pair.administrator("confluence"), pair.administrator("jira")
    near.must(near.create_end(far.place), "linking")
    far.must(far.create_end(near.place), "linking")
    return pair


def edit(pair: RunningTopology) -> str:
    return f"/plugins/servlet/applinks/edit/{pair.place('jira').application_id}"


def levels(pair: RunningTopology) -> dict[str, dict[str, bool]]:
    return pair.administrator("confluence").levels(pair.place("jira"))


def test_everything_is_saved_at_once(linked: RunningTopology, anna: Visitor):
    """Name, display URL, both directions, the pre-configured user."""
    anna.open(edit(linked))
    choices = {OUTGOING: "OAuth", INCOMING: "OAuth", USER: "integration"}
    page = anna.press("Save changes", {"Name": "Our Jira", "Display URL": "http://jira.invalid/", **choices})
    assert page.messages == ["The changes are saved."]
    (link,) = linked.administrator("confluence").links()
    assert (link["name"], link["displayUrl"]) == ("Our Jira", "http://jira.invalid")
    assert link["rpcUrl"] == linked.place("jira").url
    assert levels(linked)["outgoing"]["twoLoEnabled"]
    assert levels(linked)["incoming"]["twoLoEnabled"]
    path = (
        f"/rest/applinks-oauth/latest/applicationlink/{linked.place('jira').application_id}/authentication/consumer"
    )
    (consumer,) = linked.administrator("confluence").ask("GET", path).json()["consumers"]
    assert consumer["executingTwoLOUser"] == "integration"
    page = anna.open(edit(linked))
    assert page.document.get_element_by_id("outgoing").value == "oauth"


def test_of_two_administrators_at_once_the_later_one_is_told(linked: RunningTopology, anna: Visitor, adam: Visitor):
    """Nothing of hers is lost on the page, and nothing of his in the product."""
    anna.open(edit(linked))
    adam.open(edit(linked))
    assert adam.press("Save changes", {"Name": "Adam's"}).messages == ["The changes are saved."]
    page = anna.press("Save changes", {"Name": "Anna's", OUTGOING: "OAuth"})
    assert page.status == 409
    assert "changed by somebody else" in page.words
    assert page.document.get_element_by_id("name").value == "Anna's"
    assert linked.administrator("confluence").links()[0]["name"] == "Adam's"
    assert not levels(linked)["outgoing"]["enabled"]
    anna.open(edit(linked))
    assert anna.press("Save changes", {"Name": "Anna's"}).messages == ["The changes are saved."]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"Name": " "}, "needs a name"),
        ({"Display URL": "javascript:alert(1)"}, "no http or https URL"),
        ({USER: "nemo", INCOMING: "OAuth"}, "'nemo' does not exist here"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_saved(
    linked: RunningTopology, anna: Visitor, wrong: dict[str, str], said: str
):
    """Not even the rest of it."""
    before = linked.administrator("confluence").links()
    anna.open(edit(linked))
    page = anna.press("Save changes", {OUTGOING: "OAuth", **wrong})
    assert page.status == 400
    assert said in page.messages[0]
    assert linked.administrator("confluence").links() == before
    assert not levels(linked)["outgoing"]["enabled"]
    assert not levels(linked)["incoming"]["enabled"]
    anna.open(edit(linked))
    assert anna.press("Save changes", {OUTGOING: "OAuth"}).messages == ["The changes are saved."]


def test_impersonation_is_for_system_administrators(linked: RunningTopology, anna: Visitor, adam: Visitor):
    """The page does not offer it to others, and the product does not take it from them."""
    page = adam.open(edit(linked))
    for choice in page.document.xpath("//option[@value='oauth-impersonation']"):
        assert choice.get("disabled") is not None
    refused = adam.press("Save changes", {OUTGOING: "OAuth (impersonation)"})
    assert refused.status == 403
    assert not levels(linked)["outgoing"]["enabled"]
    anna.open(edit(linked))
    anna.press("Save changes", {OUTGOING: "OAuth (impersonation)"})
    assert levels(linked)["outgoing"]["twoLoImpersonationEnabled"]


def test_an_administrator_may_save_what_a_system_administrator_has_set_up(linked: RunningTopology, anna: Visitor):
    """As long as impersonation is not touched."""
    anna.open(edit(linked))
    anna.press("Save changes", {OUTGOING: "OAuth (impersonation)"})
    adam = linked.visitor("adam", "confluence")
    adam.open(edit(linked))
    assert adam.press("Save changes", {"Name": "Adam's"}).messages == ["The changes are saved."]
    assert levels(linked)["outgoing"]["twoLoImpersonationEnabled"]


def test_a_remote_that_does_not_tell_what_it_signs_with_cannot_be_trusted_yet(linked: RunningTopology, anna: Visitor):
    """Once it answers, it can."""
    linked.switch_off("jira")
    anna.open(edit(linked))
    page = anna.press("Save changes", {"Name": "Our Jira", INCOMING: "OAuth"})
    assert page.status == 409
    assert "consumer information of Jira could not be read" in page.words
    assert linked.administrator("confluence").links()[0]["name"] == "Jira"
    linked.switch_on("jira")
    assert anna.press("Save changes").messages == ["The changes are saved."]
    assert linked.administrator("confluence").links()[0]["name"] == "Our Jira"


def test_what_is_no_link_of_the_family_is_not_edited_here(pair: RunningTopology, anna: Visitor):
    """Neither is what does not exist."""
    admin = pair.administrator("confluence")
    admin.ask(
        "PUT",
        "/rest/applinks/3.0/applicationlink",
        {"typeId": "generic", "name": "Cats", "rpcUrl": "http://127.0.0.1:9"},
    )
    (link,) = admin.links()
    assert anna.open(f"/plugins/servlet/applinks/edit/{link['id']}").status == 409
    assert anna.open("/plugins/servlet/applinks/edit/11111111-1111-3111-8111-111111111111").status == 404
    assert anna.open("/plugins/servlet/applinks/edit/%3Cscript%3E").status == 400
    assert anna.open(LIST).status == 200

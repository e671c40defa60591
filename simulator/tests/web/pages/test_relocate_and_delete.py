"""Relocating and deleting links in a browser."""

from collections.abc import Callable

import pytest

from applink_simulator.topology.file import Authentication
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor
from applink_simulator.topology.wishes import connect

from .conftest import LIST, xsrf_token


@pytest.fixture
def linked(pair: RunningTopology) -> RunningTopology:
    """Both ends, with impersonation in both directions."""
    near, far = pair.administrator("confluence"), pair.administrator("jira")
    near.must(near.create_end(far.place), "linking")
    far.must(far.create_end(near.place), "linking")
    connect(near, far, Authentication.OAUTH_IMPERSONATION)
    connect(far, near, Authentication.OAUTH_IMPERSONATION)
    return pair


def path(pair: RunningTopology, what: str) -> str:
    return f"/plugins/servlet/applinks/{what}/{pair.place('jira').application_id}"


def address(pair: RunningTopology) -> str:
    return str(pair.administrator("confluence").links()[0]["rpcUrl"])


def test_a_remote_that_has_moved_is_relocated_from_the_list(linked: RunningTopology, anna: Visitor):
    """The list says that it cannot be reached and offers it; afterwards all is well."""
    linked.move("jira")
    page = anna.open(LIST)
    assert "cannot be reached, or it has moved to a new address" in page.words
    anna.follow("Relocate Jira")
    page = anna.press("Relocate", {"New URL": linked.place("jira").url})
    assert page.messages == ["The link leads to the new address now."]
    assert "Connected" in page.words
    assert address(linked) == linked.place("jira").url


def test_relocating_is_not_offered_while_all_is_well(linked: RunningTopology, anna: Visitor):
    """Nor for a fault that has nothing to do with the address."""
    assert "Relocate" not in anna.open(LIST).words
    linked.products["jira"].clock.move(3600)
    page = anna.open(LIST)
    assert "clocks" in page.words
    assert "Relocate" not in page.words


def test_an_address_where_nobody_answers_is_used_only_if_the_administrator_insists(
    linked: RunningTopology, anna: Visitor
):
    """He is asked first."""
    before = address(linked)
    anna.open(path(linked, "relocate"))
    page = anna.press("Relocate", {"New URL": "http://127.0.0.1:9/jira"})
    assert page.status == 409
    assert "There is no page at http://127.0.0.1:9/jira" in page.words
    assert address(linked) == before
    assert anna.press("Use it anyway").messages == ["The link leads to the new address now."]
    assert address(linked) == "http://127.0.0.1:9/jira"


def test_what_is_of_another_type_is_refused(linked: RunningTopology, anna: Visitor):
    """What was typed stays, and can be corrected."""
    anna.open(path(linked, "relocate"))
    page = anna.press("Relocate", {"New URL": linked.place("confluence").url})
    assert page.status == 400
    assert "of the type confluence" in page.words
    assert page.document.get_element_by_id("new-url").value == linked.place("confluence").url
    page = anna.press("Relocate", {"New URL": "javascript:alert(1)"})
    assert page.status == 400
    assert anna.press("Relocate", {"New URL": linked.place("jira").url}).messages == [
        "The link leads to the new address now."
    ]


def test_relocating_is_for_system_administrators(
    linked: RunningTopology, adam: Visitor, anna: Visitor, post: Callable
):
    """Looking at the form as much as sending it."""
    page = adam.open(path(linked, "relocate"))
    assert page.heading == "System administrators only"
    token = xsrf_token(adam.open(LIST))
    refused = post(
        adam, path(linked, "relocate"), **{"new-url": "http://127.0.0.1:9", "anyway": "x", "atl_token": token}
    )
    assert refused.status == 403
    assert address(linked) == linked.place("jira").url
    assert anna.open(path(linked, "relocate")).heading == "Relocate Jira"


def test_both_ends_go_when_the_administrator_is_one_there_too(linked: RunningTopology, anna: Visitor):
    """The page has said so before."""
    page = anna.open(path(linked, "delete"))
    assert "its end can be deleted too" in page.words
    assert page.buttons == ["Delete both ends", "Delete this end only"]
    page = anna.press("Delete both ends")
    assert page.messages == ["The link was deleted here and at the other application."]
    assert linked.administrator("confluence").links() == []
    assert linked.administrator("jira").links() == []


def test_one_end_goes_and_the_page_says_what_is_left_to_do(linked: RunningTopology, anna: Visitor):
    """The other one shows that its counterpart is missing."""
    anna.open(path(linked, "delete"))
    page = anna.press("Delete this end only")
    assert "an administrator has to look there" in page.messages[0]
    assert linked.administrator("confluence").links() == []
    assert len(linked.administrator("jira").links()) == 1
    at_jira = linked.visitor("anna", "jira", anna.browser)
    assert "CONFIG ERROR" in at_jira.open(LIST).words


@pytest.mark.parametrize(
    ("fault", "said"),
    [("is unavailable", "could not be asked"), ("answers with a login page", "could not be asked")],
)
def test_where_the_other_end_cannot_be_deleted_only_this_one_is_offered(
    linked: RunningTopology, anna: Visitor, fault: str, said: str
):
    """And the page says to look there by hand."""
    linked.misbehave("jira", fault)
    page = anna.open(path(linked, "delete"))
    assert said in page.words
    assert page.buttons == ["Delete this end only"]
    linked.behave()
    assert anna.open(path(linked, "delete")).buttons == ["Delete both ends", "Delete this end only"]


def test_a_remote_that_fails_between_question_and_answer_leaves_both_ends(linked: RunningTopology, anna: Visitor):
    """Nothing is deleted by halves without saying so."""
    anna.open(path(linked, "delete"))
    linked.misbehave("jira", "is unavailable")
    page = anna.press("Delete both ends")
    assert page.status == 409
    assert "It still exists here" in page.words
    linked.behave()
    assert len(linked.administrator("confluence").links()) == len(linked.administrator("jira").links()) == 1
    anna.open(path(linked, "delete"))
    assert anna.press("Delete both ends").messages == ["The link was deleted here and at the other application."]


def test_somebody_who_is_no_administrator_there_is_told(pair: RunningTopology, anna: Visitor):
    """With OAuth per user he is invited to authenticate first; afterwards he may delete both ends."""
    near, far = pair.administrator("confluence"), pair.administrator("jira")
    near.must(near.create_link(far.place, there=far, trust=True), "linking")
    page = anna.open(path(pair, "delete"))
    assert "does not know who you are" in page.words
    assert page.buttons == ["Delete this end only"]
    page = anna.follow("Authenticate there")
    assert page.heading == "Allow Confluence to act for you?"
    page = anna.press("Allow")
    assert page.heading == "Delete the link to Jira"
    assert page.buttons == ["Delete both ends", "Delete this end only"]


def test_what_is_sent_twice_is_deleted_once(linked: RunningTopology, anna: Visitor, post: Callable):
    """The second time there is nothing there."""
    token = xsrf_token(anna.open(path(linked, "delete")))
    first = post(anna, path(linked, "delete"), atl_token=token)
    second = post(anna, path(linked, "delete"), atl_token=token)
    assert (first.status, second.status) == (302, 404)


def test_another_sites_form_deletes_nothing(linked: RunningTopology, anna: Visitor, post: Callable):
    """One's own does."""
    token = xsrf_token(anna.open(path(linked, "delete")))
    for fields in ({}, {"atl_token": "0" * 40}):
        assert "out of date" in post(anna, path(linked, "delete"), **fields).text
        assert (
            "out of date" in post(anna, path(linked, "relocate"), **{"new-url": "http://127.0.0.1:9"}, **fields).text
        )
    assert address(linked) == linked.place("jira").url
    assert post(anna, path(linked, "delete"), atl_token=token).status == 302

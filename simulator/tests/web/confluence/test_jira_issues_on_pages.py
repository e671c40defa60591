"""The Jira-issues macro as readers see it: asked over real sockets, as the right user."""

import json

import pytest

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.linking.product import Product
from applink_simulator.topology.content import jira_issues_macro

PATH = "/display/DOC/Issues"
PUBLIC = ["DEMO-1", "DEMO-2"]
ALL = [*PUBLIC, "SEC-1"]


def page_with(person, title: str, storage: str) -> str:
    body = {
        "type": "page",
        "title": title,
        "space": {"key": "DOC"},
        "body": {"storage": {"value": storage, "representation": "storage"}},
    }
    reply = person("alice").ask("POST", "/rest/api/content", body)
    assert reply.status == 200, reply.text
    return f"/pages/viewpage.action?pageId={reply.json()['id']}"


def test_without_authentication_everybody_sees_what_is_public(look, link, running):
    """Unsigned, whoever reads."""
    link("none")
    for username in ("alice", None):
        assert look(username, PATH).issue_keys == PUBLIC
    asked = [exchange for exchange in running.journal if "/rest/api/2/" in exchange.url]
    assert [(exchange.way, exchange.sender) for exchange in asked] == [("anonymous", "confluence")] * 2


def test_with_oauth_every_reader_sees_what_the_preconfigured_user_may(look, link):
    """Whoever is logged in; a stranger's request is not signed at all."""
    link("oauth", acting_as="integration")
    assert look("bob", PATH).issue_keys == ALL
    assert look("alice", PATH).issue_keys == ALL
    assert look(None, PATH).issue_keys == PUBLIC


def test_with_impersonation_readers_see_what_they_may_see_there(look, link):
    """Alice more than bob, and nobody is invited."""
    link("oauth-impersonation")
    alice, bob = look("alice", PATH), look("bob", PATH)
    assert (alice.issue_keys, bob.issue_keys) == (ALL, PUBLIC)
    assert (alice.invitations, bob.messages) == ([], [])
    assert look(None, PATH).issue_keys == PUBLIC


def test_with_oauth_per_user_a_reader_without_a_token_is_invited(look, link, confluence: Product, running):
    """What everybody may see is there meanwhile; a stranger gets it without an invitation."""
    link("oauth-per-user")
    alice = look("alice", PATH)
    end = confluence.state.ends.get(running.place("jira").application_id)
    assert alice.invitations == [confluence.authorisation_url(end, confluence.url(PATH))]
    assert alice.issue_keys == PUBLIC
    stranger = look(None, PATH)
    assert (stranger.invitations, stranger.issue_keys) == ([], PUBLIC)


def test_issues_stand_in_a_table_that_scripts_can_read(look, link, running):
    """Keys lead to the display URL."""
    link("oauth", acting_as="integration")
    page = look("alice", PATH).page
    table = page.find(".//table[@class='jira-issues']")
    assert table.get("data-server-id") == running.place("jira").application_id
    row = table.find(".//tr[@data-issue-key='DEMO-2']")
    assert [cell.text_content() for cell in row.iter("td")] == ["DEMO-2", "Paint", "Done"]
    assert row.find(".//a").get("href") == f"{running.place('jira').url}/browse/DEMO-2"


def test_one_issue_by_its_key(look, link, person, running):
    """To bob the hidden one may as well not exist."""
    link("oauth-impersonation")
    there = running.place("jira").application_id
    path = page_with(person, "One", jira_issues_macro("Jira", there, key="SEC-1"))
    assert look("alice", path).issue_keys == ["SEC-1"]
    assert look("bob", path).messages == ["The issue SEC-1 does not exist, or you may not see it."]


def test_a_query_that_finds_nothing_and_one_that_finds_too_much_say_so(look, link, person, running):
    """The table stays, with a word in it."""
    link("none")
    there = running.place("jira").application_id
    first = look("alice", page_with(person, "First", jira_issues_macro("Jira", there, jql="ORDER BY key", maximum=1)))
    assert first.issue_keys == PUBLIC[:1]
    assert "1 of 2 issues" in first.text
    none = look("alice", page_with(person, "None", jira_issues_macro("Jira", there, jql="summary ~ nothing")))
    assert (none.issue_keys, none.messages) == ([], [])
    assert "No issues found." in none.text


@pytest.mark.parametrize("jql", ["colour = red", "project =", "project = SEC"])
def test_a_query_that_jira_refuses_is_said_not_to_be_understood(look, link, person, running, jql):
    """Also one that names a project the reader may not see: to him there is none."""
    link("none")
    seen = look(
        "alice", page_with(person, "Bad", jira_issues_macro("Jira", running.place("jira").application_id, jql=jql))
    )
    assert seen.messages == ["Jira did not understand the query."]


def answering(status: int, body: str, content_type: str = "application/json"):
    reply = Reply(status, (("Content-Type", content_type),), body.encode())

    def answer(request: IncomingRequest) -> Reply | None:
        return reply if "/rest/api/2/" in request.url else None

    return answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (answering(400, '{"errorMessages": ["Bad"]}'), "did not understand"),
        (answering(401, "oauth_problem=x", "text/plain"), "refused"),
        (answering(403, '{"errorMessages": ["No"]}'), "does not show these issues to you"),
        (answering(404, "<html>", "text/html"), "status 404"),
        (answering(500, "{}"), "status 500"),
        (answering(503, "<html>busy", "text/html"), "status 503"),
        (answering(302, "", "text/html"), "sent us elsewhere"),
        (answering(200, "<html><script>evil()</script>", "text/html"), "perhaps a login page"),
        (answering(200, '{"issues": 7}'), "perhaps a login page"),
        (answering(200, '{"issues": [{"key": "A-1"}]}'), "perhaps a login page"),
        (answering(200, "[" * 100_000), "perhaps a login page"),
        (answering(200, ""), "perhaps a login page"),
    ],
)
def test_whatever_jira_answers_the_page_is_there_with_a_word_about_it(look, link, running, answer, words):
    """Two-legged and as nobody alike; before and afterwards the issues are there."""
    link("oauth", acting_as="integration")
    running.products["jira"].intercept = answer
    for username in ("alice", None):
        seen = look(username, PATH)
        assert (seen.reply.status, seen.heading, seen.issue_keys) == (200, "Issues", [])
        assert len(seen.messages) == 1
        assert words in seen.messages[0]
        assert "evil" not in seen.reply.text


def test_a_gateways_login_page_is_a_message_and_so_is_a_jira_that_is_off(look, link, running):
    """Once Jira is back, so are its issues."""
    link("none")
    running.misbehave("jira", "answers with a login page")
    assert "perhaps a login page" in look("alice", PATH).messages[0]
    running.switch_off("jira")
    assert "cannot be reached" in look("alice", PATH).messages[0]
    running.switch_on("jira")
    running.behave()
    assert look("alice", PATH).issue_keys == PUBLIC


def test_of_several_macros_a_slow_jira_is_asked_for_two_and_the_others_say_so(
    look, link, running, confluence: Product, person
):
    """A page's patience is twice that for one request, however many macros it has."""
    link("none")
    there = running.place("jira").application_id
    path = page_with(person, "Many", "".join(jira_issues_macro("Jira", there, jql="ORDER BY key") for _ in range(6)))
    assert look("alice", path).issue_keys == PUBLIC * 6
    confluence.patience = 0.2
    running.misbehave("jira", "is slow")
    messages = look("alice", path).messages
    assert len(messages) == 6
    assert "does not answer" in messages[0]
    assert "was not asked" in messages[-1]


def test_a_link_that_is_gone_is_said_to_be_and_a_new_one_to_the_same_jira_heals_the_page(look, link, running):
    """Jira's id is the same after all; with another id the macro stays stale (F-24)."""
    link("none")
    assert look("alice", PATH).issue_keys == PUBLIC
    administrator, remote = running.administrator("confluence"), running.place("jira")
    assert administrator.delete_link(remote).fine
    assert "does not exist any more" in look("alice", PATH).messages[0]
    link("none")
    assert look("alice", PATH).issue_keys == PUBLIC


def test_when_the_ends_disagree_jira_refuses_and_nobody_is_shown_more(look, link, running):
    """No falling back to what anonymous would see: that would hide the mistake."""
    link("oauth", acting_as="integration")
    assert look("alice", PATH).issue_keys == ALL
    serving = running.products["jira"].state.consumers
    serving.remove(next(iter(serving)).key)
    seen = look("alice", PATH)
    assert seen.issue_keys == []
    assert "refused the request" in seen.messages[0]


def test_a_summary_is_text_whatever_it_holds(look, link, running):
    """A remote that is taken over must not run scripts in its neighbour's pages."""
    link("none")
    evil = '"><script>evil()</script><img src=x onerror=evil()>\ud800'
    issue = {"key": evil, "fields": {"summary": evil, "status": {"name": evil}}}
    running.products["jira"].intercept = answering(200, json.dumps({"issues": [issue], "total": "<b>"}))
    seen = look("alice", PATH)
    assert seen.reply.status == 200
    assert seen.page.findall(".//script") == seen.page.findall(".//img") == []
    cells = [cell.text_content() for cell in seen.page.iterfind(".//tr[@data-issue-key]/td")]
    assert cells == [evil.replace("\ud800", "?")] * 3


def test_what_a_page_asks_for_is_text_too(look, link, person):
    """The link's name and id in a message come from the page's author."""
    link("none")
    evil = '"><script>evil()</script>'
    seen = look("bob", page_with(person, "Evil", jira_issues_macro(evil, evil, jql="x")))
    assert seen.messages == [f"The application link to {evil} does not exist any more."]
    assert seen.page.findall(".//script") == []


def test_over_rest_the_view_holds_the_readers_issues(person, link, page_id):
    """What a script sees is what its user would see on the page."""
    link("oauth-impersonation")
    path = f"/rest/api/content/{page_id('Issues')}"
    alices, bobs = (person(name).ask("GET", path, expand="body.view").text for name in ("alice", "bob"))
    assert "The safe is open" in alices
    assert "The safe is open" not in bobs
    assert "Lamp flickers" in bobs


def test_the_linked_jiras_are_listed_for_people_who_write_pages(person, link, running, confluence: Product):
    """With the way to authenticate for whoever has to; a stranger is asked to log in."""
    assert person("alice").ask("GET", "/rest/jiraanywhere/1.0/servers").json() == []
    link("oauth-per-user")
    jira = running.place("jira")
    server = person("alice").ask("GET", "/rest/jiraanywhere/1.0/servers").json()[0]
    assert (server["id"], server["name"], server["url"]) == (jira.application_id, "Jira", jira.url)
    assert server["authUrl"] == confluence.authorisation_url(confluence.state.ends.get(jira.application_id))
    assert person(None).ask("GET", "/rest/jiraanywhere/1.0/servers").status == 401


@pytest.mark.parametrize("authentication", ["none", "oauth", "oauth-impersonation"])
def test_nobody_has_to_authenticate_where_the_link_does_it(person, link, authentication):
    """Only tokens of one's own need a dance."""
    link(authentication)
    assert "authUrl" not in person("alice").ask("GET", "/rest/jiraanywhere/1.0/servers").json()[0]

"""The proxy servlet: a page's script asks the remote through its own product (applinks.md 3.5)."""

import pytest

from applink_simulator.domain.links import Provider
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import PROXY, Visitor

pytestmark = pytest.mark.conformance("REST-130")


WHOAMI = "/plugins/servlet/applinks/whoami"
JIRA_TYPE = "com.atlassian.applinks.api.application.jira.JiraApplicationType"


def ask(visitor: Visitor, **query: str) -> Reply:
    return visitor.ask("GET", PROXY, **query)


def test_the_remote_is_named_by_id_or_by_type_in_query_or_header(linked: RunningTopology):
    """By type it is the primary link's."""
    alice, jira = linked.visitor("alice", "confluence"), linked.place("jira")
    assert ask(alice, appId=jira.application_id, path=WHOAMI).text == "alice"
    assert ask(alice, serverId=jira.application_id, path=WHOAMI).text == "alice"
    assert ask(alice, appType=JIRA_TYPE, path=WHOAMI).text == "alice"
    url = alice.url(PROXY)
    headers = (("X-AppId", jira.application_id), ("X-AppPath", WHOAMI))
    assert alice.browser.send("GET", url, headers).text == "alice"


def test_a_path_may_be_absolute_but_must_lie_below_the_link(linked: RunningTopology):
    """Else any page could make the server ask anybody (O1C-022)."""
    alice, jira = linked.visitor("alice", "confluence"), linked.place("jira")
    assert ask(alice, appId=jira.application_id, path=jira.url + WHOAMI).text == "alice"
    asked = linked.journal.last_number
    for outside in ("http://127.0.0.1:1/x", jira.url.replace("/jira", "/other"), "/../../secret", "//evil.example/"):
        assert ask(alice, appId=jira.application_id, path=outside).status in {400, 404}
    assert not [each for each in linked.journal.since(asked) if each.product == "jira" and each.caller == "alice"][1:]


def test_who_is_not_told_apart_is_refused(linked: RunningTopology):
    """Neither id nor type: 400; no such link: 404."""
    alice = linked.visitor("alice", "confluence")
    assert ask(alice, path=WHOAMI).status == 400
    assert ask(alice, appId="4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11", path=WHOAMI).status == 404
    assert ask(alice, appType="com.example.Nonsense", path=WHOAMI).status == 404


def test_a_query_of_the_page_reaches_the_remote(linked: RunningTopology):
    """All but the servlet's own parameters; signed with the rest."""
    alice, jira = linked.visitor("alice", "confluence"), linked.place("jira")
    reply = ask(alice, appId=jira.application_id, path="/rest/api/2/search?maxResults=1", jql="ORDER BY key")
    assert [issue["key"] for issue in reply.json()["issues"]] == ["DEMO-1"]


def test_a_post_is_passed_on_with_its_body(linked: RunningTopology):
    """And without an XSRF promise it is refused where it arrives, as any form would be."""
    alice, jira = linked.visitor("alice", "confluence"), linked.place("jira")
    query = f"?appId={jira.application_id}&path=/rest/api/2/search"
    reply = alice.ask("POST", PROXY + query, {"jql": "project = DEMO"})
    assert [issue["key"] for issue in reply.json()["issues"]] == ["DEMO-1"]


def test_a_remote_that_is_down_is_a_gateway_timeout(linked: RunningTopology):
    alice, jira = linked.visitor("alice", "confluence"), linked.place("jira")
    linked.switch_off("jira")
    assert ask(alice, appId=jira.application_id, path=WHOAMI).status == 504
    linked.switch_on("jira")
    assert ask(alice, appId=jira.application_id, path=WHOAMI).status == 200


def test_who_has_no_token_is_shown_what_everybody_sees_and_where_to_get_one(pair: RunningTopology):
    """401 with the authorisation URL, and the body that anybody gets."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    confluence.create_end(jira.place)
    jira.create_end(confluence.place)
    jira.trust(confluence.place)
    confluence.authenticate_with(jira.place, Provider.OAUTH, Provider.TWO_LEGGED)
    alice = pair.visitor("alice", "confluence")
    reply = ask(alice, appId=jira.place.application_id, path="/rest/api/2/issue/DEMO-1")
    assert (reply.status, reply.json()["key"]) == (401, "DEMO-1")
    lines = [value for name, value in reply.headers if name.lower() == "www-authenticate"]
    dance = f"/plugins/servlet/applinks/oauth/login-dance/authorize?applicationLinkID={jira.place.application_id}"
    assert any(dance in line for line in lines)
    pair.switch_off("jira")
    assert ask(alice, appId=jira.place.application_id, path="/rest/api/2/issue/DEMO-1").status == 504


def test_only_some_headers_of_the_remote_come_back(linked: RunningTopology):
    """Not its cookies, and not whom it took the caller for."""
    alice, jira = linked.visitor("alice", "confluence"), linked.place("jira")
    reply = ask(alice, appId=jira.application_id, path="/rest/api/2/myself")
    assert reply.header("Content-Type") == "application/json;charset=UTF-8"
    assert reply.header("Set-Cookie") is None


def test_nobody_in_particular_is_served_as_nobody(linked: RunningTopology):
    """Without an OAuth header: not as the two-legged user (LNK-040)."""
    reply = ask(linked.visitor(None, "confluence"), appId=linked.place("jira").application_id, path=WHOAMI)
    assert (reply.status, reply.text) == (200, "")

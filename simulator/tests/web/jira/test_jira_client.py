"""The unchanged client library ``jira`` from PyPI, over real sockets."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from jira import JIRA, JIRAError
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA1

from applink_simulator.domain.links import Consumer, Level, LinkEnd
from applink_simulator.domain.tokens import Token, TokenState

Connect = Callable[..., JIRA]


@pytest.fixture
def connect(jiras) -> Iterator[Connect]:
    """A client of that Jira, closed afterwards; retrying would only wait."""
    with contextlib.ExitStack() as stack:

        def connect(who: str | None = "alice", at: str = "jira", **more) -> JIRA:
            more = {"basic_auth": (who, who)} | more if who else more
            client = JIRA(jiras.place(at).url, max_retries=0, **more)
            stack.callback(client.close)
            return client

        yield connect


def test_it_connects_and_knows_the_version_and_itself(connect):
    client = connect(validate=True)
    assert client.deploymentType == "Server"
    assert client.server_info()["serverTitle"] == "Jira"
    assert client.myself()["name"] == "alice"
    assert client.session().name == "alice"
    with pytest.raises(JIRAError) as refused:
        connect(basic_auth=("alice", "wrong"), validate=True)
    assert refused.value.status_code == 401


@pytest.mark.parametrize("at", ["jira", "discreet"])
def test_it_reads_issues_below_any_context_path(connect, at):
    issue = connect(at=at).issue("DEMO-1")
    assert issue.fields.summary == "Lamp flickers"
    assert issue.fields.status.name == "Open"
    assert issue.fields.assignee.displayName == "Alice Able"
    assert issue.permalink().endswith("/browse/DEMO-1")


def test_it_learns_that_an_issue_is_hidden(connect):
    assert connect().issue("SEC-1").key == "SEC-1"
    for who, status in (("bob", 403), (None, 401)):
        with pytest.raises(JIRAError) as refused:
            connect(who).issue("SEC-1")
        assert refused.value.status_code == status
        assert "permission" in refused.value.text


def test_it_searches(connect):
    assert [each.key for each in connect().search_issues("order by key")] == [
        "DEMO-1",
        "DEMO-2",
        "PART-1",
        "PART-2",
        "SEC-1",
    ]
    strangers = connect(None).search_issues("order by key", fields="summary", maxResults=1)
    assert [each.key for each in strangers] == ["DEMO-1"]
    assert strangers.total == 2
    with pytest.raises(JIRAError, match="does not exist for the field"):
        connect("bob").search_issues("project = SEC")
    posted = connect().search_issues("project = SEC", use_post=True)
    assert [each.key for each in posted] == ["SEC-1"]


def test_it_fetches_all_pages(connect):
    client = connect()
    for number in range(60):
        client.create_issue(
            prefetch=False, project={"key": "DEMO"}, summary=f"Number {number}", issuetype={"name": "Task"}
        )
    assert len(client.search_issues("project = DEMO", maxResults=False)) == 62


def test_it_creates_edits_assigns_and_comments(connect):
    client = connect()
    issue = client.create_issue(project="DEMO", summary="Window sticks", issuetype="Bug", labels=["new"])
    assert (issue.key, issue.fields.issuetype.name, issue.fields.labels) == ("DEMO-3", "Bug", ["new"])
    issue.update(summary="Window is stuck", labels=[{"add": "stuck"}], assignee="bob")
    assert (issue.fields.summary, issue.fields.labels) == ("Window is stuck", ["new", "stuck"])
    assert issue.fields.assignee.name == "bob"
    client.assign_issue(issue, "alice")
    comment = client.add_comment(issue, "Needs oil")
    assert (comment.body, comment.author.name) == ("Needs oil", "alice")
    assert [each.body for each in client.comments(issue)] == ["Needs oil"]
    assert client.issue("DEMO-3").fields.assignee.name == "alice"
    with pytest.raises(JIRAError) as refused:
        client.create_issue(project="DEMO", summary="", issuetype="Bug")
    assert refused.value.status_code == 400
    assert "summary" in refused.value.response.json()["errors"]


def test_it_reads_projects_fields_and_words(connect):
    client = connect()
    assert [each.key for each in client.projects()] == ["DEMO", "PART", "SEC"]
    assert client.project("DEMO").name == "DEMO"
    assert "summary" in {each["id"] for each in client.fields()}
    assert "Open" in {each.name for each in client.statuses()}
    assert client.issue_type_by_name("Bug").name == "Bug"
    assert client.issue_type_by_name("Bug", project="DEMO").name == "Bug"
    assert "High" in {each.name for each in client.priorities()}
    assert client.my_permissions(projectKey="SEC")["permissions"]["BROWSE_PROJECTS"]["havePermission"] is True


def test_it_links_issues_to_pages(connect):
    """It looks for application links first, which an administrator may do without a warning."""
    client = connect("anna")
    page = {"url": "http://wiki.test/1", "title": "Roadmap"}
    link = client.add_remote_link("DEMO-1", page, globalId="appId=1&pageId=2", relationship="mentioned in")
    assert client.add_remote_link("DEMO-1", page, globalId="appId=1&pageId=2").id == link.id
    (found,) = client.remote_links("DEMO-1")
    assert (found.object.title, found.globalId) == ("Roadmap", "appId=1&pageId=2")
    assert not hasattr(found, "relationship")
    assert client.remote_link("DEMO-1", str(link.id)).object.url == "http://wiki.test/1"
    client.delete_remote_link("DEMO-1", internal_id=str(link.id))
    assert client.remote_links("DEMO-1") == []


def test_others_than_administrators_may_link_without_seeing_application_links(connect):
    with pytest.warns(Warning, match="Unable to gather applicationlinks"):
        connect("bob").add_remote_link("DEMO-1", {"url": "http://wiki.test/1", "title": "x"})
    assert len(connect("bob").remote_links("DEMO-1")) == 1


def test_it_links_an_issue_to_one_in_another_jira(connect, jiras):
    """By the id of the application link that leads there, which is why it asks for the list."""
    here, there = jiras.products["jira"], jiras.products["discreet"]
    here.state.ends.add(LinkEnd(there.application_id, "jira", "Discreet", there.base_url, there.base_url))
    client = connect("anna")
    (listed,) = client.applicationlinks()
    assert listed["application"]["id"] == there.application_id
    remote = connect("anna", at="discreet").issue("DEMO-2")
    client.add_remote_link("DEMO-1", remote)
    (found,) = client.remote_links("DEMO-1")
    assert found.globalId == f"appId={there.application_id}&issueId={remote.id}"
    assert found.application.type == "com.atlassian.jira"


def test_it_logs_in_with_a_cookie(connect):
    with pytest.warns(DeprecationWarning, match="Cookie"):
        client = connect(None, auth=("alice", "alice"))
    assert client.issue("SEC-1").key == "SEC-1"
    client.kill_session()
    with pytest.warns(DeprecationWarning, match="Cookie"), pytest.raises(Exception, match="401"):
        connect(None, auth=("alice", "wrong"))


def test_it_manages_people(connect):
    client = connect("anna")
    assert client.add_user("zoe", "zoe@example.test", password="zoe", fullname="Zoe Zed")
    assert client.add_user("zoe", "zoe@example.test", ignore_existing=True)
    assert client.add_user_to_group("zoe", "staff")["name"] == "staff"
    assert [each.name for each in client.search_users("zo")] == ["zoe"]
    assert set(client.group_members("staff")) == {"alice", "bob", "carol", "zoe"}
    assert "staff" in client.groups()
    assert connect("zoe").myself()["displayName"] == "Zoe Zed"
    assert client.remove_user_from_group("zoe", "staff")
    assert client.user("bob").displayName == "Bob Baker"
    assert client.delete_user("zoe")
    with pytest.raises(JIRAError):
        client.user("zoe")


@pytest.fixture
def granted(jiras, client_key) -> dict[str, str]:
    """What the client needs to act as alice, who granted it a token."""
    state = jiras.products["jira"].state
    state.consumers.put(Consumer("reports", "Reports", client_key.public.text).at_level(Level.THREE_LEGGED_ONLY))
    now = jiras.products["jira"].clock.now()
    state.tokens.put(Token("granted", "secret", "reports", TokenState.ACCESS, now, username="alice"))
    return {
        "access_token": "granted",
        "access_token_secret": "secret",
        "consumer_key": "reports",
        "key_cert": client_key.private_pem(),
    }


def test_with_oauth_it_acts_as_who_granted_the_token(connect, jiras, granted):
    """It tries HMAC-SHA1 first, which must fail, and only then RSA-SHA1."""
    client = connect(None, oauth=granted)
    assert client.myself()["name"] == "alice"
    assert client.issue("SEC-1").key == "SEC-1"
    tries = [each for each in jiras.journal if each.path.endswith("/myself")]
    assert [each.status for each in tries[:2]] == [400, 200]
    assert tries[1].way == "oauth-per-user"


def test_with_a_token_nobody_granted_it_is_refused(connect, granted):
    with pytest.raises(JIRAError) as refused:
        connect(None, oauth={**granted, "access_token": "made up"})
    assert refused.value.status_code == 401
    assert connect(None, oauth=granted).myself()["name"] == "alice"


def test_with_hmac_it_is_refused(connect, granted):
    client = connect(None, oauth=granted)
    client._session.auth.client.signature_method = SIGNATURE_HMAC_SHA1
    client._session.auth.client.client_secret = "guess"
    with pytest.raises(JIRAError) as refused:
        client.issue("SEC-1")
    assert refused.value.status_code == 400
    assert "signature_method_rejected" in refused.value.text

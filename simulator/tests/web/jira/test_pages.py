"""What people read in a browser."""

import pytest


def test_an_issue_has_a_page(ask):
    ask("POST", "/rest/api/2/issue/DEMO-1/comment", {"body": "Looking <into> it"})
    page = ask("GET", "/browse/DEMO-1")
    assert (page.status, page.content_type) == (200, "text/html")
    for shown in ("[DEMO-1] Lamp flickers", "Since Monday.", "Looking &lt;into&gt; it"):
        assert shown in page.text
    assert ask("GET", "/browse/DEMO-1", who=None).status == 200


@pytest.mark.parametrize("key", ["SEC-1", "SEC-99"])
def test_an_issue_one_may_not_see_has_the_same_page_as_none(ask, key):
    refused = ask("GET", f"/browse/{key}", who="bob")
    assert refused.status == 404
    assert "You can&#39;t view this issue" in refused.text or "You can't view this issue" in refused.text
    assert "safe" not in refused.text
    anonymous = ask("GET", f"/browse/{key}", who=None)
    assert anonymous.status == 302
    assert (anonymous.header("Location") or "").endswith(
        f"/login.jsp?permissionViolation=true&os_destination=%2Fbrowse%2F{key}"
    )
    assert ask("GET", "/browse/SEC-1").status == 200


def test_links_that_run_scripts_are_not_shown_as_links(ask):
    for url, title in (("javascript:alert(1)", "Bad"), ("http://wiki.test/1", "Good")):
        ask("POST", "/rest/api/2/issue/DEMO-1/remotelink", {"object": {"url": url, "title": title}})
    page = ask("GET", "/browse/DEMO-1").text
    assert 'href="http://wiki.test/1"' in page
    assert "javascript:" not in page


def test_the_dashboard_shows_the_projects_one_sees(ask):
    assert "SEC" in ask("GET", "/secure/Dashboard.jspa").text
    stranger = ask("GET", "/secure/Dashboard.jspa", who=None)
    assert "DEMO" in stranger.text
    assert "SEC" not in stranger.text


@pytest.mark.parametrize("path", ["/secure/Dashboard.jspa", "/browse/DEMO-1"])
def test_a_closed_jira_asks_strangers_to_log_in(ask, path):
    assert ask("GET", path, who=None, at="closed").status == 302
    assert ask("GET", path, who="bob", at="closed").status == 200

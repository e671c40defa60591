"""Projects, spaces, issues and pages: who sees them is what readers find over HTTP."""

import pytest

from applink_simulator.topology.control import Control, ControlRefused

from .conftest import Ask

DEMO = "/rest/api/2/issue/DEMO-1"


def test_a_container_is_seen_by_those_alone_whom_it_is_visible_to(jira: Control, status: Ask):
    assert (status("alice", DEMO), status("bob", DEMO)) == (200, 200)
    jira.change_container("DEMO", visible_to=["group:staff"])
    assert (status("alice", DEMO), status("bob", DEMO)) == (200, 403)


def test_an_item_is_seen_by_those_alone_of_them_whom_it_is_visible_to(jira: Control, status: Ask):
    """Until that is lifted: then whoever sees the project sees it again. A title alone changes nobody's sight."""
    jira.change_item("DEMO-1", visible_to=["bob"])
    jira.change_item("DEMO-1", title="Lamp is dark")
    assert (status("alice", DEMO), status("bob", DEMO)) == (403, 200)
    jira.change_item("DEMO-1", visible_to=None)
    assert (status("alice", DEMO), status("bob", DEMO)) == (200, 200)


def test_an_issue_and_a_page_that_are_added_are_found(jira: Control, confluence: Control, status: Ask):
    issue = jira.add_item("SEC", "The safe hums", text="Quietly.")
    assert issue["key"] == "SEC-2"
    path = f"/rest/api/2/issue/{issue['key']}"
    assert (status("alice", path), status("bob", path)) == (200, 403)
    page = confluence.add_item("DOC", "Plans", visible_to=["alice"])
    path = f"/rest/api/content/{page['id']}"
    assert (status("alice", path, at="confluence"), status("bob", path, at="confluence")) == (200, 404)
    assert [each["title"] for each in confluence.ask("GET", "/containers/DOC/items")["items"]] == ["Roadmap", "Plans"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/containers/NONE", {}),
        ("GET", "/containers/NONE/items", None),
        ("PATCH", "/items/NONE-1", {}),
        ("POST", "/items", {"container": "NONE", "title": "x"}),
    ],
)
def test_what_is_not_there_is_said_not_to_be(jira: Control, method: str, path: str, body: dict[str, str] | None):
    """The control is the same with a name that is there."""
    with pytest.raises(ControlRefused, match=r"404.*does not exist"):
        jira.ask(method, path, body)
    there = None if body is None else {name: value.replace("NONE", "DEMO") for name, value in body.items()}
    assert jira.ask(method, path.replace("NONE", "DEMO"), there)

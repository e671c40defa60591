"""``remotelink``: create or replace by ``globalId`` (products.md 3)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

LINKS = "/rest/api/2/issue/DEMO-1/remotelink"
GLOBAL_ID = "appId=6e3a4f2c-0000-3000-8000-000000000001&pageId=40001"
PAGE = {
    "globalId": GLOBAL_ID,
    "application": {"type": "com.atlassian.confluence", "name": "Wiki"},
    "relationship": "mentioned in",
    "object": {
        "url": "http://wiki.test/pages/viewpage.action?pageId=40001",
        "title": "Roadmap",
        "summary": "Next year",
        "icon": {"url16x16": "http://wiki.test/16.png", "title": "Page"},
        "status": {"resolved": True, "icon": {"title": "Done"}},
    },
}
ESCAPED = GLOBAL_ID.replace("&", "%26").replace("=", "%3D")


def test_a_new_link_is_201_with_its_id_and_comes_back_as_it_was_sent(ask, jiras):
    reply = ask("POST", LINKS, PAGE)
    assert reply.status == 201
    created = reply.json()
    assert created.keys() == {"id", "self"}
    assert created["self"] == f"{jiras.place('jira').url}{LINKS}/{created['id']}"
    (shown,) = ask("GET", LINKS).json()
    assert shown["id"] == created["id"]
    for name, sent in PAGE.items():
        if name != "object":
            assert shown[name] == sent
    assert {name: shown["object"][name] for name in PAGE["object"]} == PAGE["object"]
    assert ask("GET", f"{LINKS}/{created['id']}").json() == shown


def test_the_same_global_id_replaces_the_whole_link(ask):
    """Fields left out are lost; the id stays."""
    first = ask("POST", LINKS, PAGE).json()
    smaller = {"globalId": GLOBAL_ID, "object": {"url": "http://wiki.test/2", "title": "Renamed"}}
    again = ask("POST", LINKS, smaller)
    assert again.status == 200
    assert again.json() == first
    (shown,) = ask("GET", LINKS).json()
    assert shown["object"]["title"] == "Renamed"
    assert "summary" not in shown["object"]
    assert "relationship" not in shown
    assert shown["application"] == {}


def test_without_a_global_id_every_link_is_new(ask):
    link = {"object": {"url": "http://wiki.test/1", "title": "x"}}
    assert [ask("POST", LINKS, link).status for _ in range(2)] == [201, 201]
    assert len(ask("GET", LINKS).json()) == 2


def test_links_are_found_by_global_id(ask):
    ask("POST", LINKS, PAGE)
    ask("POST", LINKS, {"object": {"url": "http://wiki.test/1", "title": "Other"}})
    assert [each["globalId"] for each in ask("GET", f"{LINKS}?globalId={ESCAPED}").json()] == [GLOBAL_ID]
    assert ask("GET", f"{LINKS}?globalId=other").status == 404


def test_links_are_deleted_by_global_id_and_by_id(ask):
    ask("POST", LINKS, PAGE)
    other = ask("POST", LINKS, {"object": {"url": "http://wiki.test/1", "title": "x"}}).json()["id"]
    assert ask("DELETE", f"{LINKS}?globalId=nothing").status == 404
    assert ask("DELETE", LINKS).status == 400
    assert ask("DELETE", f"{LINKS}?globalId={ESCAPED}").status == 204
    assert [each["id"] for each in ask("GET", LINKS).json()] == [other]
    assert ask("DELETE", f"{LINKS}/1").status == 404
    assert ask("DELETE", f"{LINKS}/{other}").status == 204
    assert ask("GET", LINKS).json() == []


def test_a_link_is_replaced_by_id(ask):
    created = ask("POST", LINKS, PAGE).json()["id"]
    assert ask("PUT", f"{LINKS}/{created}", {"object": {"url": "http://wiki.test/9", "title": "Nine"}}).status == 204
    shown = ask("GET", f"{LINKS}/{created}").json()
    assert (shown["object"]["title"], "globalId" in shown) == ("Nine", False)
    assert ask("PUT", f"{LINKS}/1", PAGE).status == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"object": {"url": "http://h.test/"}}, "title"),
        ({"object": {"title": "x"}}, "url"),
        ({"object": {"title": "x", "url": "no url"}}, "url"),
        ({"object": {"title": "x", "url": "http://[h.test/"}}, "url"),
        ({"object": {"title": ["x"], "url": "http://h.test/"}}, "object.title"),
        ({"object": {"title": "\ud800", "url": "http://h.test/"}}, "object.title"),
        ({"object": "http://h.test/"}, "object"),
        ({**PAGE, "globalId": "x" * 256}, "globalId"),
        ({**PAGE, "application": "wiki"}, "application"),
    ],
)
def test_a_wrong_link_is_400_and_the_field_named(ask, wrong, field):
    reply = ask("POST", LINKS, wrong)
    assert reply.status == 400
    assert field in reply.json()["errors"]
    assert ask("GET", LINKS).json() == []


def test_links_belong_to_their_issue(ask):
    created = ask("POST", LINKS, PAGE).json()["id"]
    assert ask("GET", "/rest/api/2/issue/DEMO-2/remotelink").json() == []
    assert ask("GET", f"/rest/api/2/issue/DEMO-2/remotelink/{created}").status == 404
    assert ask("GET", f"{LINKS}/{created}", who=None).status == 200


def test_of_many_at_the_same_time_one_creates(ask):
    """Two products may report the same page at once."""
    with ThreadPoolExecutor(8) as many:
        replies = list(many.map(lambda _: ask("POST", LINKS, PAGE), range(24)))
    assert sorted(reply.status for reply in replies) == [200] * 23 + [201]
    assert len({reply.json()["id"] for reply in replies}) == 1
    assert len(ask("GET", LINKS).json()) == 1

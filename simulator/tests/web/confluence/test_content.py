"""Pages over REST: who sees them, how they are written."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from applink_simulator.linking.product import Product


def new_page(**more):
    return {
        "type": "page",
        "title": "New",
        "space": {"key": "DOC"},
        "body": {"storage": {"value": "<p>Hello</p>", "representation": "storage"}},
        **more,
    }


@pytest.mark.parametrize(
    ("username", "titles"),
    [
        ("alice", ["Welcome", "What & why?", "Salaries", "Issues"]),
        ("bob", ["Welcome", "What & why?", "Issues"]),
        (None, ["Welcome", "What & why?", "Issues"]),
    ],
)
def test_a_space_lists_the_pages_one_may_see(person, username, titles):
    """A restriction on a page narrows the space's audience."""
    found = person(username).ask("GET", "/rest/api/content", spaceKey="DOC").json()
    assert [page["title"] for page in found["results"]] == titles


def test_content_is_found_by_title_and_type(person):
    """Hidden titles find nothing, hidden spaces are absent."""
    alice, bob = person("alice"), person("bob")
    found = alice.ask("GET", "/rest/api/content", spaceKey="DOC", title="Salaries").json()
    assert found["size"] == 1
    assert bob.ask("GET", "/rest/api/content", spaceKey="DOC", title="Salaries").json()["size"] == 0
    assert alice.ask("GET", "/rest/api/content", type="blogpost").json()["size"] == 0
    assert bob.ask("GET", "/rest/api/content", spaceKey="HR").json()["message"] == "No space with key : HR"


def test_a_page_one_may_not_see_is_answered_like_one_that_does_not_exist(person, page_id):
    """The words differ in nothing but the number that was asked for."""
    number = page_id("Salaries")
    assert person("alice").ask("GET", f"/rest/api/content/{number}").json()["title"] == "Salaries"
    for username in ("bob", None):
        hidden, absent = (person(username).ask("GET", f"/rest/api/content/{each}") for each in (number, "1"))
        assert hidden.json() == {
            "statusCode": 404,
            "data": {
                "authorized": False,
                "valid": True,
                "allowedInReadOnlyMode": True,
                "errors": [],
                "successful": False,
            },
            "message": f"No content found with id: ContentId{{id={number}}}",
            "reason": "Not Found",
        }
        assert hidden.text.replace(f"id={number}", "id=1") == absent.text
        assert hidden.status == absent.status == 404


def test_members_come_in_full_when_asked_for(person, page_id):
    """Without ``expand`` a single page has its space, version and history."""
    alice, path = person("alice"), f"/rest/api/content/{page_id('Welcome')}"
    page = alice.ask("GET", path).json()
    assert isinstance(page["id"], str)
    assert page["space"]["key"] == "DOC"
    assert page["version"]["number"] == 1
    assert page["version"]["by"]["username"] == "alice"
    assert page["history"]["createdDate"].endswith("+00:00")
    assert "body" in page["_expandable"]
    wanted = "body.storage,body.view,version,ancestors,metadata.labels"
    page = alice.ask("GET", path, expand=wanted).json()
    assert page["body"]["storage"] | {"_expandable": 0} == {
        "value": "<p>Lamps &amp; bulbs</p>",
        "representation": "storage",
        "_expandable": 0,
    }
    assert page["body"]["view"]["value"] == "<p>Lamps &amp; bulbs</p>"
    assert page["ancestors"] == []
    assert page["metadata"]["labels"]["results"][0]["name"] == "howto"
    assert "space" in page["_expandable"]
    assert set(page["_links"]) >= {"webui", "base", "context", "self", "tinyui"}


def test_whoever_is_logged_in_writes_where_he_sees(person):
    """Answered 200; a stranger may not, and a hidden space does not exist."""
    created = person("bob").ask("POST", "/rest/api/content", new_page())
    assert (created.status, created.json()["version"]["number"]) == (200, 1)
    path = f"/rest/api/content/{created.json()['id']}"
    assert person(None).ask("GET", path, expand="body.storage").json()["body"]["storage"]["value"] == "<p>Hello</p>"
    assert person(None).ask("POST", "/rest/api/content", new_page(title="Mine")).status == 403
    assert person("bob").ask("POST", "/rest/api/content", new_page(title="B", space={"key": "HR"})).status == 404
    assert person("alice").ask("POST", "/rest/api/content", new_page(title="B", space={"key": "HR"})).status == 200


def test_a_page_is_saved_only_over_the_version_that_was_read(person, page_id):
    """The number sent is the next one."""
    alice, path = person("alice"), f"/rest/api/content/{page_id('Welcome')}"
    saved = alice.ask("PUT", path, {"type": "page", "title": "Hello", "version": {"number": 2}})
    assert (saved.status, saved.json()["version"]["number"], saved.json()["title"]) == (200, 2, "Hello")
    assert saved.json()["body"]["storage"]["value"] == "<p>Lamps &amp; bulbs</p>"
    for number in (1, 2, 4):
        stale = alice.ask("PUT", path, {"type": "page", "title": "Again", "version": {"number": number}})
        assert stale.status == 409
        assert stale.json()["message"] == "Version must be incremented on update. Current version is: 2"
    assert alice.ask("PUT", path, {"type": "page", "title": "Again"}).status == 400
    assert alice.ask("GET", path).json()["title"] == "Hello"


def test_of_many_who_save_the_same_version_one_wins(person, page_id):
    """The version is looked at and replaced in one step."""
    path = f"/rest/api/content/{page_id('Welcome')}"
    alice = person("alice")
    alice.ask("GET", path)
    body = {"type": "page", "version": {"number": 2}}
    with ThreadPoolExecutor(8) as pool:
        statuses = [reply.status for reply in pool.map(lambda _: alice.ask("PUT", path, body), range(8))]
    assert sorted(statuses) == [200] + [409] * 7


def test_by_guess_a_wrong_version_is_a_bad_request(person, page_id, confluence: Product):
    """As on some versions."""
    confluence.guesses = replace(confluence.guesses, version_conflict_is_bad_request=True)
    path = f"/rest/api/content/{page_id('Welcome')}"
    stale = person("alice").ask("PUT", path, {"type": "page", "version": {"number": 7}})
    assert (stale.status, stale.json()["statusCode"]) == (400, 400)
    assert person("alice").ask("PUT", path, {"type": "page", "version": {"number": 2}}).status == 200


def test_a_hidden_page_is_neither_saved_nor_deleted_nor_told_of(person, page_id):
    """A stranger who sees a page may not change it: that is 403, not 404."""
    hidden, seen = (f"/rest/api/content/{page_id(title)}" for title in ("Salaries", "Welcome"))
    body = {"type": "page", "version": {"number": 2}}
    assert person("bob").ask("PUT", hidden, body).status == 404
    assert person("bob").ask("DELETE", hidden).status == 404
    assert person(None).ask("PUT", seen, body).status == 403
    assert person(None).ask("DELETE", seen).status == 403
    assert person("alice").ask("PUT", hidden, body).status == 200
    assert person("alice").ask("DELETE", hidden).status == 204


def test_a_deleted_page_is_gone_and_its_children_move_up(person):
    """Its title is free again."""
    alice = person("alice")
    top = alice.ask("POST", "/rest/api/content", new_page(title="Top")).json()["id"]
    middle = alice.ask("POST", "/rest/api/content", new_page(title="Middle", ancestors=[{"id": top}])).json()["id"]
    low = alice.ask("POST", "/rest/api/content", new_page(title="Low", ancestors=[{"id": middle}])).json()
    assert [each["id"] for each in low["ancestors"]] == [top, middle]
    assert alice.ask("DELETE", f"/rest/api/content/{middle}").status == 204
    assert alice.ask("GET", f"/rest/api/content/{middle}").status == 404
    left = alice.ask("GET", f"/rest/api/content/{low['id']}", expand="ancestors").json()
    assert [each["id"] for each in left["ancestors"]] == [top]
    assert alice.ask("POST", "/rest/api/content", new_page(title="Middle")).status == 200


def test_a_moved_page_takes_those_below_along_and_cannot_move_below_itself(person):
    """Else nobody could reach either again."""
    alice = person("alice")
    ids = {}
    for title, above in (("A", None), ("B", None), ("C", "B")):
        more = {"ancestors": [{"id": ids[above]}]} if above else {}
        ids[title] = alice.ask("POST", "/rest/api/content", new_page(title=title, **more)).json()["id"]
    move = {"type": "page", "version": {"number": 2}, "ancestors": [{"id": ids["A"]}]}
    assert alice.ask("PUT", f"/rest/api/content/{ids['B']}", move).status == 200
    moved = alice.ask("GET", f"/rest/api/content/{ids['C']}", expand="ancestors").json()
    assert [each["id"] for each in moved["ancestors"]] == [ids["A"], ids["B"]]
    circle = {"type": "page", "version": {"number": 2}, "ancestors": [{"id": ids["C"]}]}
    assert alice.ask("PUT", f"/rest/api/content/{ids['A']}", circle).status == 400


def test_a_restriction_also_hides_the_pages_below(person, page_id):
    """Bob sees neither; both answers are those of an absent page."""
    alice, bob = person("alice"), person("bob")
    below = new_page(title="Below", ancestors=[{"id": page_id("Salaries")}])
    number = alice.ask("POST", "/rest/api/content", below).json()["id"]
    assert alice.ask("GET", f"/rest/api/content/{number}").status == 200
    assert bob.ask("GET", f"/rest/api/content/{number}").status == 404


def test_a_title_is_used_once_in_a_space(person):
    """Whatever its case; in another space it is free."""
    alice = person("alice")
    taken = alice.ask("POST", "/rest/api/content", new_page(title="WELCOME"))
    assert taken.status == 400
    assert taken.json()["message"].startswith("A page with this title already exists")
    assert alice.ask("POST", "/rest/api/content", new_page(title="Welcome", space={"key": "HR"})).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "text",
        {"type": "page", "title": "T"},
        new_page(title=""),
        new_page(title="   "),
        new_page(title="x" * 256),
        new_page(title="\ud800"),
        new_page(title=["T"]),
        new_page(type="comment"),
        new_page(type=7),
        new_page(space="DOC"),
        new_page(space={"key": "\udfff"}),
        new_page(body={"storage": "x"}),
        new_page(body={"storage": {"value": "<p>open"}}),
        new_page(body={"storage": {"value": "<p>\x00</p>"}}),
        new_page(body={"storage": {"value": "</page><page>"}}),
        new_page(body={"storage": {"value": "h1. x", "representation": "wiki"}}),
        new_page(ancestors="1"),
        new_page(ancestors=[{"id": {"a": 1}}]),
        new_page(version={"number": "many"}),
    ],
)
def test_misshapen_content_is_refused_in_the_envelope(person, body):
    """Nothing is stored, and nothing crashes."""
    alice = person("alice")
    before = alice.ask("GET", "/rest/api/content").json()["size"]
    refused = alice.ask("POST", "/rest/api/content", body)
    assert (refused.status, refused.json()["statusCode"]) == (400, 400)
    assert alice.ask("GET", "/rest/api/content").json()["size"] == before


def test_an_absent_parent_is_named(person):
    """As any absent content is."""
    refused = person("alice").ask("POST", "/rest/api/content", new_page(ancestors=[{"id": 1}]))
    assert (refused.status, refused.json()["message"]) == (404, "No content found with id: ContentId{id=1}")

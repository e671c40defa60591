"""Values as text: everything comes back as it was."""

from typing import Any

import pytest

from applink_simulator.domain.content import Container, Issue, Page
from applink_simulator.domain.links import Consumer, LinkEnd, ProjectLink
from applink_simulator.domain.tokens import Token, UserToken
from applink_simulator.domain.users import Rights, User
from applink_simulator.storage.sql.documents import LONGEST_KEY, Codec, Texts, key

from .samples import (
    ALICE,
    CONSUMER,
    DEMO,
    END,
    ISSUE,
    PAGE,
    PROJECT_LINK,
    RIGHTS,
    TOKEN,
    UGLY,
    USER_TOKEN,
)

SAMPLES: list[tuple[type[Any], Any]] = [
    (Consumer, CONSUMER),
    (Container, DEMO),
    (Issue, ISSUE),
    (LinkEnd, END),
    (Page, PAGE),
    (ProjectLink, PROJECT_LINK),
    (Rights, RIGHTS),
    (Token, TOKEN),
    (User, ALICE),
    (UserToken, USER_TOKEN),
]


def comes_back(codec: Codec[Any], value: Any) -> bool:
    text = codec.text(value)
    assert text.isascii()
    assert "\x00" not in text
    back = codec.value(text)
    return back == value and type(back) is type(value) and codec.text(back) == text


@pytest.mark.parametrize(("sort", "value"), SAMPLES, ids=lambda each: getattr(each, "__name__", ""))
def test_a_value_comes_back_as_it_was(sort: type[Any], value: Any):
    assert type(value) is sort
    assert comes_back(Codec(sort), value)


def test_texts_come_back_without_a_model():
    assert comes_back(Texts(tuple[str, str]), ("half \ud800", "and \x00"))
    assert comes_back(Texts(tuple[str, str | None]), ("", None))


@pytest.mark.parametrize("text", ["{}", '"ab"', "[]", '["a"]', '["a", "b", "c"]', '["a", 1]', '["a", null]', "["])
def test_what_is_not_the_texts_that_were_written_is_refused(text: str):
    with pytest.raises(ValueError, match=r"texts|Expecting"):
        Texts(tuple[str, str]).value(text)


def test_what_is_deep_comes_back():
    """A remote link's body is whatever somebody sent."""
    deep: dict[str, object] = {}
    inner = deep
    for _ in range(400):
        inner["in"] = inner = {}
    codec = Codec(Issue)
    value = Issue("1", DEMO, 1, "s", ISSUE.created, ISSUE.updated, remote_links=())
    link = type(ISSUE.remote_links[0])("1", "g", deep)
    value = type(value)("1", DEMO, 1, "s", ISSUE.created, ISSUE.updated, remote_links=(link,))
    assert codec.value(codec.text(value)) == value


def test_a_value_without_a_field_that_came_later_has_its_default():
    """An older database has no need of a migration for each new field."""
    codec = Codec(User)
    assert codec.value('{"name":"a","display_name":"A","from_the_future":1}') == User("a", "A")


def test_keys_are_different_short_and_plain():
    names = [*((name,) for name in UGLY), ("a", "b"), ('["a","b"]',), ("a,b",), ("y" * 5000,), ("x" * 5001,)]
    keys = [key(*each) for each in names]
    assert len(set(keys)) == len(names)
    assert all(each.isascii() and each.isprintable() and len(each) <= LONGEST_KEY for each in keys)
    assert key("alice") == "alice"


def test_nobody_can_choose_a_name_that_becomes_a_digest():
    long = key("x" * 5000)
    assert key(long) != long

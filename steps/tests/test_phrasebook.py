"""Shares its sample phrases, some of them deliberately bad, with no other module."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from applink_steps import shipped_features
from applink_steps.language import KnownStep, defined_in
from applink_steps.phrase import given, phrase, then, when
from applink_steps.phrasebook import ambiguities, as_markdown, examples_that_do_not_match, phrasebook

if TYPE_CHECKING:
    from conftest import Folder

LANGUAGE_OF_THIS_MODULE = [__name__]


@given(phrase("these users of {product}"))
@when(phrase("these users of {product}"))
def _(product: str) -> None:
    """Given these users of Jira
    | name |
    | bob  |
    """


@given(phrase("{user} may see {item}", "{item} is open to {user}"))
def _(user: str, item: str) -> None:
    """Given alice may see DEMO-1"""


@then(phrase("{user} sees {item}"))
def _(user: str, item: str) -> None:
    """Then alice sees DEMO-1"""


@then(phrase("alice sees {item}"))
def _(item: str) -> None:
    """Then alice sees DEMO-2"""


@then(phrase("all is well"))
def _() -> None:
    """When all is well"""


def steps() -> tuple[KnownStep, ...]:
    return defined_in(LANGUAGE_OF_THIS_MODULE).steps


def test_no_example_of_a_shipped_phrase_is_read_by_another() -> None:
    """pytest-bdd picks one silently, and it may be the wrong one."""
    assert [(example, one.title, other.title) for example, one, other in ambiguities()] == []


def test_every_shipped_phrase_has_an_example_it_reads() -> None:
    """The phrasebook is made of them."""
    assert [step.title for step in examples_that_do_not_match()] == []


def test_two_phrases_for_one_example_are_found() -> None:
    """In both directions, if both examples fit both."""
    assert [(example, other.patterns[0]) for example, _, other in ambiguities(steps())] == [
        ("Then alice sees DEMO-1", "alice sees {item}"),
        ("Then alice sees DEMO-2", "{user} sees {item}"),
    ]


def test_an_example_its_phrase_does_not_read_is_found() -> None:
    """Here for its keyword."""
    wrong = [step.title for step in examples_that_do_not_match(steps())]
    assert "Then all is well" in wrong
    assert "Then alice sees {item}" not in wrong


def test_keywords_of_one_function_are_one_entry_with_its_table() -> None:
    """People look up what they want to say, not how often it was registered."""
    [topic] = phrasebook("these users", defined_in(LANGUAGE_OF_THIS_MODULE))
    [entry] = topic.entries
    assert entry.keywords == ("Given", "When")
    assert entry.example == "Given these users of Jira"
    assert entry.table == ("  | name |", "  | bob  |")


@pytest.mark.parametrize(("text", "entries"), [("", 5), ("SEES", 2), ("open to", 1), ("phrasebook", 5)])
def test_the_phrasebook_can_be_searched(text: str, entries: int) -> None:
    """By words of a phrase or by the topic's name."""
    [topic] = phrasebook(text, defined_in(LANGUAGE_OF_THIS_MODULE))
    assert len(topic.entries) == entries


def test_the_phrasebook_can_be_empty() -> None:
    """If nothing mentions the words."""
    assert phrasebook("submarine", defined_in(LANGUAGE_OF_THIS_MODULE)) == []


def test_the_markdown_shows_each_wording_and_the_example() -> None:
    """It becomes docs/phrasebook.md."""
    text = as_markdown(phrasebook("may see", defined_in(LANGUAGE_OF_THIS_MODULE)))
    assert "- **Given** `{user} may see {item}`\n  or `{item} is open to {user}`\n" in text
    assert "  ```gherkin\n  Given alice may see DEMO-1\n  ```" in text


def test_the_command_speaks_json(empty_folder: Folder) -> None:
    """And does not mind how many topics there are."""
    outcome = empty_folder.applinks("steps", "--json")
    assert outcome.status == 0
    assert isinstance(json.loads(outcome.output), list)


def test_the_shipped_features_are_found() -> None:
    """In a checkout beside the package."""
    assert shipped_features().is_dir()

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from applink_steps.language import Language, defined_in
from applink_steps.lint import lint
from applink_steps.phrase import given, phrase, then, when
from applink_steps.problems import Problem
from applink_steps.wording import Scenario

if TYPE_CHECKING:
    from conftest import Folder


@given(phrase("{user} is logged in"))
def _(user: str) -> None:
    """Given alice is logged in"""


@given(phrase("a user {user:new user}"))
def _(user: str) -> None:
    """Given a user zoe"""


@given(phrase("these users"))
def _(datatable: list[list[str]]) -> None:
    """Given these users"""


@when(phrase("{user} views {item} of {product} through {through:product}"))
def _(user: str, item: str, product: str, through: str) -> None:
    """When alice views DEMO-1 of Jira through Confluence"""


@when(phrase("{user} waits {seconds} second(s)", seconds=int))
def _(user: str, seconds: int) -> None:
    """When alice waits 2 seconds"""


@then(phrase("{user} sees {item}"))
def _(user: str, item: str) -> None:
    """Then alice sees DEMO-1"""


@then(phrase("nobody sees {item}"))
def _(item: str) -> None:
    """Then nobody sees DEMO-1"""


Told = list[tuple[int, int, str]]
Found = Callable[[str], list[Problem]]


class Town:
    """Who lives here."""

    def names(self, kind: str) -> Collection[str] | None:
        return {"user": ["alice", "bob", "Jane Doe"], "product": ["Jira", "Confluence"]}.get(kind)


@pytest.fixture
def language() -> Language:
    return defined_in([__name__])


@pytest.fixture
def found(tmp_path: Path, language: Language):
    def found(text: str) -> list[Problem]:
        file = tmp_path / "some.feature"
        file.write_text(text, encoding="utf-8")
        return lint([tmp_path], lambda _: Town(), language)

    return found


def told(problems: list[Problem]) -> Told:
    return [(problem.place.line, problem.place.column, problem.name) for problem in problems]


FINE = """\
Feature: Visibility
  As an administrator I want to know
  who sees what.

  Background:
    Given alice is logged in

  Scenario: plain
    Given a user zoe
    When zoe views DEMO-1 of Jira through Confluence
    Then zoe sees DEMO-1

  Scenario Outline: <case>
    When "<user>" views <b>DEMO-1</b> of Jira through Confluence
    Examples:
      | case | user     |
      | one  | alice    |
      | two  | Jane Doe |
"""


def test_a_sound_feature_has_no_problems(found: Found) -> None:
    """The control for all that follows."""
    assert found(FINE) == []


def test_all_problems_of_a_file_are_told_at_once(found: Found) -> None:
    """With line and column, in the order of the file."""
    problems = found(
        """\
Feature: Visibility
  Scenario: one
    Given alice is loged in
    When carol views DEMO-1 of Gira through Confluence
    Then these users

  Scenario: one
  Scenario:
    And alice is logged in
"""
    )
    assert told(problems) == [
        (3, 11, "no-such-phrase"),
        (4, 10, "unknown-name"),
        (4, 32, "unknown-name"),
        (5, 10, "other-keyword"),
        (7, 3, "same-name"),
        (7, 3, "no-steps"),
        (8, 3, "nameless-scenario"),
        (9, 5, "starts-with-and"),
    ]


def test_the_nearest_phrase_is_offered_with_its_example(found: Found) -> None:
    """Literal words decide, long names at placeholders do not disturb."""
    [problem] = found('Feature: F\n  Scenario: s\n    When "Jane Doe" vews "A long title" of Jira thru Confluence\n')
    assert "did you mean: When {user} views {item}" in problem.hint
    assert "for example: When alice views DEMO-1 of Jira through Confluence" in problem.hint


def test_nothing_is_offered_for_a_line_unlike_any_phrase(found: Found) -> None:
    """A wild guess helps nobody."""
    [problem] = found("Feature: F\n  Scenario: s\n    When it rains cats and dogs all over the place today\n")
    assert problem.hint == "`applinks steps` lists the phrases there are"


def test_the_nearest_name_is_offered(found: Found) -> None:
    """Or the names there are."""
    [near] = found("Feature: F\n  Scenario: s\n    Given alic is logged in\n")
    [far] = found("Feature: F\n  Scenario: s\n    Given xyz is logged in\n")
    assert near.hint == 'did you mean "alice"?'
    assert far.hint == "there are: Jane Doe, alice, bob"


def test_a_name_in_an_example_is_pointed_at_in_its_cell(found: Found) -> None:
    """The step is right; the row is not."""
    [problem] = found(
        """\
Feature: F
  Scenario Outline: s
    Given "<user>" is logged in
    Examples:
      | user  |
      | alice |
      | carol |
"""
    )
    assert told([problem]) == [(7, 9, "unknown-name")]


def test_a_line_two_phrases_read_is_refused(found: Found) -> None:
    """pytest-bdd would take one of them silently."""
    [problem] = found("Feature: F\n  Scenario: s\n    Then nobody sees DEMO-1\n")
    assert problem.name == "two-phrases"
    assert '"Then {user} sees {item}" and "Then nobody sees {item}"' in problem.message


def test_a_converter_that_refuses_is_a_problem(found: Found) -> None:
    """Found before the run, though no vocabulary knows of seconds."""
    assert found("Feature: F\n  Scenario: s\n    When alice waits 2 seconds\n") == []
    [problem] = found("Feature: F\n  Scenario: s\n    When alice waits two seconds\n")
    assert told([problem]) == [(3, 22, "not-a-value")]


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("Given these users\n      | name |\n", None),
        ("Given these users\n", "table-missing"),
        ("Given alice is logged in\n      | name |\n", "no-use-for-table"),
        ('Given alice is logged in\n      """\n      text\n      """\n', "no-use-for-text"),
    ],
)
def test_tables_and_texts_go_where_they_are_wanted(found: Found, step: str, problem: str | None) -> None:
    """Else they would be ignored."""
    problems = found(f"Feature: F\n  Scenario: s\n    {step}")
    assert [each.name for each in problems] == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("outline", "problems"),
    [
        ("Given <user> is logged in\n    Examples:\n      | user  |\n      | alice |\n", []),
        (
            "Given <usr> is logged in\n    Examples:\n      | user  |\n      | alice |\n",
            [(3, 11, "no-such-column"), (5, 9, "unused-column")],
        ),
        (
            "Given alice is logged in\n    Examples:\n      | user |\n      | bob |\n",
            [(5, 9, "unused-column")],
        ),
        (
            "Given <user> is logged in\n    Examples:\n      | user | user |\n      | bob | bob |\n",
            [(5, 16, "same-column")],
        ),
        (
            "Given <user> is logged in\n    Examples:\n      | user |\n      | bob | x |\n",
            [(6, 7, "unequal-rows")],
        ),
        ("Given <user> is logged in\n    Examples:\n      | user |\n", [(4, 5, "no-examples")]),
        ("Given alice is logged in\n", [(2, 3, "no-examples")]),
    ],
)
def test_examples_and_steps_have_to_fit(found: Found, outline: str, problems: Told) -> None:
    """What does not would run with a literal <user>, or prove less than it seems."""
    assert told(found(f"Feature: F\n  Scenario Outline: s\n    {outline}")) == problems


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [(1, 1, "no-feature")]),
        ("Feature: F\n", [(1, 1, "no-scenarios")]),
        ("Feature: F\n  Rule: R\n", [(2, 3, "no-scenarios")]),
        ("Feature: F\n  Scenario: s\n", [(2, 3, "no-steps")]),
        (
            "Feature: F\n  Senario: s\n    Given alice is logged in\n",
            [(1, 1, "no-scenarios"), (2, 3, "lost-line"), (3, 5, "lost-line")],
        ),
        (
            "Feature: F\n  Scenario: s\n    Givn alice is logged in\n    Given bob is logged in\n",
            [(3, 5, "lost-line")],
        ),
        ("@_x\nFeature: F\n  Scenario: s\n    Given bob is logged in\n", [(1, 1, "unusable-tag")]),
        (
            "Feature: F\n  Scenario: s\n    Given <who> is logged in\n",
            [(3, 11, "no-examples-for")],
        ),
    ],
)
def test_what_would_not_run_is_a_problem(found: Found, text: str, problems: Told) -> None:
    """Above all lines that Gherkin takes for a description because of a typing error."""
    assert told(found(text)) == problems


def test_several_parse_errors_are_told_with_what_may_stand_there(found: Found) -> None:
    """Gherkin's token names mean nothing to a tester."""
    one, two = found("Feature: F\n  Scenario: s\n    Given alice is logged in\n    Wehn x\n    Thn y\n")
    assert told([one, two]) == [(4, 5, "not-gherkin"), (5, 5, "not-gherkin")]
    assert "a step (Given, When, Then, And, But)" in one.hint
    assert "#" not in one.hint


def test_a_file_that_is_no_text_is_told_as_such(tmp_path: Path, language: Language) -> None:
    """With the line at which it stops being text."""
    (tmp_path / "some.feature").write_bytes(b"Feature: F\n\xff\xfe")
    assert told(lint([tmp_path], None, language)) == [(2, 1, "not-text")]


def test_a_vocabulary_is_asked_for_with_the_scenario_as_it_will_run(tmp_path: Path, language: Language) -> None:
    """Tags and background decide which topology is in force, and with it which names there are."""
    asked: list[Scenario] = []

    def vocabulary_for(scenario: Scenario) -> Town:
        asked.append(scenario)
        return Town()

    text = "@twins\n" + FINE.replace("    Examples:", "    @slow\n    Examples:")
    (tmp_path / "some.feature").write_text(text, encoding="utf-8")
    assert lint([tmp_path], vocabulary_for, language) == []
    assert [(scenario.name, sorted(scenario.tags)) for scenario in asked] == [
        ("plain", ["twins"]),
        ("one", ["slow", "twins"]),
        ("two", ["slow", "twins"]),
    ]
    assert [line.text for line in asked[2].lines] == [
        "alice is logged in",
        '"Jane Doe" views <b>DEMO-1</b> of Jira through Confluence',
    ]


VOCABULARY = """
class Town:
    def names(self, kind):
        return ["alice"] if kind == "guest" else None


def pytest_applinks_vocabulary(node, scenario):
    return Town() if "town" in scenario.tags else None
"""


def test_the_command_knows_the_phrases_and_names_of_conftest_files(folder: Folder) -> None:
    """It reads what pytest would read, and tells by its exit status how it went."""
    conftest = folder.path / "conftest.py"
    conftest.write_text(conftest.read_text(encoding="utf-8") + VOCABULARY, encoding="utf-8")
    folder.write("good.feature", "Feature: F\n  Scenario: s\n    Given bob is logged in\n")
    folder.write("bad.feature", "@town\nFeature: F\n  Scenario: s\n    Given bob is logged in\n    And foo\n")
    folder.write("pytest.ini", "[pytest]\napplinks_collect = false\naddopts = -n 2 -x\n")
    good = folder.applinks("lint", "good.feature")
    assert (good.status, good.output) == (0, "1 feature file read, no problems.\n")
    bad = folder.applinks("lint", ".")
    assert bad.status == 1
    assert 'bad.feature:4:11: there is no guest "bob" here' in bad.output
    assert "2 feature files read, 2 problems." in bad.output
    as_json = folder.applinks("lint", "--json", "bad.feature")
    assert as_json.status == 1
    assert [problem["problem"] for problem in json.loads(as_json.output)] == [
        "unknown-name",
        "no-such-phrase",
    ]


def test_the_command_works_where_warnings_are_errors(folder: Folder) -> None:
    """As in many a project, this one among them."""
    folder.write("pytest.ini", "[pytest]\nfilterwarnings = error\n")
    folder.write("good.feature", "Feature: F\n  Scenario: s\n    Given bob is logged in\n")
    good = folder.applinks("lint", ".")
    assert (good.status, good.output) == (0, "1 feature file read, no problems.\n")


def test_the_command_refuses_what_it_cannot_read(empty_folder: Folder) -> None:
    """A build server must not take nothing for clean."""
    assert empty_folder.applinks("lint", "nowhere").status == 2
    assert empty_folder.applinks("lint", ".").status == 2

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Folder


PLAIN = """\
    Feature: Visibility
      Scenario: alice sees it
        Given alice is logged in
        When alice views DEMO-1 of Jira
        Then alice sees DEMO-1
    """
FAILING = """\
    Feature: Failing
      Scenario: bob sees another
        When bob views DEMO-1 of Jira
        Then bob sees DEMO-2
    """
SKIPPED = """\
    Feature: Containers
      Scenario: needs an engine
        Given an engine
    """


def test_a_feature_file_runs_by_itself(folder: Folder) -> None:
    """No module binds it; a failing step fails the scenario and is pointed at."""
    folder.write("a/plain.feature", PLAIN)
    folder.write("b/failing.feature", FAILING)
    outcome = folder.pytest("-v")
    assert outcome.status == 1
    assert "a/plain.feature::alice sees it PASSED" in outcome.output
    assert "b/failing.feature::bob sees another FAILED" in outcome.output
    assert "  > Then bob sees DEMO-2" in outcome.output
    assert "call_fixture_func" not in outcome.output


def test_without_the_language_nobodys_tests_change(empty_folder: Folder) -> None:
    """Being installed is not enough."""
    empty_folder.write("plain.feature", PLAIN)
    assert empty_folder.pytest().status == pytest.ExitCode.NO_TESTS_COLLECTED


def test_quoted_names_tables_texts_and_numbers_reach_the_steps(folder: Folder) -> None:
    """Whatever Gherkin offers."""
    folder.write(
        "all.feature",
        '''\
        Feature: Everything
          Background:
            Given these users
              | name  |
              | alice |
              | bob   |

          Scenario: names
            When "Jane Doe" views "The Thing" of Jira
            Then "Jane Doe" sees "The Thing"
            And the users are "alice and bob"
            But there is 1 link

          Scenario: text
            * the notice
              """
              one
              two
              """
            Then the notice has 2 lines
        ''',
    )
    refused = folder.pytest()
    assert 'the first step starts with "*"' in refused.output
    text = (folder.path / "all.feature").read_text(encoding="utf-8").replace("* the", "Given the")
    folder.write("all.feature", text)
    assert "2 passed" in folder.pytest().output


def test_an_outline_gives_a_readable_test_per_example(folder: Folder) -> None:
    """Rows that are alike stay apart."""
    folder.write(
        "outline.feature",
        """\
        Feature: Outline
          Rule: Everybody may
            Scenario Outline: looking
              When "<user>" views <item> of Jira
              Then "<user>" sees <item>
              Examples:
                | user     | item   |
                | alice    | DEMO-1 |
                | Jane Doe | DEMO-2 |
                | Jane Doe | DEMO-2 |
        """,
    )
    outcome = folder.pytest("-v")
    assert [line.split(" PASSED")[0] for line in outcome.lines_with("PASSED")] == [
        "outline.feature::Everybody may::looking[alice-DEMO-1]",
        "outline.feature::Everybody may::looking[Jane Doe-DEMO-2]",
        "outline.feature::Everybody may::looking[Jane Doe-DEMO-2-2]",
    ]
    one = folder.pytest("outline.feature::Everybody may::looking[alice-DEMO-1]")
    assert "1 passed" in one.output
    assert "3 passed" in folder.pytest("outline.feature::Everybody may::looking").output


TAGGED = """\
    @whole
    Feature: Tags
      @issue:42
      Scenario: one
        Given alice is logged in

      @ruled
      Rule: two
        Scenario Outline: many
          Given <user> is logged in
          @slow
          Examples:
            | user  |
            | alice |
          Examples:
            | user |
            | bob  |
    """


@pytest.mark.parametrize(("tags", "passed"), [("whole", 3), ("issue or slow", 2), ("ruled and not slow", 1)])
def test_tags_select_scenarios(folder: Folder, tags: str, passed: int) -> None:
    """Also under strict markers and with warnings as errors: nobody registers them."""
    folder.write("tagged.feature", TAGGED)
    assert f"{passed} passed" in folder.pytest("-m", tags).output


def test_a_tag_with_a_value_is_a_marker_with_an_argument(folder: Folder) -> None:
    """So that a report can tell which issues were looked at."""
    folder.write("tagged.feature", TAGGED)
    folder.write("conftest.py", (folder.path / "conftest.py").read_text(encoding="utf-8") + ISSUES)
    assert "issues: ['42']" in folder.pytest().output


ISSUES = """
def pytest_collection_finish(session):
    print("issues:", [mark.args[0] for item in session.items for mark in item.iter_markers("issue")])
"""


@pytest.mark.parametrize("distribution", ["load", "loadfile"])
def test_scenarios_run_in_several_processes(folder: Folder, distribution: str) -> None:
    """Workers must collect the same, and tags must not make warnings there."""
    folder.write("plain.feature", PLAIN)
    folder.write("tagged.feature", TAGGED)
    folder.write("broken.feature", "Feature: broken\n")
    outcome = folder.pytest("-n", "2", "--dist", distribution)
    assert "4 passed, 1 error" in outcome.output


def test_german_keywords_are_understood(folder: Folder) -> None:
    """The keywords, that is: the phrases stay as they are."""
    folder.write(
        "deutsch.feature",
        """\
        # language: de
        Funktionalität: Sichtbarkeit
          Szenario: Ansehen
            Angenommen alice is logged in
            Wenn alice views DEMO-1 of Jira
            Dann alice sees DEMO-1
            Und there are 2 links
        """,
    )
    assert "1 passed" in folder.pytest().output


def test_a_broken_file_is_one_error_and_the_others_run(folder: Folder) -> None:
    """One tester's typing error must not stop everybody else."""
    folder.write("a_broken.feature", "Feature: x\n  Scenario: y\n    Given alice is logged in\n    Givn z\n")
    folder.write("plain.feature", PLAIN)
    outcome = folder.pytest()
    assert outcome.status == 1
    assert "1 passed, 1 error" in outcome.output
    assert 'a_broken.feature:4:5: Gherkin does not expect "Givn z" here' in outcome.output
    assert "Traceback" not in outcome.output
    assert "passed" not in folder.pytest("-x").output


def test_a_broken_python_module_still_stops_the_run(folder: Folder) -> None:
    """As it does without us."""
    folder.write("plain.feature", PLAIN)
    folder.write("test_broken.py", "import nowhere\n")
    outcome = folder.pytest()
    assert outcome.status == pytest.ExitCode.INTERRUPTED
    assert "passed" not in outcome.output


def test_a_file_with_a_problem_does_not_run_half(folder: Folder) -> None:
    """Its first scenario would be fine; together with the second it waits."""
    scenario = "\n  Scenario: typing error\n    Given alice is loged in\n"
    folder.write("plain.feature", PLAIN.replace("    Feature", "Feature") + scenario)
    outcome = folder.pytest()
    assert outcome.status == 1
    assert "passed" not in outcome.output
    assert "for example: Given alice is logged in" in outcome.output


def test_last_failed_runs_only_that(folder: Folder) -> None:
    """pytest remembers scenarios by their ids."""
    folder.write("plain.feature", PLAIN)
    folder.write("failing.feature", FAILING)
    folder.pytest(cache=True)
    again = folder.pytest("--lf", cache=True)
    assert "1 failed" in again.output
    assert "passed" not in again.output


def test_scenarios_that_did_not_run_are_listed_with_their_reason(folder: Folder) -> None:
    """A skipped scenario proves nothing; on demand it is a failure."""
    folder.write("plain.feature", PLAIN)
    folder.write("skipped.feature", SKIPPED)
    outcome = folder.pytest()
    assert outcome.status == 0
    assert "skipped.feature::needs an engine: no engine here" in outcome.output
    assert folder.pytest("--fail-on-not-run").status == 1
    assert folder.pytest("--fail-on-not-run", "plain.feature").status == 0


def test_scenarios_outside_of_the_root_folder_are_listed_too(folder: Folder) -> None:
    """pytest's node ids do not name their file."""
    folder.write("skipped.feature", SKIPPED)
    settings = folder.write("settings/pytest.ini", "[pytest]\n")
    outcome = folder.pytest("-c", str(settings), "--confcutdir", ".", "skipped.feature")
    assert "../skipped.feature::needs an engine: no engine here" in outcome.output


def test_a_run_in_which_everything_was_skipped_is_not_green(folder: Folder) -> None:
    """It says what pytest says when there is nothing to run."""
    folder.write("skipped.feature", SKIPPED)
    assert folder.pytest().status == pytest.ExitCode.NO_TESTS_COLLECTED


def test_features_bound_by_a_module_are_not_run_twice(folder: Folder) -> None:
    """Who has such modules turns our collection off."""
    folder.write("plain.feature", PLAIN)
    folder.write("test_plain.py", 'from pytest_bdd import scenarios\nscenarios("plain.feature")\n')
    assert "2 passed" in folder.pytest().output
    folder.write("pytest.ini", "[pytest]\napplinks_collect = false\n")
    assert "1 passed" in folder.pytest().output


def test_ordinary_pytest_bdd_steps_in_conftest_files_are_known(folder: Folder) -> None:
    """In the folder they are for, and not elsewhere."""
    step = '@given(parsers.parse("{n:d} cats"))\ndef _(n): assert n == 3\n'
    folder.write("cats/conftest.py", f"from pytest_bdd import given, parsers\n{step}")
    cats = "Feature: Cats\n  Scenario: three\n    Given 3 cats\n"
    folder.write("cats/cats.feature", cats)
    folder.write("dogs/cats.feature", cats)
    outcome = folder.pytest()
    assert "1 passed, 1 error" in outcome.output
    assert 'cats.feature:3:11: no phrase reads "3 cats"' in outcome.output


def test_a_folder_may_put_a_phrase_in_its_own_way(folder: Folder) -> None:
    """The same words, nearer to the feature: pytest's overriding of fixtures, no ambiguity."""
    own = "from applink_steps.phrase import *\n"
    own += '@then(phrase("{user:guest} sees {item:thing}"))\ndef _(user, item): print("mine")\n'
    folder.write("own/conftest.py", own)
    folder.write("own/failing.feature", FAILING)
    outcome = folder.pytest("-s")
    assert "1 passed" in outcome.output
    assert "mine" in outcome.output


def test_module_fixtures_last_for_a_feature_file(folder: Folder) -> None:
    """A topology may be shared by a file's scenarios."""
    fixture = """
@pytest.fixture(scope="module", autouse=True)
def stage(request):
    print("\\nup", request.node.name)
"""
    folder.write("conftest.py", (folder.path / "conftest.py").read_text(encoding="utf-8") + fixture)
    folder.write("tagged.feature", TAGGED)
    assert len(folder.pytest("-s").lines_with("up tagged.feature")) == 1


def test_a_stranger_with_only_a_feature_file_runs_it(empty_folder: Folder, phrases_elsewhere: Path) -> None:
    """No conftest file, no settings; and nothing is left behind."""
    empty_folder.write("plain.feature", PLAIN)
    outcome = empty_folder.applinks("test", "--", "-p", "looking", "-W", "error", python_path=phrases_elsewhere)
    assert outcome.status == 0, outcome.output
    assert "1 passed" in outcome.output
    assert [file.name for file in empty_folder.path.iterdir()] == ["plain.feature"]


def test_the_command_passes_on_how_it_ended(folder: Folder) -> None:
    """Failures, wrong usage and nothing to run are different things to a build server."""
    folder.write("plain.feature", PLAIN)
    folder.write("failing.feature", FAILING)
    folder.write("test_python.py", "def test_not_a_feature(): assert False\n")
    assert folder.applinks("test", "plain.feature").status == 0
    assert folder.applinks("test", "plain.feature::alice sees it").status == 0
    assert folder.applinks("test", "-n", "2").lines_with("1 failed, 1 passed")
    assert folder.applinks("test").status == 1
    assert folder.applinks("test", "nowhere.feature").status == 2
    assert folder.applinks("test", "--", "-k", "nothing").status == 5

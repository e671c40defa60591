"""Whole runs that leave a report, in a folder of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from applink_steps.report.records import Provoked, Run, ScenarioRecord

if TYPE_CHECKING:
    from conftest import Folder

PASSWORDS = {
    "alice": "Blue-Door-17",
    "anna": "gr€en W&ll/9",
    "adam": 'Adam\'s-"quoted"-one',
    "integration": "r3d<Roof>&1",
}
TOPOLOGY = f"""
userbases:
  people:
    users:
      anna: {{password: {json.dumps(PASSWORDS["anna"])}}}
      adam: {{password: {json.dumps(PASSWORDS["adam"])}}}
      alice: {{password: {json.dumps(PASSWORDS["alice"])}}}
      integration: {{password: {json.dumps(PASSWORDS["integration"])}}}
products:
  jira:
    userbase: people
    system_administrators: [anna]
    administrators: [adam]
    projects:
      DEMO: {{visible_to: [anyone], issues: [{{summary: Lamp flickers}}]}}
  confluence:
    userbase: people
    system_administrators: [anna]
    spaces:
      DOC: {{visible_to: [anyone], pages: [{{title: Roadmap}}]}}
links:
  - {{from: confluence, to: jira, authentication: oauth, acting_as: integration}}
"""
CONFTEST = '''
from dataclasses import replace
from pathlib import Path

import pytest
from applink_simulator.domain.messages import OutgoingRequest
from applink_steps.phrase import given, phrase, then, when
from applink_steps.report.recorder import STAGE
from applink_steps.report.records import Observation

pytest_plugins = ["applink_steps", "applink_steps.report.recorder"]


@pytest.fixture(autouse=True)
def tell_secrets(request):
    yield
    stage = request.node.stash.get(STAGE, None)
    if stage is None or not stage.started:
        return
    with Path("secrets.txt").open("a") as file:
        for exchange in stage.journal:
            for name, value in (*exchange.headers, *exchange.reply_headers):
                if name in {"Cookie", "Set-Cookie"}:
                    print(value.partition("=")[2].partition(";")[0], file=file)
                if name == "Authorization":
                    print(value.rpartition("oauth_signature=")[2].strip('"').removeprefix("Basic "), file=file)


@when(phrase("{user} looks at {item}"))
def looks(applinks, user, item):
    """When alice looks at DEMO-1"""
    applinks.visitor(user, "confluence").visit("/")
    applinks.visitor(user, "jira").visit(f"/browse/{item}")
    applinks.administrator("jira", "adam").links()
    applinks.provoked.append(("F-19", f"seen by {user}"))
    applinks.observations.append(
        Observation(user, item, "confluence", "jira", "OAuth", sees=True, served_as=user, userbases="shared")
    )


@when(phrase("confluence signs one thing and asks for another"))
def signs(applinks):
    """When confluence signs one thing and asks for another"""
    product = applinks.running.products["confluence"]
    url = applinks.product("jira").url + "/rest/api/2/search?maxResults="
    signed = product.signer.sign(OutgoingRequest("GET", url + "5"))
    product.send(replace(signed, url=url + "50"))


@then(phrase("it is fine"))
def fine():
    """Then it is fine"""


@then(phrase("it is wrong"))
def wrong():
    """Then it is wrong"""
    raise AssertionError("password='not-for-everybody'")


@given(phrase("there is no engine"))
def engine():
    """Given there is no engine"""
    pytest.skip("no engine here")


@given(phrase("the process ends"))
def ends():
    """Given the process ends"""
    import os
    os._exit(3)


@given(phrase("these {what}"))
def these(what, datatable):
    """Given these users"""
'''
FEATURE = """
Feature: Looking <script>alert("feature")</script>
  What people see.

  Background:
    Given these users
      | name  | password        |
      | alice | told-in-a-table |

  Rule: Everybody may look

    @quick
    Scenario Outline: <user> looks
      When <user> looks at DEMO-1
      Then it is fine

      Examples:
        | user  |
        | alice |
        | adam  |

  Rule: Signatures count

    Scenario: A request that was changed
      When confluence signs one thing and asks for another
      Then it is wrong
      And it is fine

    Scenario: Something to wait for
      Given there is no engine
      Then it is fine
"""


@pytest.fixture
def looking(empty_folder: Folder) -> Folder:
    """A folder with linked products, a scenario of each outcome, and the language with its report."""
    empty_folder.write("conftest.py", CONFTEST)
    empty_folder.write("linked.yaml", TOPOLOGY)
    empty_folder.write("looking.feature", FEATURE)
    empty_folder.write("pytest.ini", "[pytest]\napplinks_topology = linked.yaml\n")
    return empty_folder


@dataclass(frozen=True)
class Left:
    """What a run left behind."""

    run: Run
    html: str
    json: str
    output: str
    secrets: set[str]


def left_by(folder: Folder, *arguments: str) -> Left:
    outcome = folder.pytest(*arguments, "--applinks-report", "out/report.html", "--applinks-json", "out/report.json")
    written, html = (file(folder, f"out/report.{kind}") for kind in ("json", "html"))
    secrets = {line for line in file(folder, "secrets.txt").splitlines() if line}
    return Left(Run.from_json(json.loads(written)), html, written, outcome.output, secrets)


def file(folder: Folder, name: str) -> str:
    path = folder.path / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def recorded(folder: Folder, *arguments: str) -> Run:
    return left_by(folder, *arguments).run


_left: dict[tuple[str, ...], Left] = {}


@pytest.fixture(params=[(), ("-n", "2")], ids=["one process", "two processes"])
def left(request: pytest.FixtureRequest, looking: Folder) -> Left:
    """By a run of everything, which happens once for all tests that only look at it."""
    if request.param not in _left:
        _left[request.param] = left_by(looking, *request.param)
    return _left[request.param]


def in_short(scenario: ScenarioRecord) -> tuple[str, str, list[tuple[str, int]]]:
    return scenario.name, scenario.status, [(step.status, len(step.exchanges)) for step in scenario.steps]


EXPECTED = [
    ("alice looks", "passed", [("passed", 0), ("passed", 5), ("passed", 0)]),
    ("adam looks", "passed", [("passed", 0), ("passed", 5), ("passed", 0)]),
    ("A request that was changed", "failed", [("passed", 0), ("passed", 1), ("failed", 0), ("skipped", 0)]),
    ("Something to wait for", "not run", [("passed", 0), ("skipped", 0), ("skipped", 0)]),
]


def test_each_step_has_the_exchanges_it_caused(left: Left) -> None:
    """In the order of the file, also when every worker process has its own products."""
    assert [in_short(scenario) for scenario in left.run.scenarios] == EXPECTED
    assert [scenario.rule for scenario in left.run.scenarios] == ["Everybody may look"] * 2 + ["Signatures count"] * 2
    assert left.run.scenarios[0].example == (("user", "alice"),)
    assert left.run.scenarios[0].tags == ("quick",)


def test_exchanges_are_numbered_from_one_in_each_scenario(left: Left) -> None:
    """In the order in which they arrived, whichever product they arrived at and whichever step they belong to."""
    numbers = [[exchange.number for exchange in scenario.exchanges] for scenario in left.run.scenarios]
    assert numbers == [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1], []]
    first = left.run.scenarios[0].exchanges[0]
    assert (first.method, first.path) == ("POST", "/confluence/dologin.action")
    assert '<tspan class="sd-number">1</tspan> POST /confluence/dologin.action<' in left.html


def test_a_fault_is_told_at_the_step_that_made_it_happen(left: Left) -> None:
    """And at no other."""
    looked = [step for scenario in left.run.scenarios for step in scenario.steps if " looks at " in step.text]
    told = [(step.text, step.provoked) for scenario in left.run.scenarios for step in scenario.steps if step.provoked]
    assert told == [(step.text, (Provoked("F-19", f"seen by {step.text.split()[0]}"),)) for step in looked]


def test_what_was_observed_and_why_something_did_not_run_is_told(left: Left) -> None:
    """From all processes."""
    assert [(each.user, each.item) for each in left.run.observations] == [("alice", "DEMO-1"), ("adam", "DEMO-1")]
    assert left.run.scenarios[3].reason == "no engine here"


def test_no_secret_is_in_the_report_or_on_the_terminal(left: Left) -> None:
    """Every password, session, form token and signature of the run is looked for; names and keys are there."""
    assert len(left.secrets) == 10
    section = left.output.partition("The exchange behind it")[2]
    for secret in {*PASSWORDS.values(), "told-in-a-table", *left.secrets}:
        for text in (left.html, left.json, section):
            assert not [spelling for spelling in spellings(secret) if spelling in text]
    assert "not-for-everybody" not in left.html
    for readable in ("oauth_consumer_key", "os_password=•••", "alice"):
        assert readable in left.html


def test_a_table_shows_no_passwords(left: Left) -> None:
    """It is known by the heading of its column; other columns stay."""
    assert left.run.scenarios[0].steps[0].table == (("name", "password"), ("alice", "•••"))


def test_the_terminal_says_where_the_report_lies(left: Left) -> None:
    """As a full path, which many terminals open with a click."""
    assert "The report lies in /" in left.output
    assert "out/report.html" in left.output


def test_names_are_text_in_the_page(left: Left) -> None:
    """The feature of this run is called like a script."""
    assert "&lt;script&gt;alert(&#34;feature&#34;)" in left.html
    assert '<script>alert("feature")' not in left.html


def spellings(secret: str) -> set[str]:
    from html import escape
    from urllib.parse import quote, quote_plus, unquote

    return {
        secret,
        unquote(secret),
        escape(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
    }


def test_a_failing_step_tells_the_exchange_behind_it(looking: Folder) -> None:
    """On the terminal as on the page, and without any report being asked for."""
    output = looking.pytest("-k", "changed").output
    assert "The exchange behind it" in output
    assert "confluence to jira" in output
    assert "answer     401 Unauthorized" in output
    assert "SignatureInvalid" in output
    marked = output.splitlines()
    at = next(index for index, line in enumerate(marked) if "signed by the caller:" in line)
    assert marked[at].endswith(" 5")
    assert marked[at + 1].endswith(" 50")
    assert marked[at + 2].index("^") == len(marked[at])
    assert "The parameter maxResults changed on the way" in output


def test_what_containers_said_is_in_the_report_of_a_scenario_that_failed(looking: Folder) -> None:
    """Without its secrets. Control: one that passed is not burdened with it."""
    looking.write(
        "conftest.py",
        CONFTEST
        + "\n\n@pytest.fixture(autouse=True)\ndef talkative(applinks):\n"
        + "    words = 'started <b>\\npassword=not-for-everybody'\n"
        + "    applinks.running.site.said = lambda since: {'jira': words}\n",
    )
    left = left_by(looking)
    assert [scenario.said for scenario in left.run.scenarios] == [
        (),
        (),
        (("jira", "started <b>\npassword=•••"),),
        (),
    ]
    assert '<summary>What jira said</summary><pre class="said">started &lt;b&gt;' in left.html
    assert "not-for-everybody" not in left.html + left.json


def test_a_passing_run_without_report_leaves_nothing(looking: Folder) -> None:
    """Neither a file nor a word."""
    before = {path.name for path in looking.path.iterdir()}
    outcome = looking.pytest("-k", "alice")
    assert outcome.status == 0
    assert "exchange behind" not in outcome.output
    assert {path.name for path in looking.path.iterdir()} - before <= {"secrets.txt"}


@pytest.mark.parametrize("processes", [(), ("-n", "2")])
def test_scenarios_that_were_not_reached_are_listed(looking: Folder, processes: tuple[str, ...]) -> None:
    """A run that stopped early must not look as if that had been all."""
    looking.write("a.feature", "Feature: A\n  Scenario: First\n    Then it is wrong\n")
    run = recorded(looking, "-x", *processes)
    assert len(run.scenarios) == 5
    assert run.scenarios[0].status == "failed"
    if not processes:
        assert {scenario.reason for scenario in run.scenarios[1:]} == {"The run ended before it."}
        assert {scenario.status for scenario in run.scenarios[1:]} == {"not run"}


def test_what_was_not_selected_is_not_listed(looking: Folder) -> None:
    """Nobody asked for it."""
    assert [scenario.name for scenario in recorded(looking, "-k", "alice").scenarios] == ["alice looks"]


def test_a_worker_that_dies_leaves_a_failed_scenario(looking: Folder) -> None:
    """Under its own name and in its place, with all the others."""
    looking.write("a.feature", "Feature: A\n  Scenario: Fatal\n    Given the process ends\n")
    run = recorded(looking, "-n", "2")
    assert len(run.scenarios) == 5
    assert (run.scenarios[0].name, run.scenarios[0].feature, run.scenarios[0].status) == ("Fatal", "A", "failed")
    assert "crashed" in run.scenarios[0].error


def test_a_file_that_cannot_be_read_is_listed(looking: Folder) -> None:
    """Nothing in it ran, which is worse than a failure."""
    looking.write("bad.feature", "Feature: Bad\n  Scenario: Odd\n    Given what nobody understands\n")
    left = left_by(looking)
    assert [unread.file for unread in left.run.unread] == ["bad.feature"]
    assert "what nobody understands" in left.run.unread[0].error
    assert "Not readable" in left.html


def test_an_empty_run_leaves_a_report(looking: Folder) -> None:
    """So that whoever collects it finds one, and reads that nothing ran."""
    left = left_by(looking, "-k", "nosuchscenario")
    assert left.run.scenarios == ()
    assert "There was nothing to run" in left.html


def test_scenarios_bound_in_python_are_reported_too(looking: Folder) -> None:
    """Of people who use pytest-bdd's own way."""
    looking.write("test_bound.py", 'from pytest_bdd import scenarios\nscenarios("looking.feature")\n')
    run = recorded(looking, "-o", "applinks_collect=false", "-o", "markers=quick")
    assert [(s.name, s.status) for s in run.scenarios] == [(name, status) for name, status, _ in EXPECTED]
    assert [scenario.example for scenario in run.scenarios[:2]] == [(("user", "alice"),), (("user", "adam"),)]


def test_trouble_after_the_last_step_is_a_failure_of_the_scenario(looking: Folder) -> None:
    """A product that crashed is told when the fixture ends."""
    looking.write(
        "conftest.py",
        CONFTEST + "\n\n@pytest.fixture(autouse=True)\ndef bad_end():\n    yield\n    raise RuntimeError('broken')\n",
    )
    scenario = recorded(looking, "-k", "alice").scenarios[0]
    assert scenario.status == "failed"
    assert scenario.error == "RuntimeError: broken"
    assert [step.status for step in scenario.steps] == ["passed"] * 3


def test_a_fixture_that_fails_at_the_start_is_a_failure_with_all_steps_to_come(looking: Folder) -> None:
    """Nothing of the scenario happened, and it is still listed with its steps."""
    looking.write(
        "conftest.py",
        CONFTEST + "\n\n@pytest.fixture(autouse=True)\ndef bad_start():\n    raise RuntimeError('broken')\n",
    )
    scenario = recorded(looking, "-k", "alice").scenarios[0]
    assert (scenario.status, scenario.name, scenario.error) == ("failed", "alice looks", "RuntimeError: broken")
    assert [(step.text, step.status) for step in scenario.steps][1] == ("alice looks at DEMO-1", "skipped")


def test_a_known_failure_is_not_green(looking: Folder) -> None:
    """It failed as somebody said it would."""
    looking.write(
        "conftest.py",
        CONFTEST
        + "\n\ndef pytest_collection_modifyitems(items):\n"
        + "    for item in items:\n"
        + "        item.add_marker(pytest.mark.xfail(reason='known since May', strict=False))\n",
    )
    scenario = recorded(looking, "-k", "changed").scenarios[0]
    assert (scenario.status, scenario.reason) == ("known failure", "known since May")


def test_a_folder_is_no_place_for_a_page(looking: Folder) -> None:
    """Said before the run, not after it."""
    outcome = looking.pytest("--applinks-report", ".")
    assert outcome.status == pytest.ExitCode.USAGE_ERROR
    assert "--applinks-report .: this is a folder; name a file in it" in outcome.output
    assert "Traceback" not in outcome.output


def test_a_page_that_cannot_be_written_fails_the_run(looking: Folder) -> None:
    """Somebody waits for it."""
    looking.write("file", "")
    outcome = looking.pytest("-k", "alice", "--applinks-report", "file/report.html")
    assert outcome.status == pytest.ExitCode.USAGE_ERROR
    assert outcome.lines_with("--applinks-report")
    assert "Traceback" not in outcome.output

"""The fault catalogue leaves nothing out, and what a scenario of it shows is seen from all sides."""

import inspect
import re
from functools import cache
from pathlib import Path

import pytest

from applink_fixtures.ready import ready_topology
from applink_simulator.catalogue import NOT_YET, catalogue
from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.load import load
from applink_steps.language import of_topics
from applink_steps.phrase import Phrase, phrase
from applink_steps.reading import read
from applink_steps.vocabulary import TopologyVocabulary
from applink_steps.wording import Scenario, problems_of_wording

FEATURES = Path(__file__).parents[3] / "features"
ALL = [f"F-{number:02}" for number in range(1, 55)]
ENDS = ("applink_steps.topics.diagnosis", "applink_steps.topics.ends")
"""Whose phrases after Then tell what an end says of the link."""
REFUSALS = re.compile(r"(?P<product>\w+) (refuses, because|recognises|warns that) ")
READERS = tuple(f"applink_steps.topics.{topic}" for topic in ("access", "looking", "programs"))
"""Whose phrases after Then tell what somebody gets who uses the link."""


Step = tuple[str, str, str]
"""Keyword, text, and the topic that it belongs to."""


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Every one that says which fault it is about, with its examples filled in."""
    found: list[Scenario] = []

    def note(scenario: Scenario) -> TopologyVocabulary:
        found.append(scenario)
        return TopologyVocabulary()

    for path in sorted(FEATURES.rglob("*.feature")):
        if "@fault:" in path.read_text(encoding="utf-8"):
            list(problems_of_wording(read(path), of_topics(), note))
    return tuple(scenario for scenario in found if faults_of(scenario))


def faults_of(scenario: Scenario) -> set[str]:
    return {tag.removeprefix("fault:") for tag in scenario.tags if tag.startswith("fault:")}


@cache
def steps_of(scenario: Scenario) -> list[Step]:
    found = []
    for line in scenario.lines:
        assert line.keyword is not None
        (step,) = of_topics().reading(line.keyword, line.text)
        found.append((line.keyword, line.text, step.module))
    return found


def ends_that_speak(scenario: Scenario) -> set[str]:
    """Products whose view of the link is told after the fault has begun; ``both`` counts for two."""
    found: set[str] = set()
    for keyword, text, topic in after_the_fault(scenario):
        if keyword != "then":
            continue
        if text.startswith("both ends "):
            found |= {"this end", "the other"}
        elif topic in ENDS:
            found.add(text.split()[0].lower())
        elif refusal := REFUSALS.match(text):
            found.add(refusal["product"].lower())
    return found


def a_reader_speaks(scenario: Scenario) -> bool:
    return any(keyword == "then" and topic in READERS for keyword, _, topic in after_the_fault(scenario))


def after_the_fault(scenario: Scenario) -> list[Step]:
    """From the first step that makes a fault happen, or else from what somebody does themselves."""
    steps = steps_of(scenario)
    faults = [i for i, (_, text, _) in enumerate(steps) if any(reads(said.pattern, text) for said in every_phrase())]
    deeds = [i for i, (keyword, _, _) in enumerate(steps) if keyword == "when"]
    return steps[(faults or deeds)[0] :]


@cache
def every_phrase() -> tuple[Said, ...]:
    return tuple(said for entry in catalogue().values() for said in entry.phrases)


@cache
def reads(pattern: str, text: str) -> bool:
    return _phrase(pattern).is_matching(text)


@cache
def _phrase(pattern: str) -> Phrase:
    return phrase(pattern)


def test_every_fault_can_be_made_to_happen_or_says_what_is_missing_for_it():
    assert {fault: fault in catalogue() for fault in ALL} == {fault: fault not in NOT_YET for fault in ALL}
    assert set(catalogue()) | set(NOT_YET) == set(ALL)


def test_each_of_the_first_forty_has_its_rank_or_is_missing():
    ranks = [entry.rank for entry in catalogue().values() if entry.rank is not None]
    assert sorted(ranks) == list(range(1, 41))


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.id)
def test_an_entry_tells_what_people_see_why_and_by_which_means(entry: Entry):
    module = inspect.getmodule(type(entry))
    assert module is not None
    assert (module.__name__.rpartition(".")[2])[1:3] == entry.id[2:], "the file is called for another fault"
    assert entry.symptom().endswith(".")
    assert entry.cause().endswith(".")
    assert entry.served
    assert entry.means("served") == entry.served
    assert entry.means("docker")


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.id)
def test_each_phrase_of_a_fault_is_used_by_a_scenario_of_its_own(entry: Entry):
    lines = [text for each in scenarios() if entry.id in faults_of(each) for _, text, _ in steps_of(each)]
    unused = [said.pattern for said in entry.phrases if not any(reads(said.pattern, line) for line in lines)]
    assert unused == []


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.id)
def test_a_scenario_of_a_fault_shows_this_end_the_other_end_and_a_reader(entry: Entry):
    mine = [each for each in scenarios() if entry.id in faults_of(each)]
    assert mine, f"no scenario is tagged @fault:{entry.id}"
    told = {each.name: (len(ends_that_speak(each)) >= 2, a_reader_speaks(each)) for each in mine}
    assert {name for name, planes in told.items() if planes != (True, True)} == set()


def test_a_scenario_that_shows_one_side_alone_is_found_out(tmp_path: Path):
    """The control of the tests above."""
    text = """Feature: One side
  @fault:F-19
  Scenario: Nobody reads
    Given Confluence and Jira share a userbase
    And they are linked with OAuth, acting as integration on Jira
    When Jira goes down
    Then Confluence shows the link as "NETWORK ERROR"
    And Jira was not asked by Confluence
"""
    path = tmp_path / "one.feature"
    path.write_text(text, encoding="utf-8")
    found: list[Scenario] = []
    topology = load(ready_topology("shared-userbase"))

    def note(scenario: Scenario) -> TopologyVocabulary:
        found.append(scenario)
        return TopologyVocabulary(topology)

    assert list(problems_of_wording(read(path), of_topics(), note)) == []
    (scenario,) = found
    assert ends_that_speak(scenario) == {"confluence"}
    assert not a_reader_speaks(scenario)

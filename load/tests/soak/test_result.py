"""A result says whether it passed, and can be kept."""

import dataclasses
from pathlib import Path

import pytest

from applink_load.soak.answers import Answers, NotRight, Problem, WatchedTransport
from applink_load.soak.judge import Growth
from applink_load.soak.page import page
from applink_load.soak.people import sees_exactly
from applink_load.soak.result import Result
from applink_simulator.domain.messages import OutgoingRequest, Reply

DOCS = Path(__file__).parents[3] / "docs"

GOOD = Result(
    command="tox -e soak",
    machine={},
    seed=1,
    seconds=600.0,
    requests=10,
    statuses={200: 9, 0: 1},
    done={"looks": 3},
    asked_for=["looks"],
    faults={"F-19": 6},
    noticed=5,
    stood=6,
    explained=1,
    growths=[Growth("handles", 50, 51, 62)],
    longest_journal=500,
    journal_bound=500,
)
PROBLEM = Problem(1.0, 2.0, "looks", frozenset({"hub"}), "answered 500")


def test_a_result_with_nothing_wrong_has_passed():
    assert GOOD.passed


@pytest.mark.parametrize(
    "wrong",
    [
        {"done": {"looks": 0}},
        {"unexplained": [PROBLEM]},
        {"unexplained": [dataclasses.replace(PROBLEM, never=True)]},
        {"lost": 1},
        {"noticed": 1},
        {"growths": [Growth("handles", 50, 63, 62)]},
        {"growths": []},
        {"longest_journal": 501},
        {"crashes": ["Traceback"]},
        {"inconsistencies": ["hub is linked to wiki, which has no link back"]},
        {"stuck": ["soak-alice"]},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_each_thing_that_is_wrong_fails_the_run(wrong: dict[str, object]):
    result = dataclasses.replace(GOOD, **wrong)  # type: ignore[arg-type]

    assert [check.passed for check in result.checks].count(False) == 1
    assert not result.passed


def test_a_run_that_is_too_short_for_leaks_says_so_and_passes():
    short = dataclasses.replace(GOOD, growths=[], seconds=30.0)

    assert short.passed
    assert [check.of for check in short.checks if check.passed is None] == ["nothing leaks"]


def test_a_result_is_the_same_when_it_is_read_again():
    result = dataclasses.replace(GOOD, unexplained=[PROBLEM])

    assert Result.of_document(result.document()) == result


def test_the_page_is_made_from_the_run_that_lies_beside_it():
    result = Result.of_document((DOCS / "soak.json").read_text(encoding="utf-8"))

    assert (DOCS / "soak.md").read_text(encoding="utf-8") == page(result)
    assert result.growths
    assert result.passed
    assert result.seconds >= 600


def issues(*keys: str, status: int = 200) -> Reply:
    listed = ", ".join(f'{{"key": "{key}"}}' for key in keys)
    return Reply(status, body=f'{{"issues": [{listed}]}}'.encode())


def test_whoever_sees_exactly_what_they_may_is_right():
    sees_exactly(issues("DEMO-1", "SEC-1"), frozenset({"DEMO-1", "SEC-1"}))


@pytest.mark.parametrize("status", [200, 401])
def test_whoever_sees_too_much_can_have_no_excuse(status: int):
    with pytest.raises(NotRight, match="SEC-1, which they may not see") as wrong:
        sees_exactly(issues("DEMO-1", "SEC-1", status=status), frozenset({"DEMO-1"}))

    assert wrong.value.never


@pytest.mark.parametrize("reply", [issues("DEMO-1"), Reply(502), Reply(200, body=b"<html>")])
def test_whoever_sees_too_little_may_have_an_excuse(reply: Reply):
    with pytest.raises(NotRight) as wrong:
        sees_exactly(reply, frozenset({"DEMO-1", "SEC-1"}))

    assert not wrong.value.never


@pytest.mark.parametrize(("status", "problems"), [(200, 0), (404, 0), (500, 1), (503, 1)])
def test_every_5xx_is_kept_whatever_its_reader_makes_of_it(status: int, problems: int):
    answers = Answers()

    WatchedTransport(_Answering(status), answers, frozenset({"hub"})).send(
        OutgoingRequest("GET", "http://hub.invalid")
    )

    assert (answers.requests, len(answers.problems)) == (1, problems)


class _Answering:
    def __init__(self, status: int) -> None:
        self._reply = Reply(status)

    def send(self, _request: OutgoingRequest) -> Reply:
        return self._reply

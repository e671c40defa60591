"""How the number of users goes, and what of a run is judged then."""

import itertools

import pytest

from applink_load.measured.progress import Progress
from applink_load.measured.run import Finding, Measured
from applink_load.measured.stages import Stage
from applink_load.shapes import SHAPES, Soak, Spike, Steps
from applink_load.verdict.codes import Verdict
from applink_load.verdict.judge import Judgement
from applink_load.verdict.shaped import judged
from applink_load.verdict.thresholds import threshold

SLOW_FROM = 40
"""Users with whom the product of these tests becomes slow."""


def run(shape: str, *, users: int = 100, seconds: float = 100.0, slow_from: int = SLOW_FROM) -> Measured:
    """Each user asks twice a second, and waits for long when there are many."""
    going = SHAPES[shape](users, seconds)
    made = Measured("direct", "", users, began=0.0, seconds=seconds, shape=shape, stages=going.stages)
    for second in range(int(seconds)):
        here = going.users_at(second + 0.5)
        for n in range(2 * here):
            made.add("search", 0.5 if here >= slow_from else 0.01, at=second + n / (2 * here))
    return made


def judgement(measured: Measured, *texts: str) -> Judgement:
    return judged(measured, [threshold(each) for each in texts], ["search"])


@pytest.mark.parametrize(
    ("shape", "numbers"),
    [
        ("constant", [20, 20, 20, 20, 20]),
        ("soak", [20, 20, 20, 20, 20]),
        ("ramp", [1, 5, 10, 15, 20]),
        ("steps", [2, 6, 12, 16, 20]),
        ("spike", [2, 2, 20, 2, 2]),
    ],
)
def test_each_shape_has_its_numbers_of_users(shape: str, numbers: list[int]):
    assert [SHAPES[shape](20, 100.0).users_at(at) for at in (0.0, 25.0, 50.0, 75.0, 99.9)] == numbers


@pytest.mark.parametrize(("users", "seconds", "steps"), [(100, 100.0, 10), (3, 100.0, 3), (100, 2.5, 2), (1, 0.1, 1)])
def test_steps_are_whole_seconds_long_and_no_more_than_there_are_users(users: int, seconds: float, steps: int):
    stages = Steps(users, seconds).stages

    assert len(stages) == steps
    assert (stages[0].began, stages[-1].ended, stages[-1].users) == (0.0, seconds, users)
    assert all(one.ended == next_one.began for one, next_one in itertools.pairwise(stages))


def test_the_search_goes_on_until_a_step_breaks_a_threshold():
    measured = run("steps")
    steps = Steps(100, 100.0)
    asked = [threshold("p50>100ms"), threshold("rate<500/s")]

    assert steps.goes_on(measured, steps.stages[2], asked)
    assert not steps.goes_on(measured, steps.stages[3], asked)


def test_the_highest_rate_that_kept_all_is_told_with_what_broke_beyond_it():
    found = judgement(run("steps"), "p50>100ms", "rate<50/s")

    assert found.verdict is Verdict.KEPT
    assert (found.outcomes[0].asked, found.outcomes[0].found) == ("highest rate that kept all", "60.0/s")
    assert "60.0/s of 30 users; beyond it, with 40 users it was slow: p50>100ms: it was 500 ms" in found.told
    assert found.outcomes[-1].asked == "rate<50/s"


def test_a_threshold_on_the_rate_is_about_the_highest_one():
    assert judgement(run("steps"), "p50>100ms", "rate<61/s").verdict is Verdict.SLOW
    assert judgement(run("steps"), "p50>100ms", "rate<59/s").verdict is Verdict.KEPT


def test_a_search_in_which_no_step_broke_says_that_there_may_be_more():
    assert "more users may reach more" in judgement(run("steps", slow_from=1000), "p50>100ms").told


def test_a_search_that_finds_nothing_is_what_its_first_broken_step_is():
    assert judgement(run("steps", slow_from=1), "p50>100ms").verdict is Verdict.SLOW
    assert judgement(run("steps", users=2, seconds=2.0), "p99>100ms").verdict is Verdict.NOT_MEASURED
    leaky = run("steps")
    leaky.find(Finding("leak", "search", "bob was shown SEC-1."))
    assert judgement(leaky, "p50>100ms").verdict is Verdict.WRONG


def test_a_soak_is_slow_when_answers_take_a_quarter_longer_at_its_end():
    steady = run("soak", users=5, slow_from=1000)
    tired = run("soak", users=5, slow_from=1000)
    for second in range(80, 100):
        for n in range(30):
            tired.add("search", 0.02, at=second + n / 30)

    assert judgement(steady).verdict is Verdict.KEPT
    assert judgement(tired).verdict is Verdict.SLOW
    assert "it was 10 ms at the beginning and 20 ms at the end" in judgement(tired).told
    assert judgement(run("soak", users=1, seconds=10.0)).verdict is Verdict.NOT_MEASURED
    assert [each.name for each in Soak(5, 100.0).stages] == ["the beginning", "the end"]


def test_a_stage_is_measured_without_the_second_in_which_it_began():
    measured = run("spike")
    before, spike, after = Spike(100, 100.0).stages

    assert measured.during(spike).total.count == 19 * 200
    assert measured.during(spike).total.percentile(0.5) == pytest.approx(0.5, rel=0.01)
    assert measured.during(before).total.percentile(0.99) == pytest.approx(0.01, rel=0.01)
    assert measured.during(after).seconds == 39.0


def test_failures_of_a_stage_are_counted_there():
    measured = Measured("direct", "", 1, began=0.0, seconds=10.0)
    for n in range(100):
        measured.add("search", 0.01, at=n / 10, failure="answered 503" if n >= 50 else "")

    assert measured.during(Stage("first", 1, 0.0, 5.0)).total.failures == 0
    assert measured.during(Stage("second", 1, 5.0, 10.0)).total.errors == 1.0


def test_runs_in_a_row_are_one_that_was_as_long_as_all():
    first, second = run("constant", users=2, seconds=5.5), run("constant", users=2, seconds=5.0)
    both = first.followed_by(second)

    assert both.total.count == first.total.count + second.total.count
    assert (both.users, both.seconds) == (2, 10.5)
    assert sorted(both.total.slices) == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]


def test_runs_in_a_row_with_more_seconds_than_are_told_apart_are_told_apart_more_coarsely():
    both = run("constant", users=1, seconds=590.0).followed_by(run("constant", users=1, seconds=590.0))

    assert both.total.width == 2
    assert both.total.count == 2 * 2 * 590


def test_progress_is_of_the_last_seconds_and_can_be_read_again():
    measured = run("steps", users=10, seconds=10.0, slow_from=8)
    told = Progress.of(measured, 10.0, 10)

    assert Progress.read(told.line()) == told
    assert (told.users, told.requests, told.findings) == (10, 2 * sum(range(1, 11)), 0)
    assert told.rate == 2 * (6 + 7 + 8 + 9 + 10) / 5
    assert told.p95 == pytest.approx(0.5, rel=0.01)
    assert Progress.of(Measured("direct", "", 1, began=0.0), 0.0, 0).rate == 0.0

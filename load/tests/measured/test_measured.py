"""What workers measured is, put together, what one of them would have measured alone."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applink_load.measured.histogram import Histogram
from applink_load.measured.run import MOST_FINDINGS, Finding, Measured, Series
from applink_load.measured.series import MOST_SLICES

SECONDS = st.floats(min_value=1e-6, max_value=3_600)
SAMPLES = st.lists(
    st.tuples(SECONDS, st.floats(min_value=0, max_value=5_000), st.sampled_from(["", "", "401", "timed out"]))
)
PARTS = st.sampled_from([0.01, 0.07, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0])


def histogram(samples: list[float]) -> Histogram:
    made = Histogram()
    for each in samples:
        made.add(each)
    return made


def series(samples: list[tuple[float, float, str]], name: str = "GET /rest/api/2/search") -> Series:
    made = Series(name)
    for seconds, at, failure in samples:
        made.add(seconds, at=at, failure=failure)
    return made


def a_run(users: int = 10) -> Measured:
    return Measured("direct", "http://127.0.0.1:2990", users=users, began=1_700_000_000.0, seconds=60.0)


@given(st.lists(SECONDS, min_size=1), PARTS)
def test_a_percentile_is_within_one_percent_of_the_exact_one(samples: list[float], part: float):
    exact = sorted(samples)[math.ceil(round(part * len(samples), 6)) - 1]

    assert histogram(samples).percentile(part) == pytest.approx(exact, rel=0.01)


@given(st.lists(SECONDS), st.lists(SECONDS))
def test_histograms_merge_to_that_of_all_samples(some: list[float], others: list[float]):
    both = histogram(some)
    both.take(histogram(others))

    assert both == histogram(some + others)


@given(SAMPLES, SAMPLES)
def test_series_merge_to_that_of_all_samples_in_any_order(
    some: list[tuple[float, float, str]], others: list[tuple[float, float, str]]
):
    together = series(some + others)

    for first, second in ((some, others), (others, some)):
        both = series(first)
        both.take(series(second))
        assert both == together


@given(SAMPLES)
def test_slices_of_time_leave_nothing_out_and_are_not_too_many(samples: list[tuple[float, float, str]]):
    made = series(samples)

    assert sum(part.answers.count for part in made.slices.values()) == len(samples)
    assert sum(part.failures for part in made.slices.values()) == made.failures
    assert all(0 <= begins < MOST_SLICES for begins in made.slices)


@given(SAMPLES)
def test_a_series_is_the_same_after_its_journey_as_json(samples: list[tuple[float, float, str]]):
    made = series(samples)

    assert Series.from_json(json.loads(json.dumps(made.to_json()))) == made


def test_a_series_counts_what_failed_and_why():
    made = series([(0.1, 0, ""), (0.3, 1, "401"), (0.2, 2, "401"), (0.4, 3, "timed out")])

    assert (made.count, made.failures, made.errors) == (4, 3, 0.75)
    assert made.reasons == {"401": 2, "timed out": 1}
    assert made.mean == pytest.approx(0.25)
    assert made.max == pytest.approx(0.4)
    assert made.rate(2.0) == 2.0


def test_nothing_measured_is_told_as_nothing():
    empty = Series("GET /")

    assert (empty.count, empty.errors, empty.mean, empty.max, empty.percentile(0.95)) == (0, 0, 0, 0, 0)
    assert empty.rate(0.0) == 0


@pytest.mark.parametrize("seconds", [-0.001, math.nan, math.inf])
def test_what_is_no_duration_is_not_counted(seconds: float):
    made = Histogram()

    with pytest.raises(ValueError, match="no answer takes"):
        made.add(seconds)
    assert made.count == 0
    made.add(0.0)
    assert made.count == 1


def test_workers_add_up():
    both, one, other = a_run(), a_run(), a_run()
    one.add("GET /a", 0.1, at=1)
    one.add("GET /b", 0.2, at=1)
    other.add("GET /b", 0.4, at=1, failure="401")
    one.checked, other.checked = 3, 4
    other.find(Finding("leak", "GET /b", "bob was shown SEC-1."))

    both.take(one)
    both.take(other)

    assert (both.users, both.seconds, both.checked) == (10, 60.0, 7)
    assert {name: each.count for name, each in both.series.items()} == {"GET /a": 1, "GET /b": 2}
    assert (both.total.count, both.total.failures) == (3, 1)
    assert both.found("leak") == both.found("leak", "GET /b") == 1
    assert both.found("leak", "GET /a") == both.found("replay accepted") == 0
    assert one.series["GET /b"].count == 1, "what was taken stays as it was"


def test_a_run_that_is_told_in_parts_is_the_same_as_one_that_is_told_at_once():
    whole, told = a_run(), a_run()
    for n in range(5):
        part = a_run()
        for run in (whole, part):
            run.add("GET /a" if n % 2 else "GET /b", n / 7, at=n * 200, failure="401" if n == 3 else "")
            run.find(Finding("leak", "GET /b", f"bob was shown SEC-{n}."))
            run.checked += n
        told.take(part)

    assert told == whole
    assert told.users == a_run().users


def test_findings_beyond_those_that_are_kept_are_counted():
    one, other = a_run(), a_run()
    for run in (one, other):
        for _ in range(MOST_FINDINGS - 10):
            run.find(Finding("leak", "GET /a", "bob was shown SEC-1."))
    other.find(Finding("replay accepted", "GET /a", "A nonce was good twice."))

    both = a_run()
    both.take(one)
    both.take(other)

    assert len(both.findings) == MOST_FINDINGS + 1
    assert both.found("leak", "GET /a") == 2 * MOST_FINDINGS - 20
    assert both.found("replay accepted") == 1
    assert both.all_found == 2 * MOST_FINDINGS - 19
    assert Measured.from_json(json.loads(json.dumps(both.to_json()))) == both

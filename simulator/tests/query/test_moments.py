from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applink_simulator.query.moments import Span, end_of, read_moment, shifted, start_of

NOW = datetime(2026, 10, 7, 15, 30, tzinfo=UTC)  # a Wednesday


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "length"),
    [
        ("2026-10-01", "2026-10-01", timedelta(days=1)),
        ("2026/10/01", "2026-10-01", timedelta(days=1)),
        ("2026-1-2 3:04", "2026-01-02T03:04", timedelta(minutes=1)),
        ("-7d", "2026-09-30T15:30", timedelta()),
        ("-1w 2d 4h 30m", "2026-09-28T11:00", timedelta()),
        ("4h", "2026-10-07T19:30", timedelta()),
        ("+4h", "2026-10-07T19:30", timedelta()),
        ("0d", "2026-10-07T15:30", timedelta()),
    ],
)
def test_a_date_lasts_as_long_as_its_last_unit_and_a_distance_not_at_all(
    text: str, start: str, length: timedelta
) -> None:
    """The sign in front counts for all the steps behind it."""
    assert read_moment(text, NOW) == Span(moment(start), moment(start) + length)


@pytest.mark.parametrize(
    "text", ["", "soon", "7", "-7", "-1M", "2026-10", "2026-13-01", "2026-10/01", "9999-12-31", "-999999w"]
)
def test_anything_else_is_no_moment(text: str) -> None:
    """One kind of error, also for days outside the calendar."""
    with pytest.raises(ValueError, match=r".*"):
        read_moment(text, NOW)


@pytest.mark.parametrize(
    ("increment", "expected"),
    [
        ("1", "2026-10-08T15:30"),
        ("-2h", "2026-10-07T13:30"),
        ("+1w", "2026-10-14T15:30"),
        ("5m", "2026-10-07T15:35"),
        ("-8M", "2026-02-07T15:30"),
        ("3M", "2027-01-07T15:30"),
        ("-1y", "2025-10-07T15:30"),
    ],
)
def test_an_increment_moves_by_its_unit_and_by_days_without_one(increment: str, expected: str) -> None:
    """Small m is minutes, capital M is months."""
    assert shifted(NOW, increment) == moment(expected)


def test_a_month_with_fewer_days_ends_earlier() -> None:
    """31 October and a month is the last of November."""
    assert shifted(moment("2026-10-31"), "1M") == moment("2026-11-30")
    assert shifted(moment("2024-02-29"), "1y") == moment("2025-02-28")


@pytest.mark.parametrize("increment", ["x", "d", "1x", "--1d", "9999y", "-9999y", "999999w"])
def test_an_increment_has_to_make_sense(increment: str) -> None:
    """And to stay within the calendar."""
    with pytest.raises(ValueError, match=r".*"):
        shifted(NOW, increment)


@pytest.mark.parametrize(
    ("unit", "increment", "start", "end"),
    [
        ("d", "", "2026-10-07", "2026-10-08"),
        ("w", "", "2026-10-05", "2026-10-12"),
        ("M", "", "2026-10-01", "2026-11-01"),
        ("y", "", "2026-01-01", "2027-01-01"),
        ("d", "-1", "2026-10-06", "2026-10-07"),
        ("w", "-1w", "2026-09-28", "2026-10-05"),
        ("M", "-8", "2026-02-01", "2026-03-01"),
        ("y", "1", "2027-01-01", "2028-01-01"),
        ("M", "+2d", "2026-10-03", "2026-11-03"),
    ],
)
def test_periods_start_at_midnight_and_end_just_before_the_next(
    unit: str, increment: str, start: str, end: str
) -> None:
    """Weeks start on Monday; an increment in the period's own unit counts whole periods."""
    assert start_of(unit)(NOW, increment) == moment(start)
    assert end_of(unit)(NOW, increment) == moment(end) - timedelta(milliseconds=1)


def test_the_end_of_a_longer_month_is_its_own_last_day() -> None:
    """A month after the end of February is the end of March, not the 28th."""
    assert end_of("M")(moment("2026-02-10"), "1") == moment("2026-04-01") - timedelta(milliseconds=1)


@given(st.datetimes(timezones=st.just(UTC), max_value=datetime(9998, 1, 1)), st.sampled_from("dwMy"))  # noqa: DTZ001
def test_every_moment_lies_within_its_own_period(now: datetime, unit: str) -> None:
    """Wherever the calendar puts the edges; the last millisecond counts as the end."""
    if now.year > 1:
        assert start_of(unit)(now, "") <= now
        assert now < end_of(unit)(now, "") + timedelta(milliseconds=1)

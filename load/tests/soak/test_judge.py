"""What the judge of a soak finds in plain values: each thing that is wrong, beside the same without it."""

import dataclasses

import pytest

from applink_load.soak.answers import Problem
from applink_load.soak.judge import GRACE, Window, growth, unexplained
from applink_load.soak.samples import Sample

RUN = 600.0


def samples(**growing: float) -> list[Sample]:
    """Every two seconds; what is named grows by that much in each."""
    usual = {"kilobytes": 80_000, "handles": 60, "sockets": 50, "threads": 90}
    return [
        Sample(at=2.0 * n, journal=500, **{of: int(was + growing.get(of, 0) * n) for of, was in usual.items()})
        for n in range(300)
    ]


def problem(began: float, ended: float, *products: str, never: bool = False) -> Problem:
    return Problem(began, ended, "looks", frozenset(products), "answered 502", never)


def window(began: float, ended: float, *products: str) -> Window:
    return Window(began, ended, "something is down", frozenset(products))


@pytest.mark.parametrize(
    ("of", "each_time"), [("kilobytes", 60), ("handles", 0.1), ("sockets", 0.1), ("threads", 0.06)]
)
def test_what_grows_all_the_time_is_a_leak(of: str, each_time: float):
    found = {each.of: each.is_a_leak for each in growth(samples(**{of: each_time}), RUN)}

    assert found == dict.fromkeys(("kilobytes", "handles", "sockets", "threads"), False) | {of: True}


def test_what_stays_is_no_leak():
    assert [each.of for each in growth(samples(), RUN)] == ["kilobytes", "handles", "sockets", "threads"]
    assert not any(each.is_a_leak for each in growth(samples(), RUN))


def test_what_grows_at_first_and_then_stays_is_no_leak():
    warm = [
        dataclasses.replace(
            each, kilobytes=40_000 if each.at < RUN / 4 else 90_000, handles=20 if each.at < 60 else 90
        )
        for each in samples()
    ]

    assert not any(each.is_a_leak for each in growth(warm, RUN))


def test_a_fault_that_makes_single_samples_jump_is_no_leak():
    jumping = [
        dataclasses.replace(each, sockets=400) if n > 240 and n % 4 == 0 else each for n, each in enumerate(samples())
    ]

    assert not any(each.is_a_leak for each in growth(jumping, RUN))


def test_a_short_run_says_nothing_about_leaks():
    assert growth(samples(handles=5)[:30], 60.0) == []


def test_a_problem_while_its_fault_stands_is_explained():
    assert unexplained([problem(11, 12, "wiki", "hub")], [window(10, 13, "hub")]) == []


def test_a_problem_without_any_fault_is_not_explained():
    left = problem(30, 31, "wiki", "hub")

    assert unexplained([problem(11, 12, "wiki", "hub"), left], [window(10, 13, "hub")]) == [left]


def test_a_problem_of_products_that_the_fault_does_not_touch_is_not_explained():
    left = problem(11, 12, "wiki", "archive")

    assert unexplained([left], [window(10, 13, "hub")]) == [left]
    assert unexplained([left], [window(10, 13, "archive")]) == []


def test_a_fault_between_two_explains_only_what_both_have_a_part_in():
    alone, together = problem(11, 12, "hub"), problem(11, 12, "hub", "wiki")

    assert unexplained([alone, together], [window(10, 13, "hub", "wiki")]) == [alone]


def test_what_began_before_a_fault_and_ended_in_it_is_explained():
    assert unexplained([problem(5, 10.5, "hub")], [window(10, 13, "hub")]) == []
    assert len(unexplained([problem(5, 9.5, "hub")], [window(10, 13, "hub")])) == 1


def test_a_fault_explains_nothing_any_more_after_its_grace():
    soon, late = problem(13 + GRACE - 0.1, 20, "hub"), problem(13 + GRACE + 0.1, 20, "hub")

    assert unexplained([soon, late], [window(10, 13, "hub")]) == [late]


def test_seeing_too_much_is_explained_by_nothing():
    never = problem(11, 12, "hub", never=True)

    assert unexplained([never, problem(11, 12, "hub")], [window(10, 13, "hub")]) == [never]

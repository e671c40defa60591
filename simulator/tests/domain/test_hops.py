"""What another product said, or did not say, of the time it took."""

import pytest

from applink_simulator.domain.hops import SIGNING, THERE, TOTAL, WAITING, Hops, read


def test_what_is_told_is_what_is_read():
    hops = Hops(signing=0.001)
    hops.waited(0.5, Hops().told(0.25))
    hops.waited(0.5, "cache;desc=hit, applinks-total;dur=125, db;dur=5")

    assert read(hops.told(2.0)) == {TOTAL: 2.0, SIGNING: 0.001, WAITING: 1.0, THERE: 0.375}


def test_what_one_of_several_products_did_not_tell_is_not_told_of_all():
    """A vendor's product tells nothing: then it cannot be told apart from the way to it."""
    hops = Hops()
    hops.waited(0.5, Hops().told(0.25))
    hops.waited(0.5, None)

    assert read(hops.told(2.0)) == {TOTAL: 2.0, WAITING: 1.0}


@pytest.mark.parametrize(
    "header", ["", "applinks-total", "applinks-total;dur=-1", "applinks-total;dur=x", "db;dur=1"]
)
def test_a_header_that_says_nothing_of_it_is_as_good_as_none(header: str):
    assert TOTAL not in read(header)
    assert TOTAL in read(f"applinks-total;dur=0.5, {header}")

"""A slow product can be told from a slow way to it."""

from applink_load.measured.hops import BEFORE, BETWEEN, FIRST, SECOND, SIGNED
from applink_load.runner.drive import Wish, drive, served
from applink_simulator.topology.named import topology_named


def test_a_proxied_run_tells_where_the_time_of_its_requests_went():
    with served(topology_named("shared-userbase"), Wish("proxied", users=2, seconds=1.0)) as (_, _, plan):
        measured = drive(plan)

    assert measured.broken == ""
    assert measured.hops.keys() == measured.series.keys()
    reading, whole = measured.hops["read an issue"], measured.series["read an issue"].answers
    assert reading.keys() == {BEFORE, FIRST, SIGNED, BETWEEN, SECOND}
    assert {took.count for took in reading.values()} == {whole.count}
    # Each of the times was rounded for the header, to a thousandth of a millisecond.
    assert abs(sum(took.nanoseconds for took in reading.values()) - whole.nanoseconds) < whole.count * 10_000
    assert measured.hops["log in"].keys() == {BEFORE, FIRST}

"""Each way a run can end has its own exit code, beside a run that keeps everything."""

import pytest

from applink_load.measured.run import KINDS, Finding, Kind, Measured
from applink_load.verdict.codes import Verdict, worst
from applink_load.verdict.judge import judge
from applink_load.verdict.thresholds import threshold

SEARCH, VIEW = "GET /rest/api/2/search", "GET /browse/DEMO-1"


def run(*, times: int = 500, seconds: float = 0.010, failed: int = 0) -> Measured:
    """Ten seconds of searching."""
    made = Measured("direct", "http://127.0.0.1:2990", users=10, began=1_700_000_000.0, seconds=10.0, checked=times)
    for n in range(times):
        made.add(SEARCH, seconds, at=n / 50, failure="answered 401" if n < failed else "")
    return made


def verdict(measured: Measured, *texts: str, known: tuple[str, ...] = ()) -> Verdict:
    return judge(measured, [threshold(each) for each in texts], known).verdict


def test_a_run_that_keeps_everything_says_so():
    asked = ["p95>150ms", "errors>0.1%", "leaks>0", "rate<40/s", "mean>20ms", "max>2s", f"{SEARCH}: p50>20ms"]
    found = judge(run(), [threshold(each) for each in asked])

    assert found.exit_code == 0
    assert [each.asked for each in found.outcomes] == [*asked, "replays>0", "accepted>0", "refused>0"]
    assert found.outcomes[0].told == "p95>150ms: 10 ms, so it is kept."
    assert found.told == "kept: all 10 thresholds"


@pytest.mark.parametrize(
    "text", ["p95>5ms", "mean>5ms", "max>5ms", "rate<60/s", f"{SEARCH}: p95>5ms", f"{SEARCH}: rate<60/s"]
)
def test_a_broken_threshold_on_speed_is_slow(text: str):
    assert verdict(run(), text) is Verdict.SLOW == 1


@pytest.mark.parametrize("text", ["errors>0.1%", "failures>3", f"{SEARCH}: errors>0.1%", f"{SEARCH}: failures>3"])
def test_too_many_failures_are_wrong(text: str):
    found = judge(run(failed=4), [threshold(text)])

    assert found.verdict is Verdict.WRONG == 3
    assert "most often: answered 401" in found.outcomes[0].told
    assert verdict(run(), text) is Verdict.KEPT


def test_failures_that_nobody_set_a_limit_to_have_one():
    assert verdict(run(failed=500), "p95>150ms") is Verdict.WRONG
    assert verdict(run(failed=5), "p95>150ms") is Verdict.KEPT
    assert verdict(run(failed=500), "errors>100%") is Verdict.KEPT


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_finding_is_wrong_whatever_was_asked_for(kind: Kind):
    bad = run()
    bad.checked = 0
    bad.find(Finding(kind, SEARCH, "bob was shown SEC-1, which only alice may see."))

    assert verdict(run()) is Verdict.KEPT
    found = judge(bad, [threshold("p95>5ms"), threshold("leaks>7"), threshold("replays>7"), threshold("refused>7")])
    assert found.verdict is Verdict.WRONG
    assert found.told.startswith("wrong: bob was shown SEC-1, which only alice may see (and ")


def test_a_finding_of_one_request_breaks_no_threshold_on_another():
    bad = run()
    bad.add(VIEW, 0.01, at=1)
    bad.find(Finding("leak", VIEW, "bob was shown SEC-1."))

    found = judge(bad, [threshold(f"{SEARCH}: leaks>0"), threshold(f"{VIEW}: leaks>0")])
    assert [each.verdict for each in found.outcomes[:2]] == [Verdict.KEPT, Verdict.WRONG]


@pytest.mark.parametrize(("text", "enough"), [("p95>150ms", 200), ("p50>150ms", 20), ("errors>1%", 20)])
def test_too_few_samples_are_not_measured(text: str, enough: int):
    assert verdict(run(times=enough), text) is Verdict.KEPT
    assert verdict(run(times=enough - 1), text, "errors>100%") is Verdict.NOT_MEASURED == 4


def test_few_requests_that_all_fail_are_wrong_all_the_same():
    assert verdict(run(times=5, failed=5), "errors>1%") is Verdict.WRONG


def test_leaks_that_nobody_looked_for_are_not_measured():
    unseen = run()
    unseen.checked = 0

    assert verdict(run(), "leaks>0") is Verdict.KEPT
    assert verdict(unseen, "leaks>0") is Verdict.NOT_MEASURED


def test_a_run_without_any_request_is_not_measured():
    assert verdict(run(times=0)) is Verdict.NOT_MEASURED


def test_an_unknown_request_name_is_a_mistake_and_one_that_was_not_asked_is_not_measured():
    assert verdict(run(), "GET /rest/api/2/serch: p95>1s") is Verdict.USAGE == 2
    assert verdict(run(), f"{VIEW}: max>1s") is Verdict.USAGE
    assert verdict(run(), f"{VIEW}: max>1s", known=(VIEW, SEARCH)) is Verdict.NOT_MEASURED
    assert verdict(run(), f"{SEARCH}: max>1s", known=(VIEW, SEARCH)) is Verdict.KEPT


def test_a_broken_run_is_broken_whatever_else_it_is():
    bad = run()
    bad.broken = "Nobody answers at http://127.0.0.1:2990."
    bad.find(Finding("leak", SEARCH, "bob was shown SEC-1."))

    found = judge(bad, [threshold("p95>5ms")])
    assert found.verdict is Verdict.BROKEN == 5
    assert found.told == "broken: Nobody answers at http://127.0.0.1:2990."


def test_broken_is_worse_than_wrong_than_slow_than_not_measured():
    order = [Verdict.BROKEN, Verdict.WRONG, Verdict.USAGE, Verdict.SLOW, Verdict.NOT_MEASURED, Verdict.KEPT]

    assert [worst(*order[n:]) for n in range(6)] == order
    assert worst() is Verdict.KEPT
    assert verdict(run(), "p95>5ms", "p99.9>5ms") is Verdict.SLOW
    assert verdict(run(failed=9), "p95>5ms", "p99.9>5ms") is Verdict.WRONG

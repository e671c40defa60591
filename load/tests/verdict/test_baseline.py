"""A run against those before it."""

from pathlib import Path

import pytest

from applink_load.measured.run import Measured
from applink_load.verdict.baseline import MOST, BaselineMistake, against, save
from applink_load.verdict.codes import Verdict, worst

SEARCH = "GET /rest/api/2/search"


def run(milliseconds: float, *, times: int = 1_000, users: int = 10, failed: int = 0, name: str = SEARCH) -> Measured:
    made = Measured("direct", "http://127.0.0.1:2990", users=users, began=1_700_000_000.0, seconds=20.0)
    for n in range(times):
        made.add(name, milliseconds / 1_000, at=n / 50, failure="401" if n < failed else "")
    return made


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    assert save(path, [run(100), run(104), run(110)]) == 3
    return path


def found(path: Path, measured: Measured) -> dict[str, Verdict]:
    return {each.asked: each.verdict for each in against(path, measured)}


def test_a_run_within_the_noise_of_those_before_is_as_usual(baseline: Path):
    usual = found(baseline, run(109))

    assert set(usual.values()) == {Verdict.KEPT}
    assert len(usual) == 2 * 6, "every figure, of the request and of all"


def test_a_run_slower_than_the_noise_is_slow_and_a_faster_one_is_not(baseline: Path):
    slow = found(baseline, run(130))

    assert slow[f"{SEARCH}: p95 as usual"] is slow[f"{SEARCH}: mean as usual"] is Verdict.SLOW
    assert slow[f"{SEARCH}: rate as usual"] is Verdict.KEPT
    assert set(found(baseline, run(50)).values()) == {Verdict.KEPT}


def test_runs_that_wander_more_are_allowed_more(baseline: Path, tmp_path: Path):
    save(tmp_path / "noisy.json", [run(70), run(104), run(140)])

    assert worst(*found(tmp_path / "noisy.json", run(130)).values()) is Verdict.KEPT
    assert worst(*found(baseline, run(130)).values()) is Verdict.SLOW


def test_a_lower_rate_is_slow_and_more_failures_are_wrong(baseline: Path):
    assert found(baseline, run(104, times=900))[f"{SEARCH}: rate as usual"] is Verdict.SLOW
    assert found(baseline, run(104, failed=5))[f"{SEARCH}: errors as usual"] is Verdict.WRONG
    assert found(baseline, run(104, failed=1))[f"{SEARCH}: errors as usual"] is Verdict.KEPT


def test_fewer_than_three_runs_say_nothing(tmp_path: Path):
    path = tmp_path / "baseline.json"
    save(path, [run(100)])
    assert save(path, [run(104)]) == 2

    assert set(found(path, run(104)).values()) == {Verdict.NOT_MEASURED}
    assert save(path, [run(110)]) == 3
    assert set(found(path, run(104)).values()) == {Verdict.KEPT}


def test_a_request_that_only_one_side_made_is_not_measured(baseline: Path):
    other = found(baseline, run(104, name="GET /new"))

    assert other[f"{SEARCH}: p95 as usual"] is other["GET /new: p95 as usual"] is Verdict.NOT_MEASURED
    assert other["all requests: p95 as usual"] is Verdict.KEPT


def test_the_oldest_runs_make_room(baseline: Path):
    assert save(baseline, [run(200)] * MOST) == MOST
    assert found(baseline, run(200))[f"{SEARCH}: p95 as usual"] is Verdict.KEPT


def test_what_cannot_be_compared_is_a_mistake(baseline: Path, tmp_path: Path):
    with pytest.raises(BaselineMistake, match="users: 10, this one is with this many users: 20"):
        against(baseline, run(104, users=20))
    with pytest.raises(BaselineMistake, match="cannot be read"):
        against(tmp_path / "none.json", run(104))
    for text in ("{", "[]", '{"runs": [{"profile": "direct"}]}'):
        (tmp_path / "bad.json").write_text(text)
        with pytest.raises(BaselineMistake, match="not made by --save-baseline"):
            against(tmp_path / "bad.json", run(104))


def test_a_run_that_was_not_done_is_no_baseline(baseline: Path):
    bad = run(104)
    bad.broken = "a worker died"
    before = baseline.read_text()

    for each in ([bad], [run(104, times=0)], []):
        with pytest.raises(BaselineMistake):
            save(baseline, each)
    assert baseline.read_text() == before

"""Thresholds as people write them, and as they mistype them."""

import pytest

from applink_load.verdict.thresholds import Threshold, ThresholdMistake, require_known, threshold


@pytest.mark.parametrize(
    ("text", "measure", "limit", "name"),
    [
        ("p95>150ms", "p95", 0.150, ""),
        ("p99.9 > 1.5s", "p99.9", 1.5, ""),
        ("p50>800us", "p50", 0.0008, ""),
        ("errors>0.1%", "errors", 0.001, ""),
        ("leaks>0", "leaks", 0, ""),
        ("replays>0", "replays", 0, ""),
        ("refused>0", "refused", 0, ""),
        ("failures>3", "failures", 3, ""),
        ("rate<50/s", "rate", 50, ""),
        ("rate<54500/h", "rate", 54500 / 3600, ""),
        ("mean>20ms", "mean", 0.020, ""),
        ("max>2s", "max", 2, ""),
        ("GET /rest/api/2/search: p99>1s", "p99", 1, "GET /rest/api/2/search"),
        ("GET http://127.0.0.1:2990/jira :p99>1s", "p99", 1, "GET http://127.0.0.1:2990/jira"),
    ],
)
def test_a_threshold_is_read_as_it_is_meant(text: str, measure: str, limit: float, name: str):
    read = threshold(text)

    assert (read.measure, read.name, str(read)) == (measure, name, text)
    assert read.limit == pytest.approx(limit)


@pytest.mark.parametrize(
    ("text", "mark", "said"),
    [
        ("", "^", "has to begin with what is measured"),
        ("GET /: ", "       ^", "has to begin with what is measured"),
        (": p95>1s", "^", "no request name before the colon"),
        ("p95", "   ^", '">" has to follow p95'),
        ("p95=150ms", "   ^", '">" has to follow p95'),
        ("p95<150ms", "   ^", "would fail a run for a low value"),
        ("rate>50/s", "    ^", "would fail a run for a high value"),
        ("p95>", "    ^", "a number has to follow"),
        ("p95> fast", "     ^^^^", "a number has to follow"),
        ("p95>150", "       ^", "p95 needs a unit"),
        ("p95>150mz", "       ^^", 'p95 is not measured in "mz"'),
        ("errors>3", "        ^", "failures>… to count them"),
        ("leaks>0%", "       ^", 'leaks is not measured in "%"'),
        ("failures>0.5", "         ^^^", "whole numbers"),
        ("p100>1s", "^^^^", 'Say "max"'),
        ("p0>1s", "^^", "between 0 and 100"),
        ("GET /: leeks>0", "       ^^^^^", 'Did you mean "leaks"?'),
        ("latency>1s", "^^^^^^^", "Say mean, max"),
        ("p95>150ms p99>1s", "       ^^^^^^^^^", "not measured in"),
    ],
)
def test_a_mistake_shows_where_it_is(text: str, mark: str, said: str):
    with pytest.raises(ThresholdMistake) as caught:
        threshold(text)

    told, line, below = str(caught.value).rsplit("\n", 2)
    assert (line, below) == (f"  {text}", f"  {mark}")
    assert said in told


def test_a_request_name_that_nobody_knows_is_a_mistake():
    names = ["GET /rest/api/2/search", "POST /rest/api/2/issue"]

    require_known([threshold("GET /rest/api/2/search: p99>1s"), threshold("p95>1s")], names)
    with pytest.raises(ThresholdMistake, match='Did you mean "GET /rest/api/2/search"') as caught:
        require_known([threshold("GET /rest/api/2/serch: p99>1s")], names)
    assert str(caught.value).endswith("  GET /rest/api/2/serch: p99>1s\n  " + "^" * 21)


@pytest.mark.parametrize(
    ("measure", "samples"),
    [
        ("p50", 20),
        ("p90", 100),
        ("p95", 200),
        ("p99", 1_000),
        ("p99.9", 10_000),
        ("mean", 20),
        ("max", 1),
        ("rate", 1),
    ],
)
def test_ten_samples_have_to_lie_beyond_a_percentile(measure: str, samples: int):
    assert Threshold(measure, 1.0).samples == samples


def test_the_limit_itself_is_within():
    slow, few = threshold("p95>150ms"), threshold("rate<50/s")

    assert not slow.broken_by(0.150)
    assert slow.broken_by(0.151)
    assert not few.broken_by(50)
    assert few.broken_by(49.9)

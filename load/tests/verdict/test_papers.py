"""What a run leaves behind says the same as its verdict, whatever strange texts are in it."""

import csv
import io
import json

from lxml import etree
from rich.console import Console

from applink_load.measured.run import Finding, Measured
from applink_load.verdict.judge import Judgement, judge
from applink_load.verdict.papers import as_csv, as_json, as_junit, as_markdown, as_table
from applink_load.verdict.thresholds import threshold

SEARCH, STRANGE = "GET /rest/api/2/search", "GET /a|b<c>[red]"


def judged(*texts: str, leaks: bool = False, broken: str = "") -> Judgement:
    made = Measured("direct", "http://127.0.0.1:2990", 10, 1_700_000_000.0, 10.0, checked=300, broken=broken)
    for n in range(300):
        made.add(SEARCH, 0.010, at=n / 30)
    made.add(STRANGE, 0.5, at=1)
    if leaks:
        made.find(Finding("leak", SEARCH, "bob was shown SEC-1.", "GET /rest/api/2/search\n\n200 \x00 ]]> <SEC-1>"))
    return judge(made, [threshold(each) for each in texts])


def junit(judgement: Judgement) -> etree._Element:
    return etree.fromstring(as_junit(judgement).encode())[0]


def test_junit_has_a_case_for_each_threshold_and_fails_those_that_were_broken():
    suite = junit(judged("p95>150ms", "p99>1s", f"{STRANGE}: max>1ms", leaks=True))

    how = {case.get("name"): case[0].tag + " " + case[0].get("type") if len(case) else "passed" for case in suite}
    assert how == {
        "p95>150ms": "passed",
        "p99>1s": "error not measured",
        f"{STRANGE}: max>1ms": "failure slow",
        "leaks>0": "failure wrong",
        "replays>0": "passed",
        "accepted>0": "passed",
        "refused>0": "passed",
        "errors>1%": "passed",
    }
    assert [suite.get(each) for each in ("tests", "failures", "errors")] == ["8", "2", "1"]
    (leak,) = suite.xpath("testcase[@name='leaks>0']/failure")
    assert "bob was shown SEC-1" in leak.get("message")
    assert "200 \N{REPLACEMENT CHARACTER} ]]> <SEC-1>" in leak.text


def test_junit_of_a_broken_run_is_not_green():
    assert junit(judged("p95>150ms")).get("errors") == "0"
    assert junit(judged("p95>150ms", broken="Nobody answers.")).get("errors") == "1"


def test_markdown_says_the_worst_first_and_keeps_strange_names_apart():
    told = as_markdown(judged("p95>150ms", f"{STRANGE}: max>1ms", leaks=True))

    lines = told.splitlines()
    assert lines[0].startswith("### ✗ Load: wrong: bob was shown SEC-1 (and 1 more)")
    rows = [line for line in lines if line.startswith(("| ✓", "| ✗"))]
    assert [row.rsplit("| ", 1)[1] for row in rows[:3]] == ["wrong |", "slow |", "kept |"]
    assert all(row.replace("\\|", "").count("|") == 5 for row in rows)
    assert "<c>" not in told
    assert as_markdown(judged("p95>150ms")).startswith("### ✓ Load: kept")


def test_csv_has_a_line_for_each_request_and_one_for_all():
    rows = list(csv.DictReader(io.StringIO(as_csv(judged().measured))))

    assert [(row["name"], row["requests"]) for row in rows] == [
        (STRANGE, "1"),
        (SEARCH, "300"),
        ("all requests", "301"),
    ]
    assert (rows[0]["p95"], rows[0]["max"]) == ("", "0.500000"), "one sample has no percentile"
    assert 0.0099 < float(rows[1]["p95"]) < 0.0101


def test_json_keeps_everything():
    judgement = judged("p95>1ms", leaks=True)
    told = json.loads(as_json(judgement))

    assert (told["verdict"], told["exit_code"]) == ("wrong", 3)
    assert told["outcomes"][0]["asked"] == "p95>1ms"
    assert Measured.from_json(told["measured"]) == judgement.measured


def test_the_table_shows_names_as_they_are():
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(as_table(judged("p95>150ms", f"{STRANGE}: max>1ms")))

    shown = console.export_text()
    assert STRANGE in shown
    assert "500 ms" in shown
    assert "slow" in shown

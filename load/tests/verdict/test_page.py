"""The report says the verdict first and needs nothing but itself."""

import re

from lxml import etree, html

from applink_load.measured.run import Finding, Measured
from applink_load.verdict.judge import Judgement, judge
from applink_load.verdict.page import page
from applink_load.verdict.thresholds import threshold

SEARCH = "GET /rest/api/2/search"
ATTACK = "<script>alert(1)</script>"


def judged(*texts: str, times: int = 300, strange: str = "") -> Judgement:
    made = Measured("direct", "http://127.0.0.1:2990", 10, 1_700_000_000.0, 10.0, checked=300)
    for n in range(times):
        made.add(SEARCH + strange, 0.010 if n < 150 else 0.030, at=n / 30, failure=strange if n == 7 else "")
    if strange:
        made.find(Finding("leak", SEARCH + strange, f"bob was shown {strange}.", f"GET / {strange}"))
    return judge(made, [threshold(each) for each in texts])


def test_the_verdict_comes_first_with_its_exit_code():
    kept, slow = (html.fromstring(page(judged(text))) for text in ("p95>150ms", "p95>1ms"))

    assert kept.xpath("string(//body/*[1])").startswith("✓ kept")
    assert slow.xpath("string(//body/*[1])").startswith("✗ slow: p95>1ms: it was 30")
    assert "Exit code 1." in slow.xpath("string(//p[1])")
    assert slow.xpath("string(//h2[1]/following::tr[2]/td[2])") == "p95>1ms"


def test_the_charts_follow_the_run_by_the_second():
    charts = [etree.fromstring(each) for each in re.findall(r"<svg.*?</svg>", page(judged()))]

    assert len(charts) == 2
    points = [path.get("d").count("L") + path.get("d").count("M") for chart in charts for path in chart.iter("path")]
    assert points == [10] * 5
    median = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", next(charts[1].iter("path")).get("d"))]
    assert len(set(median[:5])) == len(set(median[5:])) == 1
    assert median[0] > median[9], "slower lies higher"


def test_a_run_without_requests_has_a_page_too():
    text = html.fromstring(page(judged(times=0))).text_content()

    assert "No request was answered." in text
    assert "No request was answered." not in html.fromstring(page(judged())).text_content()


def test_what_products_said_is_shown_as_text():
    told = page(judged(strange=ATTACK))

    assert ATTACK not in told
    document = html.fromstring(told)
    assert document.xpath("string(//pre)") == f"GET / {ATTACK}"
    assert document.xpath(f"//td[.='{ATTACK}']"), "the reason of the failure"


def test_the_page_needs_nothing_else():
    document = html.fromstring(page(judged(strange=ATTACK)))

    assert not document.xpath("//@src | //link | //script | //@href")
    assert document.xpath("//style")

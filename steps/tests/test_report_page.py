"""The page as people open it."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from applink_steps.report.page import page, verdict
from applink_steps.report.records import (
    Comparison,
    ExchangeRecord,
    Observation,
    Part,
    Provoked,
    Run,
    ScenarioRecord,
    ScenarioStatus,
    StepRecord,
    Unread,
)

EXCHANGE = ExchangeRecord(
    number=4,
    sender="confluence",
    sender_is_product=True,
    product="jira",
    method="GET",
    path="/jira/rest/api/2/search?jql=project%20%3D%20DEMO",
    status=401,
    caller=None,
    way="anonymous",
    consumer=None,
    refusal="SignatureInvalid: The signature does not fit the request.",
    comparison=Comparison((Part("jql", "a b", "a c", differs=True, column=2),), "The parameter jql changed."),
    request_headers=(("Accept", "*/*"),),
    request_body="",
    reply_headers=(("X-AUSERNAME", "anonymous"),),
    reply_body="No.",
    seconds=0.1,
)
PASSED = ScenarioRecord(
    file="features/looking.feature",
    feature="Looking across a link",
    feature_description="Who looks\nsees.\n\n- one\n- two",
    feature_tags=("slow",),
    rule="",
    rule_description="",
    name="Alice sees it",
    description="",
    tags=(),
    line=3,
    example=(("user", "alice"),),
    example_number=1,
    status="passed",
    steps=(StepRecord("When", "alice looks", 4, "passed"), StepRecord("Then", "she sees it", 5, "passed")),
)
FAILED = replace(
    PASSED,
    line=8,
    name="Bob sees it",
    status="failed",
    steps=(
        StepRecord("When", "bob looks", 9, "passed", exchanges=(EXCHANGE,)),
        StepRecord("Then", "he sees it", 10, "failed", error="AssertionError: he does not"),
        StepRecord("And", "is happy", 11, "skipped"),
    ),
)
NOT_RUN = replace(PASSED, line=14, name="Dora sees it", status="not run", reason="no engine here", steps=())
EVIL = '</script><script>alert("1")</script><img src=x onerror=alert(1)>'


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)

    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]


def read(*scenarios: ScenarioRecord) -> Reader:
    return Reader(page(Run.of(scenarios)))


def with_status(status: ScenarioStatus, number: int) -> list[ScenarioRecord]:
    return [replace(PASSED, status=status, line=index) for index in range(number)]


def test_it_needs_no_other_file() -> None:
    """It is passed on by mail and opened from a disk; and no page of a report calls home."""
    reader = read(PASSED, FAILED, NOT_RUN)
    assert not any({"src", "srcset", "data", "action"} & attributes.keys() for _, attributes in reader.tags)
    hrefs = [attributes["href"] or "" for _, attributes in reader.tags if "href" in attributes]
    assert hrefs
    assert all(href.startswith("#") for href in hrefs)
    assert "@import" not in reader.text
    assert "url(" not in reader.text


def test_every_link_leads_somewhere() -> None:
    """And no name is given twice."""
    observation = Observation(
        "alice", "SEC-1", "confluence", "jira", "OAuth", sees=True, served_as="x", userbases="shared"
    )
    reader = read(replace(PASSED, observations=(observation,)), FAILED, NOT_RUN)
    ids = reader.ids()
    assert len(ids) == len(set(ids))
    assert {(a["href"] or "")[1:] for _, a in reader.tags if "href" in a} <= set(ids)
    assert "who-sees-what" in ids


def test_nothing_from_a_run_becomes_markup() -> None:
    """Scenario names, errors, bodies: all of it may come from a product under test."""
    harmless = read(replace(FAILED, observations=())).count("script")
    exchange = replace(EXCHANGE, path=EVIL, sender=EVIL, product=EVIL, caller=EVIL, reply_body=EVIL, refusal=EVIL)
    exchange = replace(exchange, comparison=Comparison((Part(EVIL, EVIL, EVIL, differs=True, column=1),), EVIL))
    steps = (
        StepRecord("When", EVIL, 1, "failed", exchanges=(exchange,), error=EVIL, table=((EVIL,),), docstring=EVIL),
    )
    evil = replace(
        FAILED,
        **dict.fromkeys(
            ("file", "feature", "feature_description", "rule", "name", "description", "error", "reason"), EVIL
        ),
        tags=(EVIL,),
        example=((EVIL, EVIL),),
        steps=steps,
        observations=(Observation(EVIL, EVIL, EVIL, EVIL, EVIL, sees=True, served_as=EVIL, userbases=EVIL),),
    )
    reader = Reader(page(Run.of([evil], unread=(Unread(EVIL, EVIL),))))
    assert reader.count("script") == harmless == 1
    assert reader.count("img") == 0
    assert EVIL in reader.text


def test_the_one_script_is_the_only_one_that_may_run() -> None:
    """Its hash is in the policy, so that it works and nothing else would."""
    import base64
    import hashlib

    html = page(Run.of([PASSED]))
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html.replace("&#39;", "'")


def test_it_reads_as_documentation() -> None:
    """Feature, prose, scenario, example and steps."""
    text = " ".join(read(PASSED).text.split())
    for said in (
        "Looking across a link",
        "Who looks sees.",
        "- one",
        "Alice sees it",
        "user: alice",
        "When alice looks",
        "@slow",
    ):
        assert said in text


def test_a_failing_step_shows_the_exchange_behind_it() -> None:
    """With what was signed; a passing scenario has no such part."""
    text = " ".join(read(FAILED).text.split())
    assert "The exchange behind it" in text
    assert "SignatureInvalid" in text
    assert "GET /jira/rest/api/2/search?jql=project = DEMO" in text
    assert "The parameter jql changed." in text
    assert "The exchange behind it" not in read(PASSED).text


def test_what_did_not_run_gives_its_reason_and_is_not_green() -> None:
    """Neither it, nor its feature, nor the whole."""
    html = page(Run.of([PASSED, NOT_RUN]))
    assert "no engine here" in html
    assert 'class="scenario not-run"' in html
    assert '<span class="mark not-run" aria-hidden="true">○' in html
    assert verdict(Run.of([PASSED, NOT_RUN])) == "1 of 2 scenarios passed"
    assert 'class="top not-run"' in page(Run.of([NOT_RUN]))


def test_a_step_that_makes_a_fault_happen_says_by_which_means() -> None:
    provoked = Provoked("F-19", "the product's <server> is stopped")
    quiet = StepRecord("When", "alice looks", 1, "passed")
    told = read(replace(PASSED, steps=(replace(quiet, provoked=(provoked,)),)))
    assert "F-19: the product's <server> is stopped" in told.text
    assert "F-19" not in read(replace(PASSED, steps=(quiet,))).text


def test_a_status_is_said_in_words_too() -> None:
    """Colour alone says nothing to many."""
    text = " ".join(read(FAILED).text.split())
    for said in ("✗failed: Then he sees it", "✓passed: When bob looks", "○skipped: And is happy"):
        assert said in text


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (Run(), "There was nothing to run"),
        (Run.of(with_status("passed", 1)), "The scenario passed"),
        (Run.of(with_status("passed", 3)), "All 3 scenarios passed"),
        (Run.of([*with_status("passed", 3), FAILED]), "1 of 4 scenarios failed"),
        (Run.of([FAILED, NOT_RUN]), "1 of 1 scenario failed"),
        (Run.of([NOT_RUN]), "Nothing ran"),
        (Run.of([PASSED, replace(NOT_RUN, status="known failure")]), "1 of 2 scenarios passed"),
        (Run.of([PASSED], unread=(Unread("x.feature", "no"),)), "Some files could not be read"),
    ],
)
def test_the_verdict_is_one_sentence(run: Run, said: str) -> None:
    """It never says more than was seen."""
    assert verdict(run) == said


def test_an_empty_run_has_a_page_too() -> None:
    """With what to do about it."""
    assert "No scenario was selected" in page(Run())


def test_scenarios_stand_in_the_order_of_their_files() -> None:
    """Whatever order they finished in."""
    other = replace(PASSED, file="features/a.feature", feature="An earlier one")
    run = Run.of([FAILED, PASSED, other])
    assert [scenario.name for scenario in run.scenarios] == ["Alice sees it", "Alice sees it", "Bob sees it"]
    assert run.scenarios[0].feature == "An earlier one"


def test_a_run_survives_its_way_through_json() -> None:
    """Other programs read it, and it crosses from worker processes."""
    import json

    observation = Observation("a", "b", "c", "d", "e", sees=True, served_as=None, userbases="shared")
    run = Run.of([replace(FAILED, observations=(observation,))], unread=(Unread("a", "b"),), began="now", seconds=1.5)
    assert Run.from_json(json.loads(json.dumps(run.to_json()))) == run

"""A failure is explained by the exchange behind it, a refused signature by where the two sides part."""

from dataclasses import replace

import pytest

from applink_simulator.authentication.oauth1.signature import base_string
from applink_steps.report.explain import (
    NOT_KNOWN,
    OTHER_ADDRESS,
    OTHER_KEY,
    OTHER_METHOD,
    behind,
    compared,
    comparison_lines,
    described,
    said_and_compared,
)
from applink_steps.report.masking import MASK, Masking
from applink_steps.report.records import Comparison, ExchangeRecord, StepRecord

URL = "http://127.0.0.1:2990/jira/rest/api/2/search"
PARAMETERS = (("jql", "project = DEMO"), ("oauth_consumer_key", "confluence-1"), ("oauth_token", ""))
EXPECTED = base_string("GET", URL, PARAMETERS)
EXCHANGE = ExchangeRecord(
    number=7,
    sender="confluence",
    sender_is_product=True,
    product="jira",
    method="GET",
    path="/jira/rest/api/2/search?jql=x",
    status=200,
    caller="integration",
    way="oauth",
    consumer="confluence-1",
    refusal="",
    comparison=None,
    request_headers=(),
    request_body="",
    reply_headers=(),
    reply_body='{"issues": []}',
    seconds=0.1,
)


def compare(signed: str | None) -> Comparison:
    return compared(signed, EXPECTED, Masking())


def step(*exchanges: ExchangeRecord, status: str = "passed") -> StepRecord:
    return StepRecord("When", "something happens", 3, status, exchanges=exchanges)  # type: ignore[arg-type]


def test_the_first_difference_is_marked() -> None:
    """Below it, and where it is: nobody compares two lines of percent signs."""
    signed = base_string("GET", URL, (("jql", "project = TEST"), *PARAMETERS[1:]))
    lines = list(comparison_lines(compare(signed)))
    at = next(index for index, line in enumerate(lines) if "signed by the caller" in line)
    assert lines[at].endswith("project = TEST")
    assert lines[at + 1].endswith("project = DEMO")
    assert lines[at + 2].index("^") == lines[at].index("TEST") == lines[at + 1].index("DEMO")
    assert "jql changed" in lines[-1]


def test_what_agrees_is_shown_once_and_unmarked() -> None:
    """The control: equal base strings have no difference, so the keys are to blame."""
    comparison = compare(EXPECTED)
    assert not any(part.differs for part in comparison.parts)
    assert [part.name for part in comparison.parts] == [
        "method",
        "address",
        "jql",
        "oauth_consumer_key",
        "oauth_token",
    ]
    assert comparison.parts[1].expected == URL
    assert comparison.advice == OTHER_KEY


@pytest.mark.parametrize(
    ("signed", "name", "advice"),
    [
        (base_string("POST", URL, PARAMETERS), "method", OTHER_METHOD),
        (base_string("GET", URL.replace("127.0.0.1:2990", "jira.example.com"), PARAMETERS), "address", OTHER_ADDRESS),
        (base_string("GET", URL + "/more", PARAMETERS), "address", "The path changed on the way."),
        (base_string("GET", URL, PARAMETERS[1:]), "jql", "The parameter jql arrived although"),
        (base_string("GET", URL, (*PARAMETERS, ("a", "b"))), "a", "signed the parameter a, which did not arrive"),
        (base_string("GET", URL, (*PARAMETERS, ("jql", "x"))), "jql", "signed the parameter jql, which did not"),
    ],
)
def test_the_advice_follows_from_what_differs(signed: str, name: str, advice: str) -> None:
    """A proxy, a redirect and a lost parameter look alike as a refusal, and are mended in different places."""
    comparison = compare(signed)
    assert [part.name for part in comparison.parts if part.differs] == [name]
    assert advice in comparison.advice


def test_a_difference_in_encoding_alone_is_shown_encoded() -> None:
    """Decoded both would look the same."""
    comparison = compare(EXPECTED.replace("%2520", "%252520"[:4] + "20").replace("%253D", "%253d"))
    part = next(part for part in comparison.parts if part.differs)
    assert part.name == "jql"
    assert part.signed != part.expected


def test_of_a_stranger_only_the_expected_text_is_known() -> None:
    """Somebody else's client does not tell what it signed; claiming a difference would be a guess."""
    comparison = compare(None)
    assert comparison.advice == NOT_KNOWN
    assert not any(part.differs for part in comparison.parts)


def test_a_secret_that_differs_is_not_shown() -> None:
    """A token is masked on both sides, and the difference still told."""
    tokens = [
        base_string("GET", URL, (*PARAMETERS[:2], ("oauth_token", token)))
        for token in ("first-token", "second-token")
    ]
    comparison = compared(tokens[0], tokens[1], Masking())
    part = next(part for part in comparison.parts if part.differs)
    assert (part.signed, part.expected, part.column) == (MASK, MASK, None)
    assert any("secret; the two differ" in line for line in comparison_lines(comparison))


def test_the_words_of_the_door_are_understood() -> None:
    """With both base strings they are compared; any other refusal stays as it was said."""
    said, comparison = said_and_compared(
        f"SignatureInvalid: No.\nsigned by the caller: {EXPECTED}\nexpected here:        {EXPECTED}", Masking()
    )
    assert said == "SignatureInvalid: No."
    assert comparison is not None
    other = "NonceUsed: The nonce was used before."
    assert said_and_compared(other, Masking()) == (other, None)
    hash_differs = (
        f"SignatureInvalid: No.\nsigned by the caller: {EXPECTED}\nexpected here:        the hash does not fit"
    )
    assert said_and_compared(hash_differs, Masking()) == ("SignatureInvalid: No. the hash does not fit", None)


def test_behind_a_failure_is_what_was_refused() -> None:
    """A page that shows an error was answered with 200; the refusal lies one exchange deeper."""
    refused = replace(EXCHANGE, number=2, status=401, refusal="NonceUsed: The nonce was used before.")
    page = replace(EXCHANGE, number=1, product="confluence")
    later = replace(EXCHANGE, number=3)
    assert behind([step(page, refused, later), step(status="failed")]) == refused
    assert behind([step(page, later)]) == later
    assert behind([step(replace(page, status=500), later)]) == replace(page, status=500)
    assert behind([step(status="failed")]) is None


def test_it_is_told_in_a_few_lines() -> None:
    """Request, caller and answer."""
    said = described(replace(EXCHANGE, reply_body="\n".join(str(number) for number in range(40)))).splitlines()
    assert said[0] == "exchange   7, confluence to jira"
    assert said[1] == "request    GET /jira/rest/api/2/search?jql=x"
    assert said[2] == "caller     integration (oauth), signed by consumer confluence-1"
    assert said[3] == "answer     200 OK"
    assert said[-1].strip() == "(28 more lines)"

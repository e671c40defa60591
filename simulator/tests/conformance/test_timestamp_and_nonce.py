"""A message counts once, and only for a while (catalogue 1.3)."""

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from .provider import Provider
from .wire import Call, send

WINDOW = 300


def at(provider: Provider, timestamp: object, **more: str) -> Call:
    return provider.consumer.sign(provider.call(), oauth_timestamp=str(timestamp), **more)


def token_at(provider: Provider, timestamp: object) -> Call:
    return provider.token_request(oauth_timestamp=str(timestamp))


@pytest.fixture
def noon(provider: Provider) -> int:
    """The product's clock stands still at this second."""
    provider.clock.freeze(1_767_268_800)
    return 1_767_268_800


@pytest.mark.parametrize(
    "seconds",
    [
        pytest.param(-301, marks=pytest.mark.conformance("O1P-060")),
        pytest.param(301, marks=pytest.mark.conformance("O1P-061")),
        pytest.param(-86_400, marks=pytest.mark.conformance("O1P-060")),
        pytest.param(86_400, marks=pytest.mark.conformance("O1P-061")),
    ],
)
def test_a_timestamp_outside_the_window_is_refused(provider: Provider, noon: int, seconds: int):
    """Past or future; the refusal says which timestamps would do."""
    for call in (at(provider, noon + seconds), token_at(provider, noon + seconds)):
        answer = provider.refused(call, 400, "timestamp_refused")
        assert answer.problem_parameters["oauth_acceptable_timestamps"] == f"{noon - WINDOW}-{noon + WINDOW}"
    provider.served_as("integration", at(provider, noon))


@pytest.mark.conformance("O1P-062")
@pytest.mark.parametrize("seconds", [-299, -1, 0, 1, 299])
def test_a_timestamp_inside_the_window_is_accepted(provider: Provider, noon: int, seconds: int):
    provider.served_as("integration", at(provider, noon + seconds))
    provider.served(token_at(provider, noon + seconds))


@pytest.mark.conformance("O1P-062")
def test_the_window_moves_with_the_products_own_clock(provider: Provider, noon: int):
    provider.clock.move(600)
    provider.refused(at(provider, noon), 400, "timestamp_refused")
    provider.served_as("integration", at(provider, noon + 600))


NO_TIMESTAMPS = {
    "negative": ("-1", 400),
    "minus now": ("-{now}", 400),
    "zero": ("0", 400),
    "empty": ("", 500),
    "decimal": ("{now}.0", 500),
    "exponent": ("1e9", 500),
    "thirty digits": ("1" * 30, 500),
    "letters": ("noon", 500),
    "hexadecimal": ("0x69567f00", 500),
    "blanks": (" {now} ", 500),
    "arabic digits": ("١٧٦٧٢٦٨٨٠٠", 500),
    "too many milliseconds": ("{now}000", 400),
    "two numbers": ("{now},{now}", 500),
}


@pytest.mark.conformance("O1P-063")
@pytest.mark.parametrize(("text", "vendors_answer"), NO_TIMESTAMPS.values(), ids=NO_TIMESTAMPS)
def test_a_timestamp_that_is_no_positive_integer_is_refused(
    provider: Provider, noon: int, text: str, vendors_answer: int
):
    """Q-3: the vendor's products fall over what is no number at all."""
    for call in (at(provider, text.format(now=noon)), token_at(provider, text.format(now=noon))):
        if provider.is_strict:
            answer = send(call)
            assert answer.problem in {"timestamp_refused", "parameter_rejected"}
            provider.is_refusal(answer, 400, answer.problem)
        else:
            provider.refused(call, vendors_answer, "timestamp_refused" if vendors_answer == 400 else None)
    provider.served_as("integration", at(provider, noon))


@pytest.mark.conformance("O1P-063")
def test_a_sign_before_the_number_is_no_digit(strict: Provider):
    """RFC 5849 3.3 wants a positive integer; the vendor's products read numbers as Java does."""
    strict.refused(at(strict, f"+{strict.now}"), 400, "parameter_rejected")
    strict.served_as("integration", at(strict, strict.now))


@pytest.mark.conformance("O1P-064")
def test_the_same_request_counts_once(provider: Provider):
    for call in (provider.signed(), provider.token_request(), provider.consumer.sign(provider.change())):
        provider.served(call)
        provider.refused(call, 401, "nonce_used")
        provider.refused(call, 401, "nonce_used")


@pytest.mark.conformance("O1P-064")
def test_a_nonce_is_used_up_for_every_request_of_its_consumer(provider: Provider):
    """Signed anew for another resource, it is still the same nonce at the same second."""
    first = provider.signed()
    provider.served(first)
    pair = {name: first.get(name) for name in ("oauth_nonce", "oauth_timestamp")}
    provider.refused(provider.consumer.sign(provider.change(), **pair), 401, "nonce_used")
    provider.served(provider.consumer.sign(provider.change(), oauth_timestamp=pair["oauth_timestamp"]))


@pytest.mark.conformance("O1P-065")
def test_two_consumers_may_have_the_same_nonce(provider: Provider):
    pair = {"oauth_nonce": "the-same", "oauth_timestamp": str(provider.now)}
    provider.served_as("integration", provider.consumer.sign(provider.call(), **pair))
    provider.served_as("integration", provider.other.sign(provider.call(), **pair))


@pytest.mark.conformance("O1P-066")
def test_a_nonce_may_come_again_with_another_timestamp(strict: Provider):
    now = strict.now
    strict.served_as("integration", at(strict, now, oauth_nonce="again"))
    strict.served_as("integration", at(strict, now + 1, oauth_nonce="again"))


@pytest.mark.conformance("O1P-066")
def test_a_nonce_may_not_come_again_within_a_minute_in_the_vendor_profile(vendor: Provider):
    vendor.clock.freeze()
    now = vendor.now
    vendor.served_as("integration", at(vendor, now, oauth_nonce="again"))
    vendor.refused(at(vendor, now + 1, oauth_nonce="again"), 401, "nonce_used")
    vendor.clock.move(61)
    vendor.served_as("integration", at(vendor, now + 61, oauth_nonce="again"))


@pytest.mark.conformance("O1P-067")
def test_a_forger_cannot_use_up_a_nonce(strict: Provider):
    """Else whoever can guess a nonce can keep a consumer out."""
    sound = strict.signed()
    strict.refused(sound.with_protocol(oauth_signature="AAAA"), 401, "signature_invalid")
    strict.served_as("integration", sound)
    strict.refused(sound, 401, "nonce_used")


@pytest.mark.conformance("O1P-067")
def test_a_forger_uses_up_a_nonce_in_the_vendor_profile(vendor: Provider):
    """Q-4."""
    sound = vendor.signed()
    vendor.refused(sound.with_protocol(oauth_signature="AAAA"), 401, "signature_invalid")
    vendor.refused(sound, 401, "nonce_used")
    vendor.served_as("integration", vendor.signed())


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns all the time, so that a gap between looking and remembering would be found."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.conformance("O1P-068")
@pytest.mark.usefixtures("restless")
def test_of_many_copies_at_once_exactly_one_counts(provider: Provider):
    """Looking and remembering are one step."""
    for call in (provider.signed(), provider.token_request()):
        tokens = len(provider.product.state.tokens._tokens)
        with ThreadPoolExecutor(max_workers=50) as copies:
            answers = list(copies.map(send, [call] * 50))
        assert Counter(answer.status for answer in answers) == {200: 1, 401: 49}
        assert {answer.problem for answer in answers if answer.status == 401} == {"nonce_used"}
        issued = len(provider.product.state.tokens._tokens) - tokens
        assert issued == (1 if "request-token" in call.url else 0)


@pytest.mark.conformance("O1P-069")
@pytest.mark.parametrize(("ahead", "later"), [(0, 290), (0, 299), (299, 590), (-10, 285), (299, 61)])
def test_a_replay_at_the_edge_of_the_window_is_refused(provider: Provider, noon: int, ahead: int, later: int):
    """A nonce must be remembered for as long as its timestamp is acceptable, which may be twice the window."""
    call = at(provider, noon + ahead)
    provider.served_as("integration", call)
    provider.clock.move(later)
    provider.refused(call, 401, "nonce_used")
    provider.clock.move(WINDOW * 2)
    provider.refused(call, 400, "timestamp_refused")
    provider.served_as("integration", at(provider, provider.now))


@pytest.mark.conformance("O1P-069")
def test_a_replay_is_refused_after_many_other_requests(provider: Provider, noon: int):
    """Forgetting goes by time and not by number."""
    first = at(provider, noon)
    provider.served(first)
    for step in range(0, 290, 10):
        provider.clock.move(10)
        provider.served(at(provider, noon + step))
    provider.refused(first, 401, "nonce_used")


NONCES = {
    "ampersand": "a&b",
    "percent": "100%",
    "escape": "%26",
    "line break": "a\nb",
    "carriage return and line break": "a\r\nX-Injected: 1",
    "nul": "a\0b",
    "one character": "n",
    "blank": " ",
    "quote": 'a"b',
    "comma": "a,b",
    "markup": "<script>alert(1)</script>",
    "empty": "",
}


@pytest.mark.conformance("O1P-072")
@pytest.mark.parametrize("nonce", NONCES.values(), ids=NONCES)
def test_a_strange_nonce_is_a_nonce(provider: Provider, nonce: str):
    """Accepted when it is signed, used up by that, and told apart from others like it."""
    call = provider.consumer.sign(provider.call(), oauth_nonce=nonce)
    answer = provider.served_as("integration", call)
    assert not answer.every("X-Injected")
    provider.refused(call, 401, "nonce_used")
    provider.served_as("integration", replace(provider.consumer.sign(provider.call(), oauth_nonce=nonce + "2")))

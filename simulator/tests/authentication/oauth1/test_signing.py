"""What a calling end puts on a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.oauth1.signature import verifies_rsa
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import FORM, IncomingRequest, OutgoingRequest

KEY = KeyPair.generate()
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def arrived(request: OutgoingRequest) -> Message:
    url, _, query = request.url.partition("?")
    message = Message.of(IncomingRequest(request.method, url, query, request.headers, request.body))
    assert message is not None
    return message


@given(TEXT, TEXT)
def test_the_other_end_reads_what_was_signed(consumer_key: str, token: str):
    signer = Signer(consumer_key, KEY, Clock())
    message = arrived(signer.sign(OutgoingRequest("GET", "http://jira.example/rest?a=%20+b&c"), token))
    assert message.get("oauth_consumer_key") == consumer_key
    assert message.get("oauth_token") == token
    assert verifies_rsa(message.get("oauth_signature") or "", message.base_string, KEY.public)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=4))
def test_the_other_end_reads_a_signed_form(fields: list[tuple[str, str]]):
    request = Signer("tool", KEY, Clock()).sign_form("http://jira.example/token?x=1", fields)
    message = arrived(request)
    assert set(fields) <= set(message.parameters)
    assert message.base_string == request.signed_text


@pytest.mark.parametrize(
    ("content_type", "signed"), [(FORM, True), (f"{FORM}; charset=UTF-8", True), ("application/json", False)]
)
def test_only_forms_are_signed(content_type: str, signed: bool):
    request = OutgoingRequest("POST", "http://jira.example/", (("Content-Type", content_type),), b"colour=red")
    assert ("colour" in Signer("tool", KEY, Clock()).sign(request).signed_text) is signed


def test_a_request_is_signed_by_the_products_own_clock():
    clock = Clock()
    clock.freeze(1_767_268_800.9)
    message = arrived(Signer("tool", KEY, clock).sign(OutgoingRequest("GET", "http://jira.example/")))
    assert message.get("oauth_timestamp") == "1767268800"

"""A request read for its protocol parameters, wherever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applink_simulator.authentication.oauth1.message import MOST_PARAMETERS, Message
from applink_simulator.domain.errors import ParameterRejected
from applink_simulator.domain.messages import FORM, IncomingRequest

LATIN_1 = st.text(st.characters(max_codepoint=255), max_size=60)


def request(authorization: str = "", query: str = "", form: str = "", content_type: str = FORM) -> IncomingRequest:
    headers = (("Authorization", authorization), ("Content-Type", content_type))
    return IncomingRequest("POST", "http://jira.example/rest", query, headers, form.encode("latin-1"))


@given(LATIN_1, LATIN_1, LATIN_1, st.sampled_from(["OAuth ", "oauth ", "", "Basic "]))
def test_reading_a_message_only_ever_refuses(authorization: str, query: str, form: str, scheme: str):
    """Any octets at all: a message, none, or a refusal; and its base string can be made."""
    try:
        message = Message.of(request(scheme + authorization, query + "&oauth_nonce=1", form))
    except ParameterRejected:
        return
    assert message is not None
    assert message.base_string.startswith("POST&http%3A%2F%2Fjira.example%2Frest&")


def test_parameters_come_from_header_query_and_form_in_that_order():
    message = Message.of(request('OAuth realm="x", oauth_nonce="1"', "a=2", "a=3&b=4"))
    assert message is not None
    assert message.parameters == (("oauth_nonce", "1"), ("a", "2"), ("a", "3"), ("b", "4"))
    assert message.get("a") == "2"
    assert message.every("a") == ["2", "3"]
    assert message.get("c") is None


def test_what_is_asked_is_not_read_from_the_header():
    message = Message.of(request('OAuth user_id="header"', "", "user_id=form"))
    assert message is not None
    assert message.get("user_id") == "header"
    assert message.asked("user_id") == "form"


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_other_bodies_than_forms_hold_no_parameters(content_type: str):
    assert Message.of(request(form="oauth_nonce=1", content_type=content_type)) is None
    assert Message.of(request(form="oauth_nonce=1", content_type=FORM)) is not None


@pytest.mark.parametrize("authorization", ["", "Basic b2F1dGhf", "Bearer oauth_token", "OAuth2 x"])
def test_a_request_that_does_not_speak_oauth_is_no_message(authorization: str):
    assert Message.of(request(authorization, "a=1", "b=2")) is None
    assert Message.of(request("OAuth x")) is not None


@pytest.mark.parametrize("place", ["query", "form", "authorization"])
def test_more_parameters_than_anybody_needs_are_refused(place: str):
    def with_parameters(number: int) -> IncomingRequest:
        if place == "authorization":
            return request("OAuth " + ",".join(f'p{each}="1"' for each in range(number)))
        return request("OAuth", **{place: "&".join(f"p{each}=1" for each in range(number))})

    with pytest.raises(ParameterRejected):
        Message.of(with_parameters(MOST_PARAMETERS + 1))
    assert Message.of(with_parameters(MOST_PARAMETERS)) is not None


@pytest.mark.parametrize("place", ["query", "form", "authorization"])
def test_octets_that_are_no_text_are_refused(place: str):
    """The replacement character itself is text: the control."""
    written = {"query": "q={}", "form": "q={}", "authorization": 'OAuth q="{}"'}[place]
    with pytest.raises(ParameterRejected):
        Message.of(request(**{"authorization": "OAuth", place: written.format("%ff")}))
    assert Message.of(request(**{"authorization": "OAuth", place: written.format("%EF%BF%BD")})) is not None


def test_raw_octets_of_a_form_that_are_no_utf_8_are_refused_too():
    """Read as the replacement character, one signature would fit any of them; the control says it in UTF-8."""
    headers = (("Content-Type", FORM),)

    def form(body: bytes) -> IncomingRequest:
        return IncomingRequest("POST", "http://jira.example/rest", "", headers, body)

    with pytest.raises(ParameterRejected):
        Message.of(form(b"oauth_nonce=1&name=\xff"))
    message = Message.of(form("oauth_nonce=1&name=\ufffd".encode()))
    assert message is not None
    assert message.get("name") == "\ufffd"

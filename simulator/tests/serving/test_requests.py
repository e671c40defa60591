"""What is read of a client's bytes."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applink_simulator.serving.asked import LONGEST_HEADER, Reader, Refused

from .conftest import LAST, Site, get

STREAM = (
    b"POST /a%20b?x=1&y=%26 HTTP/1.1\r\nHost: test\r\nX-One: 1\r\nX-One: 2\r\nContent-Length: 5\r\n\r\nhello"
    b"POST /c HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: u\r\n\r\n"
    b"GET http://elsewhere/d?e HTTP/1.1\r\nHost: test\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n"
    b"HEAD //f HTTP/1.0\r\n\r\n"
)


def read(parts: list[bytes]) -> list[dict[str, object]]:
    reader = Reader({"SCRIPT_NAME": ""})
    for part in parts:
        reader.feed(part)
    return [{**each.environ, "wsgi.input": each.environ["wsgi.input"].read()} for each in reader.requests]


@given(st.lists(st.integers(1, len(STREAM) - 1), unique=True, max_size=12))
def test_a_stream_holds_the_same_requests_wherever_it_is_cut(places: list[int]):
    cuts = [0, *sorted(places), len(STREAM)]
    requests = read([STREAM[begin:end] for begin, end in pairwise(cuts)])
    assert requests == read([STREAM])
    assert [(each["REQUEST_METHOD"], each["PATH_INFO"], each["QUERY_STRING"]) for each in requests] == [
        ("POST", "/a b", "x=1&y=%26"),
        ("POST", "/c", ""),
        ("GET", "/d", "e"),
        ("HEAD", "/f", ""),
    ]
    assert [each["wsgi.input"] for each in requests] == [b"hello", b"abcde", b"", b""]
    assert (requests[0]["HTTP_X_ONE"], requests[2]["HTTP_COOKIE"]) == ("1, 2", "a=1; b=2")
    assert [each.get("CONTENT_LENGTH") for each in requests] == ["5", "5", None, None]


@given(st.lists(st.binary(min_size=1, max_size=80), max_size=6))
def test_whatever_comes_is_read_or_refused(parts: list[bytes]):
    reader = Reader({})
    with suppress(Refused):
        for part in parts:
            reader.feed(part)


def test_a_header_with_an_underscore_does_not_pass_for_the_one_with_a_hyphen(site: Site):
    assert b"HTTP_X_ONE" not in site.say(get("/", "X_One: 1", LAST))
    assert b"HTTP_X_ONE=1" in site.say(get("/", "X-One: 1", LAST))


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
        b"GET / HTTP/1.1\r\nA b: c\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\x00c\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\nContent-Length: -3\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/9.1\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_in_plain_words(site: Site, request_: bytes):
    said = site.say(request_)
    assert said.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"Connection: close" in said
    assert site.asked == []
    assert site.say(get("/", LAST)).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("ends", [True, False])
def test_headers_may_be_long_but_not_without_end(site: Site, *, ends: bool):
    assert site.say(get("/", "X-Long: " + "a" * (LONGEST_HEADER - 2000), LAST)).startswith(b"HTTP/1.1 200 OK")
    too_long = (
        get("/", "X-Long: " + "a" * LONGEST_HEADER) if ends else b"GET / HTTP/1.1\r\nX: " + b"a" * LONGEST_HEADER
    )
    said = site.say(too_long)
    # What is on its way when the connection ends may cost the client the answer.
    assert said == b"" or said.startswith(b"HTTP/1.1 431 ")
    assert len(site.asked) == 1


def test_a_request_before_one_that_is_none_is_answered(site: Site):
    said = site.say(get("/first") + b"nonsense\r\n\r\n")
    assert said.index(b"PATH_INFO=/first") < said.index(b"HTTP/1.1 400 Bad Request")


def test_whoever_wants_another_protocol_is_answered_in_this_one(site: Site):
    said = site.say(get("/plain", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"))
    assert said.startswith(b"HTTP/1.1 200 OK")
    assert b"PATH_INFO=/plain" in said

"""What the front of our own can do, and nginx cannot."""

import socket
from collections.abc import Callable
from dataclasses import replace

import pytest

from applink_simulator.domain.errors import CertificateTrouble, ConnectionBroken
from applink_simulator.topology.fronts.front import Certificate, Front, Match, Override, Query, Reencoding

from .conftest import Street

Streets = Callable[[Front], Street]
PLAIN = Front(Certificate.NONE, scheme="http")
SIGNED = 'OAuth oauth_consumer_key="a", oauth_signature="b"'


@pytest.mark.parametrize(
    ("reencoding", "arrives"),
    [
        (Reencoding.SPACE_AS_PLUS, "a=1+2+3&b=%2F/&c=%5Bd]"),
        (Reencoding.PLUS_AS_SPACE, "a=1%202%203&b=%2F/&c=%5Bd]"),
        (Reencoding.PLAIN_SLASHES, "a=1%202+3&b=//&c=%5Bd]"),
        (Reencoding.ESCAPED_SLASHES, "a=1%202+3&b=%2F%2F&c=%5Bd]"),
        (Reencoding.LOWER_CASE, "a=1%202+3&b=%2f/&c=%5bd]"),
        (Reencoding.PLAIN_BRACKETS, "a=1%202+3&b=%2F/&c=[d]"),
        (Reencoding.ESCAPED_BRACKETS, "a=1%202+3&b=%2F/&c=%5Bd%5D"),
        (Reencoding.PLUS_AS_ITSELF, "a=1%202%2B3&b=%2F/&c=%5Bd]"),
        (Reencoding.TWICE, "a=1%25202+3&b=%252F/&c=%255Bd]"),
    ],
)
def test_a_query_is_written_otherwise_and_the_path_stays(our_street: Streets, reencoding: Reencoding, arrives: str):
    """F-11."""
    asked = "/x%20y/+?a=1%202+3&b=%2F/&c=%5Bd]"
    there = our_street(PLAIN)
    there.ask(asked)
    assert there.product.last.target == "/jira" + asked
    there = our_street(replace(PLAIN, query=Query((reencoding,))))
    there.ask(asked)
    assert there.product.last.target == f"/jira/x%20y/+?{arrives}"


def test_several_ways_of_writing_and_a_parameter_go_together(our_street: Streets):
    there = our_street(replace(PLAIN, query=Query((Reencoding.PLUS_AS_SPACE, Reencoding.TWICE), appends="_=%20")))
    there.ask("/x?a=+")
    assert there.product.last.target == "/jira/x?a=%2520&_=%20"


@pytest.mark.parametrize(
    ("path", "body", "headers", "times"),
    [
        ("/x", b"", {"Authorization": SIGNED}, 2),
        ("/x?oauth_signature=b", b"", {}, 2),
        ("/x", b"a=b&oauth_signature=b", {}, 2),
        ("/x", b"", {"Authorization": "Basic YTpi"}, 1),
        ("/x", b"", {}, 1),
        ("/y", b"", {"Authorization": SIGNED}, 1),
    ],
)
def test_signed_requests_are_repeated_unchanged_and_others_not(
    our_street: Streets, path: str, body: bytes, headers: dict[str, str], times: int
):
    """F-34."""
    there = our_street(replace(PLAIN, repeats=Match("*/x")))
    assert there.ask(path, "POST", body, **headers).status == 200
    assert len(there.product.arrivals) == times
    assert there.product.arrivals[0] == there.product.last


@pytest.mark.parametrize("body", [None, b'{"from": "the proxy"}'])
def test_an_answer_breaks_off(our_street: Streets, body: bytes | None):
    """F-49: the manifest came only in part, and the client can tell."""
    cut = Override(Match("*/manifest"), body=body, cut_after=7)
    there = our_street(replace(PLAIN, overrides=(cut,)))
    with pytest.raises(ConnectionBroken, match=r"bytes are missing|IncompleteRead"):
        there.ask("/manifest")
    assert there.ask("/other").json() == {"from": "product"}


def test_a_certificate_is_demanded_before_anything_is_said(our_street: Streets):
    there = our_street(Front(demands_certificate=True))
    with pytest.raises(CertificateTrouble):
        there.ask()
    assert not there.product.arrivals
    assert our_street(Front()).ask().status == 200


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b" 400 "),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b" 411 "),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", b" 200 "),
    ],
)
def test_a_body_of_unknown_length_is_refused(our_street: Streets, said: bytes, status: bytes):
    there = our_street(PLAIN)
    with socket.create_connection((there.standing.place.host, there.standing.place.port), timeout=10) as connection:
        connection.sendall(said)
        assert status in connection.recv(65536)
    assert len(there.product.arrivals) == (status == b" 200 ")

"""What is read of a peer's bytes, and what is sent to one."""

import socket
import threading
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applink_simulator.domain.errors import ConnectionBroken, UnexpectedAnswer
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.transport.answer import MOST_HEADERS, Answer, NoAnswer
from applink_simulator.transport.http import HttpTransport

IN_PARTS = (
    b"HTTP/1.1 100 Continue\r\nX: 1\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-One: a\r\nx-one:  b \r\n\r\n"
    b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n"
)


def read(parts: list[bytes], method: str = "GET", *, ended: bool = False) -> Answer:
    answer = Answer(method)
    for part in parts:
        answer.feed(part)
    if ended and not answer.is_whole:
        answer.end()
    return answer


@given(st.lists(st.integers(1, len(IN_PARTS) - 1), unique=True, max_size=12))
def test_an_answer_is_the_same_wherever_it_is_cut(places: list[int]):
    cuts = [0, *sorted(places), len(IN_PARTS)]
    answer = read([IN_PARTS[begin:end] for begin, end in pairwise(cuts)])
    assert (answer.is_whole, answer.keeps) == (True, True)
    assert answer.reply == Reply(200, (("Transfer-Encoding", "chunked"), ("X-One", "a"), ("x-one", "b")), b"abcde")


@given(st.lists(st.binary(min_size=1, max_size=80), max_size=6), st.sampled_from(["GET", "HEAD"]))
def test_whatever_comes_is_an_answer_or_none(parts: list[bytes], method: str):
    with suppress(NoAnswer):
        assert read([b"HTTP/1.1 200 OK\r\n", *parts], method, ended=True).is_whole


@pytest.mark.parametrize(
    ("said", "method", "body", "keeps"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "GET", b"ok", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", "GET", b"ok", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "GET", b"ok", False),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", "GET", b"until the end", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "HEAD", b"", True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "DELETE", b"", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", "GET", b"", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more", "GET", b"ok", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n", "GET", b"ok", False),
    ],
)
def test_where_an_answer_ends_and_whether_another_may_follow(said: bytes, method: str, body: bytes, *, keeps: bool):
    answer = read([said], method, ended=True)
    assert (bytes(answer.body), answer.keeps) == (body, keeps)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nA b: c\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * MOST_HEADERS,
    ],
)
def test_what_breaks_off_or_is_no_http_is_no_answer(said: bytes):
    with pytest.raises(NoAnswer):
        read([said[begin : begin + 65536] for begin in range(0, len(said), 65536)], ended=True)


@pytest.mark.parametrize(
    ("headers", "method"),
    [
        ((("X-Two", "a\r\nX-Smuggled: b"),), "GET"),
        ((("X Two", "a"),), "GET"),
        ((("X", "\u20ac"),), "GET"),
        ((), "G T"),
    ],
)
def test_what_would_be_another_request_is_not_sent(headers: tuple[tuple[str, str], ...], method: str):
    """The control: the same without what is wrong arrives."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                heard.append(connection.recv(65536))
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/here?a=b"
        transport = HttpTransport()
        try:
            with pytest.raises(UnexpectedAnswer, match="cannot be sent"):
                transport.send(OutgoingRequest(method, url, headers))
            assert heard == []
            assert transport.send(OutgoingRequest("GET", url, (("X-Two", "a"),))).status == 204
        finally:
            transport.close()
        answering.join(5)
    assert heard[0].startswith(b"GET /here?a=b HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nX-Two: a\r\n" in heard[0]


def test_a_connection_on_which_more_came_than_was_announced_is_not_used_again():
    """The control: after a plain answer it is."""
    connections: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            for said in (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok, and more", b""):
                connection, address = listening.accept()
                connections.append(address[1])
                with connection:
                    while connection.recv(65536):
                        connection.sendall(said or b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        request = OutgoingRequest("GET", f"http://127.0.0.1:{listening.getsockname()[1]}/")
        transport = HttpTransport()
        try:
            assert [transport.send(request).body for _ in range(3)] == [b"ok"] * 3
        finally:
            transport.close()
        answering.join(5)
    assert len(connections) == 2


def test_a_peer_that_closes_without_a_word_has_not_answered():
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)

        hanging_up = threading.Thread(target=hang_up, daemon=True)
        hanging_up.start()
        transport = HttpTransport()
        with pytest.raises(ConnectionBroken, match="closed without an answer"):
            transport.send(OutgoingRequest("GET", f"http://127.0.0.1:{listening.getsockname()[1]}/"))
        hanging_up.join(5)

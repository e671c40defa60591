"""Every way in which a remote does not answer has its own error."""

import errno
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from applink_simulator.domain.errors import (
    AnswerTooLong,
    ConnectionBroken,
    ConnectionRefused,
    HandshakeFailed,
    NeverConnected,
    RemoteError,
    TimedOut,
    UnexpectedAnswer,
    UnknownHost,
)
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.transport.http import HttpTransport
from applink_simulator.transport.named import named


@contextmanager
def peer(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """Accepts connections and does as told with each; gives its URL."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                with suppress(OSError):
                    talk(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        ended.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def send(url: str, **more: object) -> object:
    transport = HttpTransport()
    try:
        return transport.send(OutgoingRequest("GET", url, **more))  # type: ignore[arg-type]
    finally:
        transport.close()


def fine(connection: socket.socket) -> None:
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nWWW-Authenticate: a\r\nWWW-Authenticate: b\r\n\r\nok"
    )


def test_an_answer_comes_back_whole():
    """Two headers of one name stay two: a refusal carries two WWW-Authenticate lines."""
    with peer(fine) as url:
        reply = send(url)
    assert (reply.status, reply.body) == (200, b"ok")
    assert [value for name, value in reply.headers if name == "WWW-Authenticate"] == ["a", "b"]


def test_where_nothing_listens_the_connection_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ConnectionRefused, match="nothing listens"):
        send(f"http://127.0.0.1:{port}")


def test_where_the_last_address_is_of_a_family_that_is_missing_nobody_listens_either():
    """As localhost in a container without IPv6. Control: what else goes wrong keeps its name."""
    asked = OutgoingRequest("GET", "http://localhost:9/")
    missing = OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
    assert isinstance(named(missing, asked), ConnectionRefused)
    assert not isinstance(named(OSError(errno.ENETUNREACH, "unreachable"), asked), ConnectionRefused)


@pytest.mark.parametrize("has_name", [True, False])
def test_two_without_a_common_protocol_fail_in_the_handshake(has_name: bool):
    """Also where Python has no name for what OpenSSL says. Control: a connection that ends in it is broken."""
    asked = OutgoingRequest("GET", "https://localhost:9/")
    none_in_common = ssl.SSLError(1, "[SSL] legacy sigalg disallowed or unsupported (_ssl.c:992)")
    none_in_common.reason = "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED" if has_name else None  # type: ignore[assignment]
    ended = ssl.SSLError(1, "[SSL] unexpected eof while reading")
    ended.reason = "UNEXPECTED_EOF_WHILE_READING" if has_name else None  # type: ignore[assignment]
    assert isinstance(named(none_in_common, asked), HandshakeFailed)
    assert str(named(none_in_common, asked)).endswith("legacy sigalg disallowed or unsupported")
    assert isinstance(named(ended, asked), ConnectionBroken)


def test_a_name_nobody_knows_is_an_unknown_host():
    with pytest.raises(UnknownHost):
        send("http://no-such-host.invalid/")


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://h:99999/", "nonsense"])
def test_a_url_that_is_none_is_no_answer_to_anything(url: str):
    with pytest.raises(RemoteError):
        send(url)


def test_a_peer_that_says_nothing_is_given_up():
    ended = threading.Event()
    with peer(lambda _: ended.wait(10) and None) as url:
        with pytest.raises(TimedOut) as given_up:
            send(url, timeout=0.2)
        ended.set()
    assert not isinstance(given_up.value, NeverConnected)


def test_a_peer_with_whom_no_connection_comes_about_is_told_from_one_that_says_nothing():
    """The queue of those who wait to be let in is full, so further knocking is not answered."""
    with socket.socket() as listening, ExitStack() as waiting:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(2):
            knocking = waiting.enter_context(socket.socket())
            knocking.setblocking(False)
            knocking.connect_ex(listening.getsockname())
        with pytest.raises(NeverConnected, match="no connection within"):
            send(f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=0.3)


def test_a_peer_that_never_ends_is_given_up():
    """Each part arrives in time; the whole never does."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.05)

    with peer(drip) as url, pytest.raises(TimedOut):
        send(url, timeout=0.3)


def test_an_answer_that_is_too_long_is_not_read_to_its_end():
    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10_000_000)

    with peer(pour) as url, pytest.raises(AnswerTooLong):
        send(url, most_bytes=100_000)


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", b"\x00\x01 nonsense\r\n\r\n"]
)
def test_a_peer_that_dies_or_talks_nonsense_breaks_the_connection(said: bytes):
    with (
        peer(lambda connection: connection.sendall(said)) as url,
        pytest.raises((ConnectionBroken, UnexpectedAnswer)),
    ):
        send(url)


def test_a_redirect_is_an_answer_and_is_not_followed():
    def redirect(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.invalid/\r\nContent-Length: 0\r\n\r\n")

    with peer(redirect) as url:
        assert send(url).status == 302

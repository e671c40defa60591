"""How the beginning of an answer is read: just as the standard library does, whatever a peer says."""

import io
from http.client import HTTPException, HTTPResponse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applink_simulator.transport.http import Answer


class Peer:
    """A socket as far as reading is concerned."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(io.BytesIO(self._said))


def read(kind: type[HTTPResponse], said: bytes, method: str) -> object:
    """All that anybody asks of an answer, or how it is refused."""
    answer = kind(Peer(said), method=method)  # type: ignore[arg-type]
    try:
        answer.begin()
        begun = (answer.status, answer.reason, answer.version, answer.getheaders(), answer.headers["content-length"])
        return begun, answer.will_close, answer.chunked, answer.length, answer.read()
    except (HTTPException, ValueError) as refused:
        return type(refused), str(refused)
    finally:
        answer.close()


PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-A:  b \r\nContent-Length: 5\r\n\r\nhello and more"


def test_a_plain_answer_is_read_without_the_standard_library(monkeypatch: pytest.MonkeyPatch):
    """Control: one that is not plain is left to it."""
    expected = read(HTTPResponse, PLAIN, "GET")

    def parse(_file: object) -> None:
        raise HTTPException("asked")

    monkeypatch.setattr("http.client.parse_headers", parse)
    assert read(Answer, PLAIN, "GET") == expected
    for other in (PLAIN.replace(b"1.1", b"1.0"), PLAIN.replace(b"\r\n", b"\n"), PLAIN.replace(b"X-A", b"Connection")):
        assert read(Answer, other, "GET") == (HTTPException, "asked")


LINES = st.sampled_from(
    [
        b"X-A: b",
        b"x-a:b  ",
        b"X-A:\tb",
        b"X-A: b\xe9",
        b"X-A: b\x00c",
        b"X-A: b\rX-B: c",
        b" continued",
        b"\tcontinued",
        b"no colon",
        b": no name",
        b"blank before : colon",
        b"From somebody",
        b"Content-Length: 5",
        b"content-length: 2",
        b"Content-Length: 5, 5",
        b"Content-Length: +5",
        b"Content-Length: -5",
        b"Content-Length: 5 ",
        b"Content-Length: " + b"9" * 5000,
        b"Content-Length:",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: gzip",
        b"Connection: close",
        b"Connection: keep-alive",
        b"Set-Cookie: a=b; Path=/",
        b"X-Long: " + b"x" * 9000,
        b"X-Longer: " + b"x" * 70000,
        *(b"X-Many: 1\r\n" * count + b"X-Last: 1" for count in (45, 49, 50, 97, 98, 99, 120)),
    ]
)
STATUS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 401 Not at all",
        b"HTTP/1.1 200 ",
        b"HTTP/1.1 200",
        b"HTTP/1.1 200  OK ",
        b"HTTP/1.1 204 No Content",
        b"HTTP/1.1 304 Not Modified",
        b"HTTP/1.1 100 Continue",
        b"HTTP/1.1 999 Much",
        b"HTTP/1.1 2000 OK",
        b"HTTP/1.1 200 \xe9",
        b"HTTP/1.0 200 OK",
        b"HTTP/2 200 OK",
        b"http/1.1 200 OK",
        b"nonsense",
        b"",
    ]
)
ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n"])


@settings(max_examples=400, deadline=None)
@given(
    status=STATUS,
    lines=st.lists(LINES, max_size=5),
    end=ENDS,
    last=st.sampled_from([b"\r\n", b"\n", b""]),
    body=st.sampled_from([b"hello", b"", b"2\r\nab\r\n0\r\n\r\n", b"hello and more"]),
    method=st.sampled_from(["GET", "HEAD", "POST"]),
)
def test_every_answer_is_read_as_the_standard_library_reads_it(
    status: bytes, lines: list[bytes], end: bytes, last: bytes, body: bytes, method: str
):
    said = b"".join(line + end for line in (status, *lines)) + last + body
    assert read(Answer, said, method) == read(HTTPResponse, said, method)

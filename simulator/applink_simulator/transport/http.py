"""Real HTTP over real sockets, with connections kept open; the one way out to the network."""

import errno
import time

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from applink_simulator.domain.errors import (
    AnswerTooLong,
    CertificateUntrusted,
    ConnectionBroken,
    ConnectionRefused,
    RemoteError,
    RemoteUnreachable,
    TimedOut,
    UnexpectedAnswer,
    UnknownHost,
)
from applink_simulator.domain.messages import OutgoingRequest, Reply

_CHUNK = 64 * 1024


class HttpTransport:
    """Pooled connections; never follows a redirect and never asks twice.

    A signed request must not be repeated: its nonce would be refused the second time.
    """

    def __init__(self, connections: int = 16) -> None:
        self._pool = urllib3.PoolManager(num_pools=64, maxsize=connections, retries=False)

    def send(self, request: OutgoingRequest) -> Reply:
        began = time.monotonic()
        if not request.url.startswith(("http://", "https://")):
            raise UnexpectedAnswer(url=request.url, reason="this is no http or https URL")
        try:
            answer = self._pool.request(
                request.method,
                request.url,
                body=request.body or None,
                headers=urllib3.HTTPHeaderDict(request.headers),
                timeout=urllib3.Timeout(connect=request.timeout, read=request.timeout),
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            body = self._read(answer, request, began)
        except (HTTPError, OSError, UnicodeError) as problem:
            raise _named(problem, request) from problem
        return Reply(answer.status, tuple(answer.headers.iteritems()), body)

    def _read(self, answer: urllib3.BaseHTTPResponse, request: OutgoingRequest, began: float) -> bytes:
        """The body within its bounds of size and time; a connection that overruns them is closed."""
        body = bytearray()
        while chunk := answer.read(_CHUNK):
            body += chunk
            late = time.monotonic() - began > 2 * request.timeout
            if late or len(body) > request.most_bytes:
                answer.close()
                if late:
                    raise TimedOut(url=request.url, seconds=2 * request.timeout)
                raise AnswerTooLong(url=request.url, most_bytes=request.most_bytes)
        answer.release_conn()
        return bytes(body)

    def close(self) -> None:
        self._pool.clear()


def _named(problem: Exception, request: OutgoingRequest) -> RemoteError:
    """Which of our errors it is; the caller decides by class, never by text."""
    url = request.url.partition("?")[0]
    match problem:
        case NameResolutionError():
            return UnknownHost(url=url)
        case NewConnectionError() if _errno(problem) == errno.ECONNREFUSED:
            return ConnectionRefused(url=url)
        case ConnectTimeoutError() | ReadTimeoutError():
            return TimedOut(url=url, seconds=request.timeout)
        case NewConnectionError():
            return RemoteUnreachable(url=url, reason=str(problem))
        case SSLError():
            return CertificateUntrusted(url=url, reason=str(problem))
        case LocationParseError() | LocationValueError() | UnicodeError():
            return UnexpectedAnswer(url=url, reason="this is no usable URL")
        case _:
            return ConnectionBroken(url=url, reason=str(problem))


def _errno(problem: BaseException) -> int | None:
    cause = problem.__cause__ or problem.__context__
    return cause.errno if isinstance(cause, OSError) else None

"""Which of our errors it is that a request has met; the caller decides by class, never by text."""

import errno
import re
import socket
import ssl

from applink_simulator.domain.errors import (
    CertificateForAnotherHost,
    CertificateTrouble,
    CertificateUntrusted,
    ConnectionBroken,
    ConnectionRefused,
    HandshakeFailed,
    NotEncrypted,
    RemoteError,
    RemoteUnreachable,
    TimedOut,
    UnexpectedAnswer,
    UnknownHost,
)
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.transport.answer import NoAnswer


def named(problem: Exception, request: OutgoingRequest) -> RemoteError:
    url = request.url.partition("?")[0]
    match problem:
        case socket.gaierror():
            return UnknownHost(url=url)
        # The latter where the last of a host's addresses is of a family that this machine lacks.
        case ConnectionRefusedError() | OSError(errno=errno.EADDRNOTAVAIL):
            return ConnectionRefused(url=url)
        case TimeoutError():
            return TimedOut(url=url, seconds=request.timeout)
        case ssl.SSLError():
            return _named_tls(problem, url)
        case ValueError():
            return UnexpectedAnswer(url=url, reason=f"the request cannot be sent: {problem}")
        case NoAnswer() | ConnectionError():
            return ConnectionBroken(url=url, reason=str(problem) or type(problem).__name__)
        case _:
            return RemoteUnreachable(url=url, reason=str(problem))


_OF_ANOTHER_HOST = frozenset({62, 64})
"""What OpenSSL calls X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""
_OF_THE_HANDSHAKE = ("HANDSHAKE", "PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "UNRECOGNIZED_NAME", "LEGACY_SIGALG")
_PLACE_IN_PYTHON = re.compile(r"^\[SSL[^\]]*\] | \(_ssl\.c:\d+\)$")
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE"})


def _named_tls(problem: ssl.SSLError, url: str) -> RemoteError:
    """By OpenSSL's codes; where it has none, whether it speaks of a certificate (applinks.md 4.3)."""
    reason = problem.reason or ""
    if isinstance(problem, ssl.SSLCertVerificationError):
        said = problem.verify_message or "it cannot be verified"
        if problem.verify_code in _OF_ANOTHER_HOST:
            return CertificateForAnotherHost(url=url, reason=said)
        return CertificateUntrusted(url=url, reason=said)
    said = reason.replace("_", " ").lower() or _PLACE_IN_PYTHON.sub("", str(problem))
    if reason in _NO_TLS:
        return NotEncrypted(url=url)
    if "certificate" in str(problem).lower() or "CERTIFICATE" in reason:
        return CertificateTrouble(url=url, reason=said)
    # A Python may lack the names of what its OpenSSL says, and has its words alone.
    if any(words in (reason or str(problem).upper().replace(" ", "_")) for words in _OF_THE_HANDSHAKE):
        return HandshakeFailed(url=url, reason=said)
    return ConnectionBroken(url=url, reason=said)

"""Verifying one request: the raw primitive, this package, Authlib and oauthlib, each with its key parsed once.

The libraries verify the signature alone, so we are measured doing just that; and, apart, all that a product does.
Authlib has a second turn as it is: it takes the key as PEM text and parses that at every verification.
"""

import itertools
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

from authlib.oauth1.rfc5849.signature import verify_rsa_sha1 as authlib_verifies  # type: ignore[import-untyped]
from authlib.oauth1.rfc5849.wrapper import OAuth1Request  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from oauthlib.oauth1.rfc5849.signature import collect_parameters  # type: ignore[import-untyped]
from oauthlib.oauth1.rfc5849.signature import verify_rsa_sha1 as oauthlib_verifies

from applink_benchmarks import authlib_keys
from applink_benchmarks.machine import cores
from applink_benchmarks.problems import NoMeasurement
from applink_benchmarks.rates import CONSUMER_KEY, URL, Job, in_turn
from applink_benchmarks.signing import rsa_key
from applink_simulator.authentication import signed_caller
from applink_simulator.authentication.keys import read_private_key, read_public_key
from applink_simulator.authentication.oauth1.message import SIGNATURE, Message
from applink_simulator.authentication.oauth1.signature import verifies_rsa
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.authentication.scheme import Serving
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.links import Consumer
from applink_simulator.domain.messages import IncomingRequest, OutgoingRequest
from applink_simulator.domain.profiles import Guesses, Profile
from applink_simulator.domain.users import User
from applink_simulator.storage.memory import MemoryDirectory, MemoryNonces, MemoryState

DISTINCT = 5_000
"""Different requests that take turns; more than any cache of decoded or encoded text holds."""


def verifying(private_pem: str, distinct: int = DISTINCT) -> dict[str, Job]:
    """By who verifies; each was seen to accept a request and to refuse one that was changed."""
    signer = Signer(CONSUMER_KEY, read_private_key(private_pem), Clock())
    with ThreadPoolExecutor(cores()) as signers:
        incoming = [_arrived(each) for each in signers.map(signer.sign, [OutgoingRequest("GET", URL)] * distinct)]
    forged = [_forged(each) for each in incoming[:1]]
    makers = {"ours": ours, "authlib": authlib, "authlib as is": authlib_as_is, "oauthlib": oauthlib}
    for name, maker in makers.items():
        if not maker(private_pem, incoming[:1])() or maker(private_pem, forged)():
            raise NoMeasurement(what=f"Verifying, {name}", reason="it does not tell good from forged")
    jobs = {name: maker(private_pem, incoming) for name, maker in makers.items()}
    return {"raw": raw(private_pem), **jobs, "caller": caller(private_pem, incoming)}


def raw(private_pem: str) -> Job:
    key, padding, sha1 = rsa_key(private_pem), PKCS1v15(), SHA1()  # noqa: S303 - what the protocol signs with
    text = b"GET&" + b"x" * 400
    signature, public = key.sign(text, padding, sha1), key.public_key()
    return lambda: public.verify(signature, text, padding, sha1)


def ours(private_pem: str, incoming: list[IncomingRequest]) -> Job:
    public_key = read_private_key(private_pem).public.text
    requests = in_turn(incoming)

    def verify() -> bool:
        message = Message.of(next(requests))
        if message is None:
            return False
        return verifies_rsa(message.get(SIGNATURE) or "", message.base_string, read_public_key(public_key))

    return verify


def authlib(private_pem: str, incoming: list[IncomingRequest]) -> Job:
    return _authlib(authlib_keys.remembered_public(rsa_key(private_pem).public_key()), incoming)


def authlib_as_is(private_pem: str, incoming: list[IncomingRequest]) -> Job:
    public_key = rsa_key(private_pem).public_key()
    return _authlib(public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(), incoming)


def _authlib(public_key: str, incoming: list[IncomingRequest]) -> Job:
    client = SimpleNamespace(get_rsa_public_key=lambda: public_key)
    requests = in_turn((f"{each.url}?{each.query}", dict(each.headers)) for each in incoming)

    def verify() -> bool:
        url, headers = next(requests)
        request = OAuth1Request("GET", url, None, headers)
        request.client = client
        return bool(authlib_verifies(request))

    return verify


def oauthlib(private_pem: str, incoming: list[IncomingRequest]) -> Job:
    key = rsa_key(private_pem).public_key()
    requests = in_turn((f"{each.url}?{each.query}", each.query, dict(each.headers)) for each in incoming)

    def verify() -> bool:
        url, query, headers = next(requests)
        found = collect_parameters(query, headers=headers, exclude_oauth_signature=False)
        parameters = [pair for pair in found if pair[0] != SIGNATURE]
        signature = next(value for name, value in found if name == SIGNATURE)
        request = SimpleNamespace(params=parameters, uri=url, http_method="GET", signature=signature)
        return bool(oauthlib_verifies(request, key))

    return verify


def caller(private_pem: str, incoming: list[IncomingRequest]) -> Job:
    """All that a product checks and looks up to know who is calling."""
    state = MemoryState(MemoryDirectory("people", [User("alice", "Alice")]), nonces=_NeverUsed())
    public_key = read_private_key(private_pem).public.text
    state.consumers.put(Consumer(CONSUMER_KEY, "Benchmark", public_key, impersonation_allowed=True))
    clock = Clock()
    # The requests were signed just now, and shall not grow old while they are measured.
    clock.freeze()
    serving = Serving(state, Profile.VENDOR, Guesses(), clock)
    requests = in_turn(incoming)
    return lambda: signed_caller(next(requests), serving)


class _NeverUsed(MemoryNonces):
    """Does the work of the real one, but lets the same requests come round again."""

    def __init__(self) -> None:
        super().__init__()
        self._rounds = itertools.count()

    def claim(self, nonce: tuple[str, ...], now: float, until: float) -> bool:
        return super().claim((*nonce, str(next(self._rounds))), now, until)


def _arrived(sent: OutgoingRequest) -> IncomingRequest:
    url, _, query = sent.url.partition("?")
    return IncomingRequest("GET", url, query, sent.headers)


def _forged(request: IncomingRequest) -> IncomingRequest:
    return IncomingRequest("GET", request.url, request.query.replace("alice", "mallory"), request.headers)

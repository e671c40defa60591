"""Signing and verifying one request: the raw primitive, this package, Authlib and oauthlib, keys always cached."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import authlib.oauth1.rfc5849.rsa as authlib_rsa
from authlib.oauth1.rfc5849.client_auth import ClientAuth
from authlib.oauth1.rfc5849.signature import verify_rsa_sha1
from authlib.oauth1.rfc5849.wrapper import OAuth1Request
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)
from oauthlib.common import Request
from oauthlib.oauth1 import Client
from oauthlib.oauth1.rfc5849 import signature as oauthlib_signature

from applink_benchmarks.problems import NoMeasurement
from applink_simulator.authentication import signed_caller
from applink_simulator.authentication.keys import read_private_key, read_public_key
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.oauth1.signature import verifies_rsa
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.authentication.scheme import Serving
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.links import Consumer
from applink_simulator.domain.messages import IncomingRequest, OutgoingRequest
from applink_simulator.domain.profiles import Guesses, Profile
from applink_simulator.domain.users import User
from applink_simulator.storage.memory import MemoryDirectory, MemoryState

CONSUMER_KEY = "confluence:0123456789"
URL = "http://jira.example.test:8080/jira/rest/api/2/issue/DEMO-1?fields=summary%2Cstatus&xoauth_requestor_id=alice"

Job = Callable[[], object]


def jobs_of(private_pem: str, public_text: str) -> dict[str, Job]:
    """What is measured, by name; each was seen to work once."""
    key = load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise NoMeasurement(what="Signing", reason="this takes an RSA key")
    public_pem = pem_of(public_text)
    signing = _signing(key, private_pem, public_pem)
    verifying = _verifying(key, private_pem, public_pem)
    for name, job in (signing | verifying).items():
        if not job():
            raise NoMeasurement(what=name, reason="the signature does not hold")
    return signing | verifying


def rate(job: Job, seconds: float, batch: int = 20) -> float:
    """How often per second the job is done within that time."""
    done = 0
    began = time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        for _ in range(batch):
            job()
        done += batch
    return done / (now - began)


def _signing(key: rsa.RSAPrivateKey, private_pem: str, public_pem: str) -> dict[str, Job]:
    request = OutgoingRequest("GET", URL)
    signer = Signer(CONSUMER_KEY, read_private_key(private_pem), Clock())
    text = signer.sign(request).signed_text.encode()
    padding, sha1 = PKCS1v15(), SHA1()  # noqa: S303

    _cache_authlib_keys(private_pem, public_pem)
    theirs = ClientAuth(CONSUMER_KEY, rsa_key=private_pem, signature_method="RSA-SHA1", token="", realm="")
    others = Client(CONSUMER_KEY, rsa_key=key, signature_method="RSA-SHA1", realm="")
    return {
        "sign raw": lambda: key.sign(text, padding, sha1),
        "sign ours": lambda: signer.sign(request),
        "sign authlib": lambda: theirs.prepare("GET", URL, {}, ""),
        "sign oauthlib": lambda: others.sign(URL),
    }


def _verifying(key: rsa.RSAPrivateKey, private_pem: str, public_pem: str) -> dict[str, Job]:
    """The signature alone, as the libraries do it; and everything that a product checks, with fresh nonces."""
    signer = Signer(CONSUMER_KEY, read_private_key(private_pem), Clock())
    signed = signer.sign(OutgoingRequest("GET", URL))
    authorization = dict(signed.headers)["Authorization"]
    parts = urlsplit(URL)
    incoming = IncomingRequest("GET", URL.partition("?")[0], parts.query, signed.headers)
    text = signed.signed_text.encode()
    raw = key.sign(text, PKCS1v15(), SHA1())  # noqa: S303
    public_raw, padding, sha1 = key.public_key(), PKCS1v15(), SHA1()  # noqa: S303

    def raw_job() -> bool:
        public_raw.verify(raw, text, padding, sha1)
        return True

    def ours() -> bool:
        message = Message.of(incoming)
        return message is not None and verifies_rsa(
            message.get("oauth_signature") or "", message.base_string, read_public_key(public_pem)
        )

    class AuthlibClient:
        def get_rsa_public_key(self) -> str:
            return public_pem

    def theirs() -> bool:
        request = OAuth1Request("GET", URL, None, {"Authorization": authorization})
        request.client = AuthlibClient()
        return bool(verify_rsa_sha1(request))

    public_key = load_pem_public_key(public_pem.encode())

    def others() -> bool:
        request = Request(URL, "GET", "", {"Authorization": authorization})
        collected = oauthlib_signature.collect_parameters(uri_query=parts.query, headers=request.headers)
        request.params = oauthlib_signature.normalize_parameters and collected
        request.signature = dict(
            oauthlib_signature.collect_parameters(headers=request.headers, exclude_oauth_signature=False)
        )["oauth_signature"]
        return bool(oauthlib_signature.verify_rsa_sha1(request, public_key))

    return {
        "verify raw": raw_job,
        "verify ours": ours,
        "verify authlib": theirs,
        "verify oauthlib": others,
        "everything ours": _everything(incoming, public_pem),
    }


def _everything(incoming: IncomingRequest, public_pem: str) -> Job:
    """All that authentication checks and looks up for a signed request, but for the nonce's newness."""
    clock = Clock()
    state = MemoryState(MemoryDirectory("people", [User("alice")]))
    state.consumers.put(Consumer(CONSUMER_KEY, public_key=public_pem, impersonation_allowed=True))
    return lambda: signed_caller(incoming, Serving(state, Profile.VENDOR, Guesses(), clock))


def _cache_authlib_keys(private_pem: str, public_pem: str) -> None:
    """Its client parses the PEM at every signature: 35 ms that nobody who measures it would leave in."""
    pair = {private_pem.encode(): load_pem_private_key(private_pem.encode(), password=None)}
    public = {public_pem.encode(): load_pem_public_key(public_pem.encode())}
    authlib_rsa.load_pem_private_key = lambda pem, **_: pair[pem]
    authlib_rsa.load_pem_public_key = lambda pem, **_: public[pem]

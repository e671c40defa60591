"""Signing one request: the raw primitive, this package, Authlib and oauthlib, each with its key parsed once.

Authlib has a second turn as it is: it takes the key as PEM text and parses that at every signature.
"""

from authlib.oauth1.rfc5849.client_auth import ClientAuth  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from oauthlib.oauth1 import SIGNATURE_RSA, Client  # type: ignore[import-untyped]

from applink_benchmarks import authlib_keys
from applink_benchmarks.problems import NoMeasurement
from applink_benchmarks.rates import CONSUMER_KEY, URL, Job
from applink_simulator.authentication.keys import read_private_key
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import OutgoingRequest


def signing(private_pem: str) -> dict[str, Job]:
    """By who signs."""
    return {
        "raw": raw(private_pem),
        "ours": ours(private_pem),
        "authlib": authlib(authlib_keys.remembered_private(rsa_key(private_pem))),
        "authlib as is": authlib(private_pem),
        "oauthlib": oauthlib(private_pem),
    }


def raw(private_pem: str) -> Job:
    """RSA and SHA-1 over a text of the usual length, nothing else."""
    key, padding, sha1 = rsa_key(private_pem), PKCS1v15(), SHA1()  # noqa: S303 - what the protocol signs with
    text = _signer(private_pem).sign(OutgoingRequest("GET", URL)).signed_text.encode()
    return lambda: key.sign(text, padding, sha1)


def ours(private_pem: str) -> Job:
    signer, request = _signer(private_pem), OutgoingRequest("GET", URL)
    return lambda: signer.sign(request)


def authlib(private_pem: str) -> Job:
    client = ClientAuth(CONSUMER_KEY, rsa_key=private_pem, signature_method="RSA-SHA1", realm="")
    return lambda: client.prepare("GET", URL, {}, "")


def oauthlib(private_pem: str) -> Job:
    client = Client(CONSUMER_KEY, rsa_key=rsa_key(private_pem), signature_method=SIGNATURE_RSA, realm="")
    return lambda: client.sign(URL)


def rsa_key(private_pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise NoMeasurement(what="Signing", reason="the key is not an RSA key")
    return key


def _signer(private_pem: str) -> Signer:
    return Signer(CONSUMER_KEY, read_private_key(private_pem), Clock())

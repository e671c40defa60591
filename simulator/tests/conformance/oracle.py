"""Signatures by others than us: oauthlib's reading of RFC 5849, and where that refuses, the RFC read once more.

Nothing of the package under test is imported here: a mistake shared by both ends would prove itself right.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from urllib.parse import unquote_to_bytes, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from oauthlib.common import extract_params, urldecode
from oauthlib.oauth1.rfc5849 import signature

from .wire import Call

Text = Callable[[Call], str]
"""Makes the signature base string of a call."""


def by_oauthlib(call: Call) -> str:
    # Not ``collect_parameters``: it decodes protocol parameters of a query or a body twice.
    pairs = list(call.protocol)
    if call.query:
        pairs += urldecode(call.query)
    if call.form:
        pairs += extract_params(call.form)
    signed = [(name, value) for name, value in pairs if name != "oauth_signature"]
    normalised = signature.normalize_parameters(signed)
    return str(signature.signature_base_string(call.method, signature.base_string_uri(call.url), normalised))


def by_the_rfc(call: Call) -> str:
    """Octets all the way, so that it can sign what is no UTF-8 (RFC 5849 3.4.1)."""
    pairs = [(name.encode(), value.encode()) for name, value in call.protocol if name != "oauth_signature"]
    for text in (call.query, call.form):
        for part in filter(None, text.split("&")):
            name, _, value = part.partition("=")
            pairs.append((_octets(name), _octets(value)))
    normalised = b"&".join(b"=".join(pair) for pair in sorted((_escaped(n), _escaped(v)) for n, v in pairs))
    parts = urlsplit(call.url)
    host = parts.netloc.lower()
    if parts.scheme == "http":
        host = host.removesuffix(":80")
    uri = f"{parts.scheme.lower()}://{host}{parts.path or '/'}".encode()
    return b"&".join(_escaped(each) for each in (call.method.upper().encode(), uri, normalised)).decode()


def _octets(text: str) -> bytes:
    return unquote_to_bytes(text.replace("+", " ").encode())


_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _escaped(octets: bytes) -> bytes:
    return b"".join(bytes([each]) if each in _UNRESERVED else b"%%%02X" % each for each in octets)


@dataclass(frozen=True)
class Consumer:
    """An application of the tests' own, which signs as it likes."""

    key: str
    private: rsa.RSAPrivateKey = field(repr=False)

    @property
    def public_key(self) -> str:
        """As consumer-info carries it."""
        return public_text(self.private.public_key())

    def protocol(self, **changes: str | None) -> tuple[tuple[str, str], ...]:
        """What a two-legged request carries; None leaves a parameter out."""
        usual: dict[str, str | None] = {
            "oauth_consumer_key": self.key,
            "oauth_token": "",
            "oauth_signature_method": "RSA-SHA1",
            "oauth_timestamp": str(int(time.time())),
            "oauth_nonce": secrets.token_hex(8),
            "oauth_version": "1.0",
        }
        return tuple((name, value) for name, value in (usual | changes).items() if value is not None)

    def sign(self, call: Call, text: Text = by_oauthlib, **changes: str | None) -> Call:
        """The call with all protocol parameters; its own are kept when it has some already."""
        call = replace(call, protocol=(*call.protocol, *self.protocol(**changes)))
        return self.sign_again(call, text)

    def sign_again(self, call: Call, text: Text = by_oauthlib) -> Call:
        """The call as it stands with a signature that fits it."""
        unsigned = call.with_protocol(oauth_signature=None)
        made = signature.sign_rsa_sha1_with_client(text(unsigned), SimpleNamespace(rsa_key=self.private))
        return replace(unsigned, protocol=(*unsigned.protocol, ("oauth_signature", made)))

    def sign_raw(self, text: str, algorithm: hashes.HashAlgorithm) -> str:
        """With any digest."""
        return base64.b64encode(self.private.sign(text.encode(), padding.PKCS1v15(), algorithm)).decode()


def hmac_sha1(text: str, key: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha1)).decode()


def public_text(key: rsa.RSAPublicKey) -> str:
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def header_parameters(authorization: str) -> list[tuple[str, str]]:
    """The decoded pairs of a header in which every value is quoted and holds no comma, without the realm."""
    pairs = []
    for part in authorization.removeprefix("OAuth ").split(","):
        name, _, value = part.strip().partition("=")
        pairs.append((name, unquote_to_bytes(value.strip('"')).decode()))
    return [pair for pair in pairs if pair[0] != "realm"]


def verifies(
    method: str, url: str, query: str, form: str, protocol: Iterable[tuple[str, str]], key: rsa.RSAPublicKey
) -> bool:
    """Whether oauthlib finds that the request was signed by the other half of the key."""
    protocol = list(protocol)
    own = [*urldecode(query), *(extract_params(form) or [])] if query or form else []
    request = SimpleNamespace(
        http_method=method,
        uri=url,
        params=[pair for pair in (*protocol, *own) if pair[0] != "oauth_signature"],
        signature=dict(protocol)["oauth_signature"],
    )
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return bool(signature.verify_rsa_sha1(request, pem.decode()))

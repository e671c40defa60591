"""The signature base string and the two ways to sign it (RFC 5849 3.4)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from applink_simulator.authentication.keys import KeyPair, PublicKey
from applink_simulator.authentication.oauth1.parameters import encode, encode_twice
from applink_simulator.domain.errors import Unreadable

RSA_SHA1 = "RSA-SHA1"
HMAC_SHA1 = "HMAC-SHA1"
SIGNATURE = "oauth_signature"

_DEFAULT_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=4096)
def _base_uri(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreadable(f"This is no URL: {url!r}.") from None
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _DEFAULT_PORTS.get(scheme):
        host = f"{host}:{port}"
    return f"{scheme}://{host}{parts.path or '/'}", parts.query


def base_uri(url: str) -> str:
    """Scheme and host in lower case, a default port dropped, no query (RFC 5849 3.4.1.2)."""
    return _base_uri(url)[0]


@lru_cache(maxsize=4096)
def _encoded_base_uri(url: str) -> str:
    return encode(base_uri(url))


def base_string(method: str, url: str, parameters: Iterable[tuple[str, str]]) -> str:
    """What is signed: method, base URI and all parameters but the signature (RFC 5849 3.4.1.1).

    ``parameters`` are decoded; ``url`` may carry a query, which is ignored: pass it among the parameters.
    """
    # Encoded twice they have the order that they have encoded once, which is the one that counts. A nonce or a
    # timestamp is what it is, and would only push what comes again out of memory.
    encoded = sorted(
        [
            (encode_twice(name), value if value.isalnum() and value.isascii() else encode_twice(value))
            for name, value in parameters
            if name != SIGNATURE
        ]
    )
    return f"{method.upper()}&{_encoded_base_uri(url)}&{'%26'.join(map('%3D'.join, encoded))}"


def sign_rsa(text: str, key: KeyPair) -> str:
    """RSA-SHA1 in Base64; the token secret plays no part in it (RFC 5849 3.4.3)."""
    return base64.b64encode(key.sign(text.encode())).decode()


def sign_rsa_with(algorithm: str, text: str, key: KeyPair) -> str:
    """Likewise with another hash, as libraries do and no product accepts."""
    return base64.b64encode(key.sign_with(algorithm, text.encode())).decode()


def verifies_rsa(signature: str, text: str, key: PublicKey) -> bool:
    """False also for what is no Base64 or has not the key's length."""
    try:
        raw = binascii.a2b_base64(signature, strict_mode=True)
    except (binascii.Error, ValueError):
        return False
    return key.verifies(raw, text.encode())


def sign_hmac(text: str, consumer_secret: str, token_secret: str = "") -> str:
    """HMAC-SHA1 in Base64, for links to products outside the vendor's (auth.md 1.3)."""
    key = f"{encode(consumer_secret)}&{encode(token_secret)}"
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha1)).decode()


def body_hash(body: bytes) -> str:
    """``oauth_body_hash``: SHA-1 of the body in Base64 (draft-eaton-oauth-bodyhash-00)."""
    return base64.b64encode(hashlib.sha1(body).digest()).decode()

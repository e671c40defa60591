"""RSA keys: the one place that parses them, each once in the life of a process.

Loading a private PEM validates it and costs a hundred times the signature made with it (performance.md 0).
"""

import base64
import binascii
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from applink_simulator.domain.errors import Unreadable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import rsa

SMALLEST_KEY = 1024
"""Bits; smaller ones are refused at registration (O1P-053)."""
LARGEST_KEY = 16384
DEFAULT_KEY = 2048


@cache
def _rsa_sha1() -> tuple[Any, Any]:
    """Imported with the first key: a product that has signed nothing yet does without OpenSSL's ten megabytes."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    # RSA-SHA1 is the only method links know (auth.md 1.3).
    return padding.PKCS1v15(), hashes.SHA1()  # noqa: S303


@cache
def _wrong_signature() -> type[Exception]:
    """Likewise; to import it at each verification would take a twentieth of its time."""
    from cryptography.exceptions import InvalidSignature

    return InvalidSignature


class PublicKey:
    """What the serving end verifies with."""

    __slots__ = ("_bytes", "_key", "text")

    def __init__(self, key: "rsa.RSAPublicKey") -> None:
        from cryptography.hazmat.primitives import serialization

        self._key = key
        self._bytes = (key.key_size + 7) // 8
        der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.text = base64.b64encode(der).decode()
        """Base64 of the DER SubjectPublicKeyInfo on one line, as consumer-info carries it (auth.md 1.3)."""

    @property
    def bits(self) -> int:
        return self._key.key_size

    def verifies(self, signature: bytes, text: bytes) -> bool:
        """Whether this is an RSA-SHA1 signature of the text by the other half of this key."""
        if len(signature) != self._bytes:
            return False
        try:
            self._key.verify(signature, text, *_rsa_sha1())
        except _wrong_signature():
            return False
        return True


class KeyPair:
    """What a calling end signs with; never leaves the process but for its public half."""

    __slots__ = ("_private", "public")

    def __init__(self, private: "rsa.RSAPrivateKey") -> None:
        self._private = private
        self.public = PublicKey(private.public_key())

    @classmethod
    def generate(cls, bits: int = DEFAULT_KEY) -> "KeyPair":
        from cryptography.hazmat.primitives.asymmetric import rsa

        return cls(rsa.generate_private_key(public_exponent=65537, key_size=bits))

    def sign(self, text: bytes) -> bytes:
        """RSA-SHA1 (RFC 5849 3.4.3), raw bytes."""
        return self._private.sign(text, *_rsa_sha1())

    def sign_with(self, algorithm: str, text: bytes) -> bytes:
        """Likewise with another hash such as ``SHA256``, as libraries do and no product accepts."""
        from cryptography.hazmat.primitives import hashes

        padding, _ = _rsa_sha1()
        return self._private.sign(text, padding, getattr(hashes, algorithm)())

    def private_pem(self) -> str:
        """For handing to a client under test; PKCS#8."""
        from cryptography.hazmat.primitives import serialization

        return self._private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    def __repr__(self) -> str:
        return f"KeyPair({self.public.bits} bits)"


@lru_cache(maxsize=4096)
def read_private_key(pem: str) -> KeyPair:
    """From PEM text, PKCS#1 or PKCS#8, not encrypted; Unreadable when it is none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise Unreadable(f"This is no RSA private key in PEM form: {problem}.") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Unreadable("The private key is of another kind than RSA; links use RSA-SHA1.")
    return KeyPair(key)


@lru_cache(maxsize=4096)
def read_public_key(text: str) -> PublicKey:
    """From consumer-info's bare Base64, a PEM public key or a PEM certificate; Unreadable when it is none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    try:
        if "BEGIN CERTIFICATE" in text:
            # Seldom, and takes longer to import than everything else here.
            from cryptography import x509

            key = x509.load_pem_x509_certificate(text.strip().encode()).public_key()
        else:
            bare = re.sub(r"-----[^-]*-----|\s", "", text)
            key = serialization.load_der_public_key(base64.b64decode(bare, validate=True))  # type: ignore[assignment]
    except (ValueError, TypeError, UnsupportedAlgorithm, binascii.Error):
        raise Unreadable("This is no public key: expected Base64 of a DER SubjectPublicKeyInfo, or PEM.") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise Unreadable("The public key is of another kind than RSA; links use RSA-SHA1.")
    if not SMALLEST_KEY <= key.key_size <= LARGEST_KEY:
        raise Unreadable(
            f"The public key has {key.key_size} bits; at least {SMALLEST_KEY} and at most {LARGEST_KEY} are taken."
        )
    return PublicKey(key)

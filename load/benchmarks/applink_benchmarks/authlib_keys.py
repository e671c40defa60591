"""Names for keys that are parsed, for Authlib, which takes keys as PEM text only and parses that each time.

What Authlib does with a text that is no such name stays as it is.
"""

from collections.abc import Callable
from typing import Any

import authlib.oauth1.rfc5849.rsa as authlib_rsa  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

_known: dict[bytes, Any] = {}


def remembered_private(key: RSAPrivateKey) -> str:
    return _remembered(key, "private")


def remembered_public(key: RSAPublicKey) -> str:
    return _remembered(key, "public")


def _remembered(key: object, sort: str) -> str:
    name = f"{sort} key {len(_known)}"
    _known[name.encode()] = key
    return name


def _asking_first(load: Callable[..., Any]) -> Callable[..., Any]:
    def loaded(data: bytes, *arguments: Any, **named: Any) -> Any:
        return _known.get(data) or load(data, *arguments, **named)

    return loaded


authlib_rsa.load_pem_private_key = _asking_first(authlib_rsa.load_pem_private_key)
authlib_rsa.load_pem_public_key = _asking_first(authlib_rsa.load_pem_public_key)

"""Percent-encoding and parameter lists, exactly as the signature needs them (RFC 5849 3.4.1.3, 3.6)."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_plus, unquote_to_bytes

Pairs = list[tuple[str, str]]

REPLACEMENT = "\ufffd"
"""What octets that are no UTF-8 are read as."""

_unreserved = re.compile(r"[A-Za-z0-9\-._~]*").fullmatch
_pair = re.compile(r'\s*([^\s"=]+)\s*=\s*"([^"]*)"\s*', re.ASCII).fullmatch
_before_a_value = re.compile(r"\s*,\s*([^\s=,]+)\s*=\s*", re.ASCII).fullmatch
_REALM = "realm"


def encode(text: str) -> str:
    """Percent-encode all but the unreserved characters, as UTF-8 and in upper case (RFC 5849 3.6)."""
    if _unreserved(text):
        return text
    # What is short comes again: consumer keys, field names, addresses. A body or a signature does not.
    return _encoded(text) if len(text) <= SHORT else quote(text, safe="~")


SHORT = 120
"""Characters up to which an encoding is remembered."""

_encoded = lru_cache(maxsize=4096)(lambda text: quote(text, safe="~"))


def encode_twice(text: str) -> str:
    """``encode`` for what is to be encoded once more as a part of a longer text."""
    return _encoded_twice(text) if len(text) <= SHORT else encode(text).replace("%", "%25")


_encoded_twice = lru_cache(maxsize=4096)(lambda text: encode(text).replace("%", "%25"))


def encode_base64(text: str) -> str:
    """``encode`` for Base64, which has three characters to encode."""
    return text.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def decode(text: str) -> str:
    """Undo the percent-encoding of a header value, where ``+`` means itself; bad UTF-8 becomes U+FFFD."""
    if "%" not in text:
        return text
    if len(text) <= SHORT:
        return _decoded(text)
    # A signature has nothing else to decode; whatever has is none the worse for it.
    text = text.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")
    return unquote(text, errors="replace") if "%" in text else text


_decoded = lru_cache(maxsize=4096)(lambda text: unquote(text, errors="replace"))


def read_form(text: str) -> Pairs:
    """A query or form body as name-value pairs in order, duplicates kept (RFC 5849 3.4.1.3.1)."""
    pairs = []
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            pairs.append((_from_form(name), _from_form(value)))
    return pairs


def _from_form(text: str) -> str:
    if "%" not in text and "+" not in text and text.isascii():
        return text
    return _form_decoded(text) if len(text) <= SHORT else unquote_plus(text, errors="replace")


_form_decoded = lru_cache(maxsize=4096)(lambda text: unquote_plus(text, errors="replace"))


def is_utf8(text: str | bytes) -> bool:
    """Whether the octets, percent-encoded or as they are, can be read without replacing any."""
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return False
    return True


def write_form(pairs: Pairs) -> str:
    """The form-encoded text of the pairs, percent-encoded as the protocol wants it."""
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in pairs)


def is_oauth_header(authorization: str) -> bool:
    """Whether the header uses the ``OAuth`` scheme, whatever its case (RFC 5849 3.5.1)."""
    return authorization[:5].lower() == "oauth" and (len(authorization) == 5 or authorization[5].isspace())


def read_header(authorization: str) -> Pairs:
    """The pairs of an ``OAuth`` header without the realm; what is no pair is skipped (auth.md 1.2)."""
    text = authorization[5:]
    # Between the quotes names and values take turns: that is split once where each pair would be matched.
    texts = ("," + text).split('"')
    if len(text) > LONGEST_REGULAR or texts.pop():
        return _read_pair_by_pair(text)
    names = [*map(_name, texts[::2])]
    if None in names or text.count(",") + 1 != len(names):
        return _read_pair_by_pair(text)
    # A value whose quotes are not closed leaves a name over, which is no pair then.
    pairs = zip(names, texts[1::2], strict=False)
    return [(name, decode(value) if "%" in value else value) for name, value in pairs if name]


LONGEST_REGULAR = 4096
"""Characters; what stands between the values of a longer header is not remembered."""


@lru_cache(maxsize=256)
def _name(before: str) -> str | None:
    """The name in what stands before a value; empty for the realm, None where it is not a comma and a name."""
    match = _before_a_value(before)
    if match is None:
        return None
    return "" if match[1].lower() == _REALM else decode(match[1])


def _read_pair_by_pair(text: str) -> Pairs:
    pairs = []
    for part in text.split(","):
        if match := _pair(part):
            name, value = match.groups()
            if name.lower() != _REALM:
                pairs.append((decode(name), decode(value)))
    return pairs


def write_header(pairs: Pairs, scheme: str = "OAuth", realm: str = "") -> str:
    """``OAuth realm="…",name="value",…``, names and values percent-encoded."""
    return f"{scheme} " + ",".join(
        f'{name}="{value}"' for name, value in ((_REALM, encode(realm)), *((encode(n), encode(v)) for n, v in pairs))
    )

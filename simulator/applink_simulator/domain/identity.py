"""Application ids: name-based UUIDs that stay with an installation while its address changes."""

import hashlib
import re
import uuid
from urllib.parse import urlsplit, urlunsplit

_UUID = re.compile(r"[0-9a-fA-F]{1,8}(-[0-9a-fA-F]{1,4}){3}-[0-9a-fA-F]{1,12}")


def name_based_id(name: str) -> str:
    """MD5 of the name with version nibble 3 and no namespace, as Java's ``nameUUIDFromBytes`` (applinks.md 2.4)."""
    return str(uuid.UUID(bytes=hashlib.md5(name.encode()).digest(), version=3))


def url_based_id(url: str) -> str:
    """The id by which a remote without a manifest is known: from its normalised URL."""
    return name_based_id(normalised(url).rstrip("/"))


def normalised(url: str) -> str:
    """Dot segments resolved and non-ASCII escaped, as ``java.net.URI`` does; host and port are left alone."""
    parts = urlsplit(url)
    kept: list[str] = []
    for segment in parts.path.split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    path = re.sub(r"/{2,}", "/", "/".join(kept))
    path = "".join(char if char.isascii() else "".join(f"%{b:02X}" for b in char.encode()) for char in path)
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, parts.fragment))


def is_application_id(text: str) -> bool:
    """Whether Java's ``UUID.fromString`` would take it."""
    return _UUID.fullmatch(text) is not None


def without_trailing_slash(url: str) -> str:
    return url.rstrip("/")


def default_server_id(name: str) -> str:
    return f"applink-simulator:{name}"


def default_application_id(name: str) -> str:
    """Of the product of that name, unless it is a copy of another installation."""
    return name_based_id(default_server_id(name))

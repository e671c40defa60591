"""Addresses as people and other products give them: not to be trusted before they are looked at."""

import re
from urllib.parse import urlsplit

_NEVER_IN_A_URI = re.compile(r"""[\s<>"{}|\\^`\x00-\x1f\x7f]|%(?![0-9A-Fa-f]{2})""")


def is_web_address(url: str) -> bool:
    """Absolute, http or https, of one piece: nothing else is called or handed to a browser as a way to go."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    # Browsers read a backslash as a slash, and end up at another host than the one that was looked at.
    return usable and url.isprintable() and "\\" not in url and not any(map(str.isspace, url))


def is_uri(text: str) -> bool:
    """Whether ``java.net.URI`` would take it: relative ones and those of any scheme count, blanks do not."""
    try:
        urlsplit(text)
    except ValueError:
        return False
    return not _NEVER_IN_A_URI.search(text)


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

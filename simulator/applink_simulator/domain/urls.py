"""Addresses as people and other products give them: not to be trusted before they are looked at."""

from urllib.parse import urlsplit


def is_web_address(url: str) -> bool:
    """Absolute, http or https, of one piece: nothing else is called or handed to a browser as a way to go."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    # Browsers read a backslash as a slash, and end up at another host than the one that was looked at.
    return usable and url.isprintable() and "\\" not in url and not any(map(str.isspace, url))

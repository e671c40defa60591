"""Addresses as people and other products give them: not to be trusted before they are looked at."""

from urllib.parse import urlsplit


def is_web_address(url: str) -> bool:
    """Absolute, http or https, of one piece: nothing else is called or handed to a browser as a way to go."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return usable and url.isprintable() and not any(map(str.isspace, url))

"""Requests that another site could have made a browser send (applinks.md 3.0)."""

from urllib.parse import urlsplit

from flask import Request

from applink_simulator.domain.errors import XsrfCheckFailed

HEADER = "X-Atlassian-Token"
_PROMISES = frozenset({"no-check", "nocheck"})
_FORM_TYPES = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})


def promised(request: Request) -> bool:
    """The header that no other site can make a browser send unasked."""
    return request.headers.get(HEADER, "").lower() in _PROMISES


def check_rest(request: Request, base_url: str) -> None:
    """XsrfCheckFailed for a POST that a form could have sent, or a browser from elsewhere."""
    if request.method != "POST":
        return
    if request.mimetype in _FORM_TYPES and not promised(request):
        raise XsrfCheckFailed
    if request.headers.get("User-Agent", "").startswith("Mozilla") and not _same_origin(request, base_url):
        raise XsrfCheckFailed


def require_promise(request: Request) -> None:
    if not promised(request):
        raise XsrfCheckFailed


def _same_origin(request: Request, base_url: str) -> bool:
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if not source:
        return False
    ours, theirs = urlsplit(base_url), urlsplit(source)
    return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)

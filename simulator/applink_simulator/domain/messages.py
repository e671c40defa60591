"""Requests and replies as plain values: nothing here has touched a network."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

Headers = tuple[tuple[str, str], ...]

FORM = "application/x-www-form-urlencoded"


def header(headers: Headers, name: str) -> str | None:
    """The first header of that name, whatever its case; None when there is none."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def every_header(headers: Headers, name: str) -> list[str]:
    """All headers of that name: a product's refusal carries two ``WWW-Authenticate`` lines (auth.md 1.8)."""
    wanted = name.lower()
    return [value for key, value in headers if key.lower() == wanted]


@dataclass(frozen=True)
class OutgoingRequest:
    """A request that a product or a person is about to send; ``url`` is absolute."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    timeout: float = 10.0
    """Seconds to wait for the connection and, again, for each part of the answer (applinks.md 1)."""
    most_bytes: int = 16 * 1024 * 1024
    """A longer answer is refused rather than read to its end."""
    signed_text: str = ""
    """The base string of the signature, kept for whoever must explain a refusal; never sent."""

    def with_headers(self, *more: tuple[str, str]) -> "OutgoingRequest":
        return replace(self, headers=(*self.headers, *more))

    @property
    def form(self) -> str:
        """The body when it is a form, else nothing: only forms are signed (RFC 5849 3.4.1.3.1)."""
        content_type = header(self.headers, "Content-Type") or ""
        return self.body.decode("utf-8", "replace") if is_form(content_type) else ""


@dataclass(frozen=True)
class IncomingRequest:
    """A request as it arrived at a product's door."""

    method: str
    url: str
    """Scheme, host, port and path as the server rebuilt them, the path still escaped, without the query."""
    query: str = ""
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        return self._first_headers.get(name.lower())

    @cached_property
    def _first_headers(self) -> dict[str, str]:
        """A request's headers are asked for ten times while it is served."""
        return {name.lower(): value for name, value in reversed(self.headers)}

    @property
    def is_form(self) -> bool:
        return is_form(self.header("Content-Type") or "")

    @cached_property
    def form(self) -> str:
        """The body when it is a form, else nothing."""
        return self.body.decode("utf-8", "replace") if self.is_form else ""

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return header(self.headers, name)

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case; empty when none was sent."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body read as JSON; ValueError when it is none."""
        return json.loads(self.body)

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300


def is_form(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == FORM


def as_headers(pairs: Iterable[tuple[str, str]]) -> Headers:
    return tuple((str(name), str(value)) for name, value in pairs)

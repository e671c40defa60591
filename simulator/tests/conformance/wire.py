"""Requests exactly as a test wants them, over a real socket: nothing here repairs what is malformed."""

import http.client
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlsplit

Pairs = tuple[tuple[str, str], ...]
Place = Literal["header", "query", "body"]

FORM = "application/x-www-form-urlencoded"
PATIENCE = 20.0
"""Seconds."""

_problem_pair = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Call:
    """A request in parts; each part can be changed after signing, and nothing is signed again by itself."""

    method: str
    url: str
    """Scheme, ``Host`` and path as they are sent; without the query."""
    address: tuple[str, int]
    """Where it is really sent, whatever the URL says."""
    query: str = ""
    form: str = ""
    body: bytes = b""
    """For bodies that are no forms."""
    content_type: str = ""
    protocol: Pairs = ()
    """The ``oauth_`` parameters, decoded, in the order in which they are written."""
    place: Place = "header"
    scheme: str = "OAuth"
    realm: str | None = ""
    authorization: str | None = None
    """Instead of a header made from ``protocol``."""
    headers: Pairs = ()

    def with_protocol(self, **changes: str | None) -> "Call":
        """Other values for protocol parameters; None takes one away."""
        kept = [(name, changes.pop(name, value)) for name, value in self.protocol]
        kept += changes.items()
        return replace(self, protocol=tuple((name, value) for name, value in kept if value is not None))

    def get(self, name: str) -> str:
        return dict(self.protocol)[name]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Pairs
    body: bytes

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def caller(self) -> str:
        """Whom the product took the request for; ``anonymous`` is nobody."""
        return ", ".join(unquote(each) for each in self.every("X-AUSERNAME"))

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.text, keep_blank_values=True))

    @property
    def problem_parameters(self) -> dict[str, str]:
        """What the ``WWW-Authenticate`` lines say besides the realm."""
        found: dict[str, str] = {}
        for line in self.every("WWW-Authenticate"):
            if line.startswith("OAuth "):
                found |= {name: unquote(value) for name, value in _problem_pair.findall(line) if name != "realm"}
        return found

    @property
    def problem(self) -> str | None:
        return self.problem_parameters.get("oauth_problem")


def escaped(text: str) -> str:
    return quote(text, safe="-._~")


def written(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{escaped(name)}={escaped(value)}" for name, value in pairs)


def target_of(call: Call) -> str:
    """Path and query as they go into the request line."""
    query = call.query
    if call.place == "query":
        query = "&".join(part for part in (query, written(call.protocol)) if part)
    return urlsplit(call.url).path + (f"?{query}" if query else "")


def body_of(call: Call) -> tuple[bytes, str]:
    """The body with its content type."""
    form = call.form
    if call.place == "body":
        form = "&".join(part for part in (form, written(call.protocol)) if part)
    if form:
        return form.encode(), call.content_type or FORM
    return call.body, call.content_type


def headers_of(call: Call) -> list[tuple[str, str]]:
    headers = [("Host", urlsplit(call.url).netloc), ("X-Atlassian-Token", "no-check"), *call.headers]
    body, content_type = body_of(call)
    if body or call.method in {"POST", "PUT"}:
        headers.append(("Content-Length", str(len(body))))
    if content_type:
        headers.append(("Content-Type", content_type))
    authorization = call.authorization
    if authorization is None and call.place == "header" and call.protocol:
        pairs = ([] if call.realm is None else [("realm", call.realm)]) + list(call.protocol)
        authorization = f"{call.scheme} " + ", ".join(f'{escaped(n)}="{escaped(v)}"' for n, v in pairs)
    if authorization is not None:
        headers.append(("Authorization", authorization))
    return headers


def send(call: Call) -> Answer:
    connection = http.client.HTTPConnection(*call.address, timeout=PATIENCE)
    try:
        connection.putrequest(call.method, target_of(call), skip_host=True, skip_accept_encoding=True)
        for name, value in headers_of(call):
            connection.putheader(name, value.encode("latin-1"))
        connection.endheaders(body_of(call)[0])
        reply = connection.getresponse()
        return Answer(reply.status, tuple(reply.getheaders()), reply.read())
    finally:
        connection.close()


def send_bytes(address: tuple[str, int], data: bytes) -> Answer | None:
    """For what even ``http.client`` refuses to write; None when the peer hung up instead of hearing it out."""
    try:
        with socket.create_connection(address, timeout=PATIENCE) as connection:
            connection.sendall(data)
            reply = http.client.HTTPResponse(connection)
            reply.begin()
            return Answer(reply.status, tuple(reply.getheaders()), reply.read())
    except ConnectionError:
        return None

"""The control surface of one product, asked over HTTP: the same for products in this process and in containers."""

import base64
import json
from typing import Any
from urllib.parse import quote, urlencode

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.exchanges import Exchange, News
from applink_simulator.domain.messages import OutgoingRequest, as_headers
from applink_simulator.linking.product import Transport
from applink_simulator.web.control import PATH

PATIENCE = 30.0
"""Seconds."""


class ControlRefused(ApplinkError):
    message = "The control surface at {origin} answered {status} to {method} {path}: {said}"


class Control:
    """What a test may do to a product behind its users' backs; documents are plain JSON values.

    Raises ControlRefused with the product's words, and a RemoteError when nobody answers.
    """

    def __init__(self, transport: Transport, origin: str, token: str) -> None:
        self._transport = transport
        self.origin = origin
        """Scheme, host and port at which the product is reached from here; changes when it moves."""
        self._token = token

    @property
    def url(self) -> str:
        """Where the surface is found."""
        return self.origin + PATH

    def ask(self, method: str, path: str, body: Any = None, /, **query: str) -> Any:
        url = f"{self.url}{path}" + (f"?{urlencode(query)}" if query else "")
        headers: tuple[tuple[str, str], ...] = (("Authorization", f"Bearer {self._token}"),)
        content = b""
        if body is not None:
            headers, content = (*headers, ("Content-Type", "application/json")), json.dumps(body).encode()
        reply = self._transport.send(OutgoingRequest(method, url, headers, content, timeout=PATIENCE))
        if not reply.fine:
            raise ControlRefused(
                origin=self.origin, status=reply.status, method=method, path=path, said=reply.text[:500]
            )
        return json.loads(reply.body) if reply.body else None

    def product(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", "/product")
        return found

    def change(self, **changes: str) -> dict[str, Any]:
        """``title``, ``version``, ``base_url``, ``told_origin``, ``server_id``, ``trusted_authority``."""
        found: dict[str, Any] = self.ask("PATCH", "/product", changes)
        return found

    def rotate_key(self) -> dict[str, Any]:
        """Another key pair, of which nobody is told."""
        found: dict[str, Any] = self.ask("POST", "/product/key")
        return found

    def private_key(self) -> str:
        """PEM, for a copy of the installation."""
        return str(self.ask("GET", "/product/key")["private_key"])

    def put_private_key(self, pem: str) -> None:
        self.ask("PUT", "/product/key", {"private_key": pem})

    def hang_up(self) -> None:
        """It keeps no connection to anybody: whoever it calls next is looked up and connected to anew."""
        self.ask("DELETE", "/connections")

    def set_clock(self, ahead: float = 0.0, frozen_at: float | None = None) -> None:
        """Seconds; ``frozen_at`` since 1970."""
        self.ask("PUT", "/clock", {"ahead": ahead, "frozen_at": frozen_at})

    def users(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", "/users")["users"]
        return found

    def put_user(self, username: str, **changes: Any) -> dict[str, Any]:
        """Add or change: ``name``, ``display_name``, ``email``, ``password``, ``active``, ``groups``."""
        found: dict[str, Any] = self.ask("PUT", f"/users/{_escaped(username)}", changes)
        return found

    def remove_user(self, username: str) -> None:
        self.ask("DELETE", f"/users/{_escaped(username)}")

    def rights(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", "/rights")
        return found

    def put_rights(self, **changes: Any) -> None:
        """What is not named stays."""
        self.ask("PUT", "/rights", self.rights() | changes)

    def change_container(self, key: str, **changes: Any) -> None:
        """``name``, ``visible_to``, ``administrators`` of a project or a space."""
        self.ask("PATCH", f"/containers/{_escaped(key)}", changes)

    def items(self, container: str) -> list[dict[str, Any]]:
        """The issues of a project, or the pages of a space."""
        found: list[dict[str, Any]] = self.ask("GET", f"/containers/{_escaped(container)}/items")["items"]
        return found

    def add_item(self, container: str, title: str, **more: Any) -> dict[str, Any]:
        """An issue or a page; ``text``, ``visible_to``."""
        found: dict[str, Any] = self.ask("POST", "/items", {"container": container, "title": title} | more)
        return found

    def change_item(self, key: str, **changes: Any) -> None:
        self.ask("PATCH", f"/items/{_escaped(key)}", changes)

    def links(self) -> list[dict[str, Any]]:
        """The product's ends."""
        found: list[dict[str, Any]] = self.ask("GET", "/links")["links"]
        return found

    def rewrite_link(self, application_id: str, **changes: Any) -> None:
        self.ask("PATCH", f"/links/{_escaped(application_id)}", changes)

    def lose_link(self, application_id: str) -> None:
        self.ask("DELETE", f"/links/{_escaped(application_id)}")

    def consumers(self) -> list[dict[str, Any]]:
        """What the product trusts to sign."""
        found: list[dict[str, Any]] = self.ask("GET", "/consumers")["consumers"]
        return found

    def tokens(self) -> list[dict[str, Any]]:
        """What people granted here."""
        found: list[dict[str, Any]] = self.ask("GET", "/tokens")["tokens"]
        return found

    def held_tokens(self, application_id: str) -> list[dict[str, Any]]:
        """What people of this product were granted at that remote."""
        found: list[dict[str, Any]] = self.ask("GET", f"/links/{_escaped(application_id)}/tokens")["tokens"]
        return found

    def forget_tokens(self, username: str | None = None) -> None:
        self.ask("DELETE", "/tokens", **({} if username is None else {"username": username}))

    def put_fault(self, name: str) -> None:
        self.ask("PUT", f"/faults/{_escaped(name)}")

    def clear_faults(self) -> None:
        self.ask("DELETE", "/faults")

    def watch(self) -> None:
        """From now on the points are noted at which the product could be made to die."""
        self.ask("PUT", "/points")

    def points(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", "/points")["points"]
        return found

    def stop_watching(self) -> None:
        self.ask("DELETE", "/points")

    def die_at(self, number: int) -> None:
        """Kill its process when it comes to the point of that number, counted from now on."""
        self.ask("PUT", "/kill-point", {"number": number, "process": self.product()["process"]})

    def trouble_way(self, origin: str, how: str) -> None:
        """``unknown``, ``refused``, ``dropped`` or ``reset``: what becomes of its requests to that origin."""
        self.ask("PUT", "/ways", {"origin": origin, "how": how})

    def mend_ways(self) -> None:
        self.ask("DELETE", "/ways")

    def journal(self, after: int) -> News:
        """What was written down after that position."""
        found = self.ask("GET", "/journal", after=str(after))
        return News(
            [_exchange(each) for each in found["exchanges"]],
            [(signed, text) for signed, text in found["signed_texts"]],
            found["crashes"],
            found["position"],
        )

    def clear_journal(self) -> None:
        self.ask("DELETE", "/journal")

    def keep(self, snapshot: str) -> None:
        self.ask("PUT", f"/snapshots/{_escaped(snapshot)}")

    def restore(self, snapshot: str) -> None:
        self.ask("POST", f"/snapshots/{_escaped(snapshot)}/restore")

    def reset(self, snapshot: str) -> None:
        """As it was kept, with no fault, a clock that is right and an empty journal."""
        self.ask("POST", "/reset", {"snapshot": snapshot})


def _escaped(name: str) -> str:
    return quote(name, safe="")


def _exchange(document: dict[str, Any]) -> Exchange:
    return Exchange(
        **document
        | {
            "headers": as_headers(document["headers"]),
            "reply_headers": as_headers(document["reply_headers"]),
            "body": base64.b64decode(document["body"]),
            "reply_body": base64.b64decode(document["reply_body"]),
        }
    )

"""Who may use the control surface: whoever knows its token, and nobody before that is told anything."""

import hmac
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

from applink_simulator.linking.product import Product
from applink_simulator.web.control import PATH
from applink_simulator.web.control.controlled import Controlled, Entrance
from applink_simulator.web.control.orders import Crew

LONGEST_BODY = 4 * 1024 * 1024
"""Bytes; a longer request is refused with 413."""


class Gate:
    """A WSGI application; what lies behind it is imported and made when somebody with the token comes."""

    def __init__(
        self,
        product: Product,
        entrance: Entrance,
        token: str,
        *,
        hidden: bool = False,
        alone: bool = False,
        crew: Crew | None = None,
    ) -> None:
        self._controlled = Controlled(product, entrance, alone, crew)
        self._token = token.encode()
        self._hidden = hidden
        """Nobody was given the token: to whoever lacks it there is nothing here."""
        self._behind: Any = None
        self._lock = threading.Lock()

    def follow(self) -> None:
        """Of several processes of a product: carry out what was ordered at another."""
        self._controlled.follow()

    def concerns(self, environ: dict[str, Any]) -> bool:
        """False for what the product is to answer itself."""
        if not environ.get("PATH_INFO", "").startswith(PATH + "/"):
            return False
        return not self._hidden or self._is_known(environ)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if not self._is_known(environ):
            said = "The control surface wants its token, as 'Authorization: Bearer TOKEN'."
            return _refuse(start, "401 Unauthorized", said, ("WWW-Authenticate", "Bearer"))
        environ["SCRIPT_NAME"] = PATH
        environ["PATH_INFO"] = environ["PATH_INFO"][len(PATH) :]
        return self._surface()(environ, start)  # type: ignore[no-any-return]

    def _is_known(self, environ: dict[str, Any]) -> bool:
        kind, _, given = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        presented = given.strip().encode("latin-1", "replace")
        return kind.lower() == "bearer" and hmac.compare_digest(presented, self._token)

    def _surface(self) -> Any:
        with self._lock:
            if self._behind is None:
                from applink_simulator.web.control.surface import surface_of

                self._behind = surface_of(self._controlled)
        return self._behind


def _refuse(start: Callable[..., Any], status: str, message: str, *headers: tuple[str, str]) -> Iterable[bytes]:
    body = json.dumps({"message": message}).encode()
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers])
    return [body]

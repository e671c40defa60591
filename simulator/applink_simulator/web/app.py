"""One product as a WSGI application: the door, what every product answers, and what its kind answers."""

import importlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug.routing import MapAdapter, Rule

from applink_simulator.linking.product import Product
from applink_simulator.web import about, applinks, door, pages
from applink_simulator.web.control.gate import Gate
from applink_simulator.web.control.orders import Crew
from applink_simulator.web.visit import Visit


class NoSessions(SessionInterface):
    """Products have sessions of their own, in their state."""

    def open_session(self, app: Flask, request: Request) -> NullSession:  # noqa: ARG002
        return _NO_SESSION

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """There is none."""


_NO_SESSION = NullSession()


class LazyRule(Rule):
    """Compiles its way back from endpoint to URL when that is first asked for.

    Products write their addresses themselves, so it hardly ever is; compiling all of them is half of an
    application's start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002
        compiled: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(super(LazyRule, self)._compile_builder(append_unknown))
            return compiled[0](rule, **values)

        return build


class LeanFlask(Flask):
    """Without what no product uses, an eighth of a small request: Flask's sessions, URLs by host, coroutines."""

    request_class = Visit
    url_rule_class = LazyRule
    session_interface = NoSessions()

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """All hosts are one to a product: what it is called is in its base URL."""
        if request is None:
            return None
        environ = request.environ
        return self.url_map.bind(
            "",
            url_scheme=environ["wsgi.url_scheme"],
            default_method=environ["REQUEST_METHOD"],
            path_info=environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
        )

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Our views are plain functions."""
        return func


def create_app(
    product: Product,
    control_token: str = "",
    *,
    hidden: bool = False,
    alone: bool = False,
    crew: Crew | None = None,
) -> door.ContextPath:
    """Without a token there is no control surface; a hidden one is there for those alone who know the token.

    ``alone``: the product's process is nobody else's, and may be killed. ``crew``: others answer for it, too.
    """
    app = LeanFlask(__name__)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    door.hang(app, product)
    kind = importlib.import_module(f"applink_simulator.web.products.{product.kind.name}")
    for blueprint in (about.blueprint, *applinks.BLUEPRINTS, *pages.blueprints_of(product.kind), *kind.BLUEPRINTS):
        app.register_blueprint(blueprint)
    entrance = door.ContextPath(app, urlsplit(product.base_url).path)
    if control_token:
        entrance.control = Gate(product, entrance, control_token, hidden=hidden, alone=alone, crew=crew)
    return entrance

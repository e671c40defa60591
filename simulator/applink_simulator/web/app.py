"""One product as a WSGI application: the door, what every product answers, and what its kind answers."""

import importlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import Rule

from applink_simulator.linking.product import Product
from applink_simulator.web import about, applinks, door, pages
from applink_simulator.web.control.gate import Gate
from applink_simulator.web.control.orders import Crew


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
    app = Flask(__name__)
    app.url_rule_class = LazyRule
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.extensions["product"] = product
    door.hang(app, product)
    kind = importlib.import_module(f"applink_simulator.web.products.{product.kind.name}")
    for blueprint in (about.blueprint, *applinks.BLUEPRINTS, *pages.blueprints_of(product.kind), *kind.BLUEPRINTS):
        app.register_blueprint(blueprint)
    entrance = door.ContextPath(app, urlsplit(product.base_url).path)
    if control_token:
        entrance.control = Gate(product, entrance, control_token, hidden=hidden, alone=alone, crew=crew)
    return entrance

"""One product as a WSGI application: the door, what every product answers, and what its kind answers."""

import importlib
from urllib.parse import urlsplit

from flask import Flask

from applink_simulator.linking.product import Product
from applink_simulator.web import about, applinks, door, sign_in


def create_app(product: Product) -> door.Application:
    app = Flask(__name__)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.extensions["product"] = product
    door.hang(app, product)
    kind = importlib.import_module(f"applink_simulator.web.products.{product.kind.name}")
    for blueprint in (about.blueprint, *applinks.BLUEPRINTS, sign_in.blueprint_of(product.kind), *kind.BLUEPRINTS):
        app.register_blueprint(blueprint)
    return door.ContextPath(app, urlsplit(product.base_url).path)

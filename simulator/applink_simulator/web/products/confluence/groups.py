"""``/rest/api/group``: the groups that people of the userbase belong to."""

from flask import Blueprint, Response

from applink_simulator.domain.errors import NotThere
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import this_product
from applink_simulator.web.products.confluence.asking import listed
from applink_simulator.web.products.confluence.documents import group_document, user_document
from applink_simulator.web.products.confluence.people import require_profiles
from applink_simulator.web.products.confluence.visible import require_use

blueprint = Blueprint("confluence:groups", __name__, url_prefix="/rest/api/group")
blueprint.before_request(require_use)
blueprint.before_request(require_profiles)


class NoSuchGroup(NotThere):
    message = "No group found with name : {name}"


@blueprint.get("")
def every_group() -> Response:
    product = this_product()
    return as_json(listed(product, _groups(product), lambda group: group_document(product, group)))


@blueprint.get("/<name>")
def one(name: str) -> Response:
    product = this_product()
    return as_json(group_document(product, _existing(product, name)))


@blueprint.get("/<name>/member")
def members(name: str) -> Response:
    product = this_product()
    group = _existing(product, name)
    found = [user for user in product.state.directory if group in user.groups]
    return as_json(listed(product, found, lambda user: user_document(product, user)))


def _groups(product: Product) -> list[str]:
    return sorted({group for user in product.state.directory for group in user.groups})


def _existing(product: Product, name: str) -> str:
    if name not in _groups(product):
        raise NoSuchGroup(name=name[:80])
    return name

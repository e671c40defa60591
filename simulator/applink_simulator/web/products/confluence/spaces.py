"""``/rest/api/space``."""

from flask import Blueprint, Response, request

from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import this_caller, this_product
from applink_simulator.web.products.confluence.asking import expanded, listed
from applink_simulator.web.products.confluence.documents import space_document
from applink_simulator.web.products.confluence.visible import require_use, space_for, spaces_for

blueprint = Blueprint("confluence:spaces", __name__, url_prefix="/rest/api/space")
blueprint.before_request(require_use)


@blueprint.get("")
def visible_spaces() -> Response:
    """A hidden key asked for by name is left out, like one that does not exist."""
    product, wanted = this_product(), expanded()
    keys = request.args.getlist("spaceKey")
    found = [space for space in spaces_for(product, this_caller().user) if not keys or space.key in keys]
    return as_json(listed(product, found, lambda space: space_document(product, space, wanted)))


@blueprint.get("/<key>")
def one(key: str) -> Response:
    product = this_product()
    return as_json(space_document(product, space_for(product, key, this_caller().user), expanded()))

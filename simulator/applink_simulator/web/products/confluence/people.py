"""``/rest/api/user``: who am I, and who is that."""

from flask import Blueprint, Response, request

from applink_simulator.domain.errors import BadInput, NotAllowed, NotThere
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import this_caller, this_product
from applink_simulator.web.products.confluence.asking import listed
from applink_simulator.web.products.confluence.documents import (
    anonymous_document,
    group_document,
    user_document,
    user_key,
)
from applink_simulator.web.products.confluence.visible import require_use

blueprint = Blueprint("confluence:people", __name__, url_prefix="/rest/api/user")
blueprint.before_request(require_use)


class NoSuchUser(NotThere):
    message = "No user found with {known_by} : {given}"


class ProfilesHidden(NotAllowed):
    message = "Anonymous users do not have permission to view user profiles."


@blueprint.get("/current")
def current() -> Response:
    """Nobody in particular is no error here."""
    product, user = this_product(), this_caller().user
    return as_json(anonymous_document(product) if user is None else user_document(product, user))


@blueprint.get("/anonymous")
def anonymous() -> Response:
    return as_json(anonymous_document(this_product()))


@blueprint.get("")
def one() -> Response:
    product = this_product()
    return as_json(user_document(product, _asked_for(product)))


@blueprint.get("/memberof")
def groups_of() -> Response:
    product = this_product()
    found = sorted(_asked_for(product).groups)
    return as_json(listed(product, found, lambda group: group_document(product, group)))


def require_profiles() -> None:
    """Who there is, is nobody's business without a login; 403 is a guess."""
    if this_caller().user is None:
        raise ProfilesHidden


def user_named(product: Product, username: str) -> User:
    user = product.state.directory.find(username)
    if user is None:
        raise NoSuchUser(known_by="username", given=username[:80])
    return user


def _asked_for(product: Product) -> User:
    require_profiles()
    if username := request.args.get("username"):
        return user_named(product, username)
    key = request.args.get("key")
    if not key:
        raise BadInput("Say which user is meant: username or key.")
    for user in product.state.directory:
        if user_key(user) == key:
            return user
    raise NoSuchUser(known_by="key", given=key[:80])

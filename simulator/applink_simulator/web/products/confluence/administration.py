"""Changes to people and groups by an administrator; real-looking paths, the exact forms are guesses."""

from dataclasses import replace

from flask import Blueprint, Response

from applink_simulator.domain.errors import BadInput, Conflict, SystemAdministratorRequired
from applink_simulator.domain.users import ANYONE, GROUP, SIGNED_IN, User
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.caller import administrator, this_caller, this_product
from applink_simulator.web.products.confluence.documents import user_document
from applink_simulator.web.products.confluence.people import user_named

blueprint = Blueprint("confluence:administration", __name__, url_prefix="/rest/api")


@blueprint.post("/admin/user")
def create() -> Response:
    from applink_simulator.web.products.confluence.bodies import NewUserBody, sent

    product, wanted = _administered(), sent(NewUserBody)
    name = wanted.name.strip()
    if not name or name.lower() in {ANYONE, SIGNED_IN} or name.lower().startswith(GROUP):
        raise BadInput("userName: nobody can be called so.")
    if product.state.directory.find(name) is not None:
        raise Conflict(what=f"A user with the username {name} exists already.")
    user = User(name, wanted.full_name or name, wanted.email, wanted.password, groups=frozenset(wanted.groups))
    _put(product, user)
    return as_json(user_document(product, user), 201)


@blueprint.put("/admin/user/<name>/disable")
def disable(name: str) -> Response:
    """From the next request on that user is nobody's caller any more, logged in or not."""
    product = _administered()
    _put(product, replace(user_named(product, name), active=False))
    return nothing()


@blueprint.put("/admin/user/<name>/enable")
def enable(name: str) -> Response:
    product = _administered()
    _put(product, replace(user_named(product, name), active=True))
    return nothing()


@blueprint.post("/admin/user/<name>/password")
def change_password(name: str) -> Response:
    from applink_simulator.web.products.confluence.bodies import PasswordBody, sent

    product = _administered()
    user = user_named(product, name)
    _put(product, replace(user, password=sent(PasswordBody).password))
    return nothing()


@blueprint.delete("/admin/user/<name>")
def delete(name: str) -> Response:
    """In every product that shares the userbase."""
    product = _administered()
    user = user_named(product, name)
    _may_change(product, user)
    product.state.directory.remove(user.name)
    return nothing()


@blueprint.put("/user/<name>/group/<group>")
def join(name: str, group: str) -> Response:
    """A group exists as soon as somebody belongs to it."""
    product = _administered()
    user = user_named(product, name)
    _put(product, replace(user, groups=user.groups | {group}))
    return nothing()


@blueprint.delete("/user/<name>/group/<group>")
def leave(name: str, group: str) -> Response:
    product = _administered()
    user = user_named(product, name)
    _put(product, replace(user, groups=user.groups - {group}))
    return nothing()


def _administered() -> Product:
    """This product, when the caller administers it."""
    administrator()
    return this_product()


def _put(product: Product, user: User) -> None:
    known = product.state.directory.find(user.name)
    if known is not None:
        _may_change(product, known)
    _may_change(product, user)
    product.state.directory.put(user)


def _may_change(product: Product, user: User) -> None:
    """An administrator who could make or disarm system administrators would be one."""
    rights = product.state.rights
    if rights.is_system_administrator(user) and not rights.is_system_administrator(this_caller().user):
        raise SystemAdministratorRequired

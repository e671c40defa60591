"""Whether links, and links between projects, may be made or deleted, asked beforehand (applinks.md 5.7, 6)."""

from flask import Blueprint, Response

from applink_simulator.domain.errors import LoginRequired
from applink_simulator.linking import entity_permissions
from applink_simulator.linking.delete import permission_here, permission_there
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.entity_permissions import Pair
from applink_simulator.linking.permission import Permission
from applink_simulator.web.answers import document
from applink_simulator.web.applinks.paths import ANY_VERSION
from applink_simulator.web.caller import administrator, signed_in_user, this_caller, this_product

PAIR = "<application_id>/<local_type>/<local_key>/<remote_type>/<remote_key>"

blueprint = Blueprint("applinks:permissions", __name__, url_prefix=f"{ANY_VERSION}/permission")


@blueprint.get("/delete-application/<application_id>")
def delete_application(version: str, application_id: str) -> Response:
    """For the remote, on behalf of one of its users; the rest framework lets nobody else in."""
    product, caller = this_product(), this_caller()
    if caller.user is None and not product.guesses.nobody_may_ask_for_permission:
        raise LoginRequired
    return _answer(Permission(permission_here(product, caller, application_id)))


@blueprint.get("/reciprocate-application-delete/<application_id>")
def reciprocate_application_delete(version: str, application_id: str) -> Response:
    """For our administrators: what the remote would say to them."""
    product = this_product()
    caller = administrator()
    return _answer(permission_there(product, link_end(product, application_id), caller.user))


@blueprint.get("/create-entity/<application_id>")
def create_entity(version: str, application_id: str) -> Response:
    return _answer(Permission(entity_permissions.may_create(this_product(), signed_in_user(), application_id)))


@blueprint.get("/reciprocate-entity-create/<application_id>")
def reciprocate_entity_create(version: str, application_id: str) -> Response:
    product, user = this_product(), signed_in_user()
    return _answer(entity_permissions.may_create_there(product, link_end(product, application_id), user))


@blueprint.get(f"/delete-entity/{PAIR}")
def delete_entity(version: str, application_id: str, **pair: str) -> Response:
    code = entity_permissions.may_delete(this_product(), signed_in_user(), application_id, Pair(**pair))
    return _answer(Permission(code))


@blueprint.get(f"/reciprocate-entity-delete/{PAIR}")
def reciprocate_entity_delete(version: str, application_id: str, **pair: str) -> Response:
    product, user = this_product(), signed_in_user()
    end = link_end(product, application_id)
    return _answer(entity_permissions.may_delete_there(product, end, user, Pair(**pair)))


def _answer(found: Permission) -> Response:
    return document("permissionCode", {"code": found.code.value, "url": found.url})

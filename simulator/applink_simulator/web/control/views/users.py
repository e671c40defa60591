"""The product's userbase, and who may do what there."""

from dataclasses import replace
from typing import Any

from flask import jsonify
from pydantic import BaseModel

from applink_simulator.domain.errors import Conflict, NotThere
from applink_simulator.domain.users import User
from applink_simulator.web.control.documents import Name, RightsDocument, UserChange, UserDocument
from applink_simulator.web.control.surface import Refusal, here
from applink_simulator.web.control.views.blueprint import topic


class NameTaken(Conflict):
    message = "Somebody is called {name} already."


blueprint = topic("users", "The userbase, which other products may share, and the rights on this product")


class UserPath(BaseModel):
    name: Name
    """The username, whatever its case."""


class UserList(BaseModel):
    users: list[UserDocument]


@blueprint.get("/users", responses={200: UserList})
def get_users() -> dict[str, Any]:
    """Everybody."""
    return {"users": [UserDocument.of(user).model_dump() for user in here().product.state.directory]}


@blueprint.get("/users/<string:name>", responses={200: UserDocument, 404: Refusal})
def get_user(path: UserPath) -> dict[str, Any]:
    """One person."""
    return UserDocument.of(_known(path.name)).model_dump()


@blueprint.put("/users/<string:name>", responses={200: UserDocument, 201: UserDocument, 409: Refusal})
def put_user(path: UserPath, body: UserChange) -> tuple[Any, int]:
    """Add somebody, or change what is given of somebody; a new name renames."""
    control = here()
    with control.changing:
        directory = control.product.state.directory
        before = directory.find(path.name)
        user = before or User(path.name, display_name=path.name, password=path.name)
        changes = body.model_dump(exclude_none=True)
        if "groups" in changes:
            changes["groups"] = frozenset(changes["groups"])
        after = replace(user, **changes)
        if after.name.lower() != user.name.lower() and directory.find(after.name) is not None:
            raise NameTaken(name=after.name)
        if before is not None and after.name.lower() != before.name.lower():
            directory.remove(before.name)
        directory.put(after)
    return jsonify(UserDocument.of(after).model_dump()), 201 if before is None else 200


@blueprint.delete("/users/<string:name>", responses={204: None, 404: Refusal})
def delete_user(path: UserPath) -> tuple[Any, int]:
    """Remove somebody."""
    here().product.state.directory.remove(_known(path.name).name)
    return "", 204


@blueprint.get("/rights", responses={200: RightsDocument})
def get_rights() -> dict[str, Any]:
    """Who administers the product and who may use it."""
    return _rights()


@blueprint.put("/rights", responses={200: RightsDocument})
def put_rights(body: RightsDocument) -> dict[str, Any]:
    """The same, otherwise."""
    here().product.state.put_rights(body.rights())
    return _rights()


def _rights() -> dict[str, Any]:
    return RightsDocument.of(here().product.state.rights).model_dump()


def _known(name: str) -> User:
    user = here().product.state.directory.find(name)
    if user is None:
        raise NotThere(what=f"The user {name}")
    return user

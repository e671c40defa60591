"""``group`` and ``groups``: who is in them; a group exists as long as somebody or something names it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Any

from flask import Response, request

from applink_simulator.domain.users import Audience, User
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.caller import administrator, signed_in_user, this_product
from applink_simulator.web.products.jira.changes import change_user
from applink_simulator.web.products.jira.documents.users import group_reference, user_document
from applink_simulator.web.products.jira.errors import FieldsRefused, NoSuchGroup, NoSuchUser
from applink_simulator.web.products.jira.surface import api_blueprint, flag, whole_number

blueprint = api_blueprint("groups")

PAGE = 50
_users_from_to = re.compile(r"users\[(\d{1,6}):(\d{1,6})\]").search


@blueprint.get("/group")
def read_group() -> Response:
    """``expand=users`` shows the first members, ``users[50:99]`` those in between."""
    administrator()
    product = this_product()
    group = _group_meant(product)
    expand = request.args.get("expand", "")
    members = list(_members(product, group))
    users: dict[str, Any] = {"size": len(members), "items": [], "max-results": PAGE, "start-index": 0, "end-index": 0}
    if "users" in expand:
        span = _users_from_to(expand)
        first = int(span[1]) if span else 0
        shown = members[first : min(int(span[2]) + 1 if span else PAGE, first + PAGE)]
        users["items"] = [user_document(product, user) for user in shown]
        users |= {"start-index": first, "end-index": max(first + len(shown) - 1, 0)}
    return as_json({**group_reference(product, group), "users": users, "expand": "users"})


@blueprint.get("/group/member")
def read_members() -> Response:
    administrator()
    product = this_product()
    group = _group_meant(product)
    inactive = flag("includeInactiveUsers", default=False)
    found = [user for user in _members(product, group) if user.active or inactive]
    start, most = max(whole_number("startAt", 0), 0), max(min(whole_number("maxResults", PAGE), PAGE), 0)
    shown = found[start : start + most]
    return as_json(
        {
            "self": product.url(request.full_path),
            "maxResults": most,
            "startAt": start,
            "total": len(found),
            "isLast": start + len(shown) >= len(found),
            "values": [user_document(product, user) for user in shown],
        }
    )


@blueprint.get("/groups/picker")
def pick_groups() -> Response:
    signed_in_user()
    text = request.args.get("query", "").lower()
    found = sorted(group for group in set(known_groups(this_product())) if text in group.lower())
    shown = found[: max(whole_number("maxResults", 20), 0)]
    groups = [{"name": group, "html": escape(group), "labels": []} for group in shown]
    return as_json(
        {"header": f"Showing {len(shown)} of {len(found)} matching groups", "total": len(found), "groups": groups}
    )


@blueprint.post("/group/user")
def add_member() -> Response:
    from applink_simulator.web.products.jira.bodies import MemberBody, read

    administrator()
    product = this_product()
    group, username = _group_meant(product), read(MemberBody).name
    user = product.state.directory.find(username)
    if user is None:
        raise NoSuchUser(name=username)
    if group in user.groups:
        raise FieldsRefused({"name": f"'{user.name}' is in the group '{group}' already."})
    change_user(product, user.name, lambda current: replace(current, groups=current.groups | {group}))
    return as_json({**group_reference(product, group), "expand": "users"}, 201)


@blueprint.delete("/group/user")
def remove_member() -> Response:
    administrator()
    product = this_product()
    group, username = _group_meant(product), request.args.get("username", "")
    user = product.state.directory.find(username)
    if user is None:
        raise NoSuchUser(name=username)
    if group not in user.groups:
        raise FieldsRefused({"username": f"'{user.name}' is not in the group '{group}'."})
    change_user(product, user.name, lambda current: replace(current, groups=current.groups - {group}))
    return nothing(200)


def _group_meant(product: Product) -> str:
    name = request.args.get("groupname", "")
    if not name:
        raise FieldsRefused({"groupname": "Say which group."})
    if name not in set(known_groups(product)):
        raise NoSuchGroup(name=name)
    return name


def _members(product: Product, group: str) -> Iterator[User]:
    members = [user for user in product.state.directory if group in user.groups]
    return iter(sorted(members, key=lambda user: user.name.lower()))


def known_groups(product: Product) -> Iterator[str]:
    """Those somebody is in, and those a right is given to; repetitions included."""
    for user in product.state.directory:
        yield from user.groups
    for audience in _audiences(product):
        yield from audience.groups


def _audiences(product: Product) -> Iterator[Audience]:
    rights = product.state.rights
    yield from (rights.system_administrators, rights.administrators, rights.may_use)
    for container in product.state.contents.containers():
        yield from (container.visible_to, container.administrators)
    for issue in product.state.contents.issues():
        if issue.visible_to is not None:
            yield issue.visible_to

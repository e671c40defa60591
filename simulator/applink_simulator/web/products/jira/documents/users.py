"""People and groups."""

import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product

TIME_ZONE = "Etc/UTC"
LOCALE = "en_US"


def key_of(user: User) -> str:
    """What stays with a user; made from the name for those who were given none."""
    if user.key:
        return user.key
    digest = hashlib.md5(user.name.lower().encode()).hexdigest()
    return f"JIRAUSER1{int(digest, 16) % 10**12:012d}"


def user_url(product: Product, username: str) -> str:
    return product.url(f"/rest/api/2/user?username={quote(username, safe='')}")


def avatars(product: Product, picture: str) -> dict[str, str]:
    url = product.url(f"/static/{picture}.svg")
    return {"48x48": url, "24x24": url, "16x16": url, "32x32": url}


def user_document(product: Product, user: User) -> dict[str, Any]:
    return {
        "self": user_url(product, user.name),
        "key": key_of(user),
        "name": user.name,
        "emailAddress": user.email,
        "avatarUrls": avatars(product, "person"),
        "displayName": user.display_name,
        "active": user.active,
        "deleted": False,
        "timeZone": TIME_ZONE,
    }


def person_document(product: Product, username: str | None) -> dict[str, Any] | None:
    """Somebody named in an issue; content outlives people, so nobody may be called so any more."""
    if username is None:
        return None
    user = product.state.directory.find(username)
    return user_document(product, user or User(username, username, active=False))


def full_user_document(product: Product, user: User, expand: Sequence[str]) -> dict[str, Any]:
    groups = [group_reference(product, group) for group in sorted(user.groups)]
    may_log_in = product.state.rights.may_log_in(user)
    roles = [{"key": "jira-software", "name": "Jira Software"}] if may_log_in else []
    return {
        **user_document(product, user),
        "locale": LOCALE,
        "groups": {"size": len(groups), "items": groups if "groups" in expand else []},
        "applicationRoles": {"size": len(roles), "items": roles if "applicationRoles" in expand else []},
        "expand": "groups,applicationRoles",
    }


def group_reference(product: Product, group: str) -> dict[str, Any]:
    return {"name": group, "self": product.url(f"/rest/api/2/group?groupname={quote(group, safe='')}")}

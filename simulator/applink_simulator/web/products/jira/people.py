"""``myself`` and ``user``: reading for whoever is signed in, changing for administrators."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from flask import Response, request

from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.caller import administrator, signed_in_user, this_product
from applink_simulator.web.products.jira.changes import add_user, change_user
from applink_simulator.web.products.jira.documents.users import (
    full_user_document,
    key_of,
    user_document,
)
from applink_simulator.web.products.jira.errors import FieldsRefused, NoSuchUser
from applink_simulator.web.products.jira.surface import api_blueprint, flag, whole_number, words_of

blueprint = api_blueprint("people")

LARGEST_PAGE = 1000
FIRST_KEY = 10_000


@blueprint.get("/myself")
def myself() -> Response:
    return as_json(full_user_document(this_product(), signed_in_user(), words_of("expand")))


@blueprint.get("/user")
def read_user() -> Response:
    signed_in_user()
    product = this_product()
    return as_json(full_user_document(product, _user_meant(product), words_of("expand")))


def _user_meant(product: Product) -> User:
    """By ``username`` or ``key`` in the query string."""
    name, key = request.args.get("username"), request.args.get("key")
    if name:
        user = product.state.directory.find(name)
    elif key:
        user = next((each for each in product.state.directory if key_of(each) == key), None)
    else:
        raise FieldsRefused({"username": "Say which user: username or key is missing."})
    if user is None:
        raise NoSuchUser(name=name or key)
    return user


@blueprint.get("/user/search")
def search_users() -> Response:
    """By the beginning of a username, a word of the display name or an address; a full stop means everybody."""
    signed_in_user()
    product, text = this_product(), request.args.get("username", "")
    if not text:
        raise FieldsRefused({"username": "Say whom to search for."})
    active, inactive = flag("includeActive", default=True), flag("includeInactive", default=False)
    found = [user for user in _matching(product, text) if (active if user.active else inactive)]
    return as_json([user_document(product, user) for user in _page(found)])


@blueprint.get("/user/picker")
def pick_users() -> Response:
    signed_in_user()
    product, text = this_product(), request.args.get("query", "")
    found = [user for user in _matching(product, text) if user.active] if text else []
    shown = found[: max(min(whole_number("maxResults", 50), LARGEST_PAGE), 0)]
    users = [
        {
            "name": user.name,
            "key": key_of(user),
            "html": escape(f"{user.display_name} - {user.email} ({user.name})"),
            "displayName": user.display_name,
        }
        for user in shown
    ]
    return as_json({"users": users, "total": len(found), "header": f"Showing {len(shown)} of {len(found)} users"})


def _matching(product: Product, text: str) -> Iterator[User]:
    text = text.lower()
    for user in sorted(product.state.directory, key=lambda each: each.name.lower()):
        words = [user.name, user.email, user.display_name, *user.display_name.split()]
        if text == "." or any(word.lower().startswith(text) for word in words):
            yield user


def _page(found: list[User]) -> list[User]:
    start = max(whole_number("startAt", 0), 0)
    return found[start : start + max(min(whole_number("maxResults", 50), LARGEST_PAGE), 0)]


@blueprint.post("/user")
def create_user() -> Response:
    from applink_simulator.web.products.jira.bodies import NewUserBody, read

    administrator()
    product, wanted = this_product(), read(NewUserBody)
    errors = {
        field: "This is required."
        for field, text in (
            ("name", wanted.name),
            ("emailAddress", wanted.email),
            ("displayName", wanted.display_name),
        )
        if not text.strip()
    }
    if errors:
        raise FieldsRefused(errors)
    user = User(
        name=wanted.name.strip(),
        display_name=wanted.display_name,
        email=wanted.email,
        password=wanted.password,
        key=f"JIRAUSER{FIRST_KEY + int(product.state.contents.next_id())}",
    )
    if not add_user(product, user):
        # A client library recognises a name that is taken by this text and this field.
        raise FieldsRefused({"username": "A user with that username already exists."})
    return as_json(full_user_document(product, user, ()), 201)


@blueprint.put("/user")
def edit_user() -> Response:
    from applink_simulator.web.products.jira.bodies import UserEditBody, read

    administrator()
    product = this_product()
    user, wanted = _user_meant(product), read(UserEditBody)
    if wanted.name is not None and wanted.name.lower() != user.name.lower():
        raise FieldsRefused({"name": "Usernames stay as they are in this simulator."})

    def edited(current: User) -> User:
        return replace(
            current,
            email=current.email if wanted.email is None else wanted.email,
            display_name=wanted.display_name or current.display_name,
            active=current.active if wanted.active is None else wanted.active,
        )

    changed = change_user(product, user.name, edited)
    return as_json(full_user_document(product, changed, ()))


@blueprint.put("/user/password")
def change_password() -> Response:
    from applink_simulator.web.products.jira.bodies import PasswordBody, read

    administrator()
    product = this_product()
    user, wanted = _user_meant(product), read(PasswordBody)
    if not wanted.password:
        raise FieldsRefused({"password": "This is required."})
    change_user(product, user.name, lambda current: replace(current, password=wanted.password))
    return nothing(204)


@blueprint.delete("/user")
def delete_user() -> Response:
    administrator()
    product = this_product()
    product.state.directory.remove(_user_meant(product).name)
    return nothing(204)

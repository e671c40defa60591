"""Users, spaces and content as Confluence writes them in JSON."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from applink_simulator.domain.content import Container, Page
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.web.products.confluence.asking import context

Document = dict[str, Any]

ALL_OF_CONTENT = frozenset({"space", "version", "history", "ancestors", "body", "body.storage"})
"""What the answer to a write shows."""
PICTURE = "/images/icons/profilepics/default.svg"


def date(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def user_key(user: User) -> str:
    """Stays with the person; made from the username where the userbase holds none."""
    return user.key or hashlib.sha1(user.name.lower().encode("utf-8", "replace")).hexdigest()[:32]


def user_document(product: Product, user: User) -> Document:
    key = user_key(user)
    return {
        "type": "known",
        "username": user.name,
        "userKey": key,
        "profilePicture": _picture(product),
        "displayName": user.display_name,
        "_links": {**_base(product), "self": product.url(f"/rest/api/user?key={key}")},
        "_expandable": {"status": ""},
    }


def anonymous_document(product: Product) -> Document:
    return {
        "type": "anonymous",
        "profilePicture": _picture(product),
        "displayName": "Anonymous",
        "_links": {**_base(product), "self": product.url("/rest/api/user/anonymous")},
        "_expandable": {"status": ""},
    }


def author_document(product: Product, username: str) -> Document:
    """Whoever wrote something, also one who is gone since."""
    if not username:
        return anonymous_document(product)
    user = product.state.directory.find(username)
    if user is not None:
        return user_document(product, user)
    return {
        "type": "unknown",
        "username": username,
        "profilePicture": _picture(product),
        "displayName": f"Unknown User ({username})",
        "_links": _base(product),
        "_expandable": {"status": ""},
    }


def group_document(product: Product, group: str) -> Document:
    links = {**_base(product), "self": product.url(f"/rest/api/group/{quote(group, safe='')}")}
    return {"type": "group", "name": group, "_links": links}


def space_document(product: Product, space: Container, wanted: frozenset[str] = frozenset()) -> Document:
    path = f"/rest/api/space/{quote(space.key, safe='~')}"
    document: Document = {
        "id": int(space.id) if space.id.isdecimal() else space.id,
        "key": space.key,
        "name": space.name,
        "status": "CURRENT",
        "type": "personal" if space.key.startswith("~") else "global",
        "_links": {**_base(product), "webui": space_address(space), "self": product.url(path)},
    }
    described = {"plain": {"value": space.description, "representation": "plain"}}
    return _expandable(document, wanted, {"description": lambda: described, "homepage": None, "metadata": None})


@dataclass(frozen=True)
class Writer:
    """Writes content as one reader sees it; ``view`` renders a body, perhaps by asking other products."""

    product: Product
    wanted: frozenset[str]
    view: Callable[[Page], str]

    def content(self, page: Page) -> Document:
        product, path = self.product, f"/rest/api/content/{page.id}"
        document: Document = {
            "id": page.id,
            "type": page.type,
            "status": "current",
            "title": page.title,
            "extensions": {"position": "none"},
            "_links": {
                **_base(product),
                "webui": page_address(page),
                "tinyui": f"/x/{tiny(page)}",
                "collection": "/rest/api/content",
                "self": product.url(path),
            },
        }
        return _expandable(
            document,
            self.wanted,
            {
                "space": lambda: space_document(product, page.space),
                "version": lambda: self._version(page),
                "history": lambda: self._history(page),
                "ancestors": lambda: self._ancestors(page),
                "body": lambda: self._body(page),
                "metadata": lambda: self._metadata(page),
                "container": lambda: space_document(product, page.space),
                "children": None,
                "descendants": None,
                "operations": None,
                "restrictions": None,
            },
        )

    def _version(self, page: Page) -> Document:
        return {
            "by": author_document(self.product, page.creator),
            "when": date(page.last_modified),
            "message": "",
            "number": page.version,
            "minorEdit": False,
            "hidden": False,
        }

    def _history(self, page: Page) -> Document:
        history: Document = {
            "latest": True,
            "createdBy": author_document(self.product, page.creator),
            "createdDate": date(page.created),
        }
        return _expandable(history, self._below("history"), {"lastUpdated": lambda: self._version(page)})

    def _ancestors(self, page: Page) -> list[Document]:
        above = (self.product.state.contents.page(each) for each in page.ancestors)
        bare = Writer(self.product, frozenset(), self.view)
        return [bare.content(each) for each in above if each is not None]

    def _body(self, page: Page) -> Document:
        forms: dict[str, Callable[[], Any] | None] = {
            "storage": lambda: {"value": page.body, "representation": "storage", "_expandable": {"content": ""}},
            "view": lambda: {"value": self.view(page), "representation": "view", "_expandable": {"content": ""}},
            "export_view": None,
            "editor": None,
        }
        return _expandable({}, self._below("body"), forms)

    def _metadata(self, page: Page) -> Document:
        labels = [{"prefix": "global", "name": name, "id": name, "label": name} for name in page.labels]
        found = {"results": labels, "start": 0, "limit": 200, "size": len(labels)}
        return _expandable({}, self._below("metadata"), {"labels": lambda: found})

    def _below(self, name: str) -> frozenset[str]:
        return below(self.wanted, name)


def below(wanted: frozenset[str], name: str) -> frozenset[str]:
    """What is wanted of one member."""
    return frozenset(each.removeprefix(f"{name}.") for each in wanted if each.startswith(f"{name}."))


def space_address(space: Container) -> str:
    """For the browser, below the context path."""
    return f"/display/{quote(space.key, safe='~')}"


def page_address(page: Page) -> str:
    """By title where that can be read back, else by number."""
    words = page.title.replace(" ", "")
    if words.isascii() and all(char.isalnum() or char in "-_.!~*'()," for char in words) and words.strip("."):
        return f"{space_address(page.space)}/{page.title.replace(' ', '+')}"
    return f"/pages/viewpage.action?pageId={quote(page.id)}"


def tiny(page: Page) -> str:
    """The short address: the number's bytes, the lowest first, in Base64 for paths."""
    number = int(page.id)
    code = base64.b64encode(number.to_bytes((number.bit_length() + 7) // 8 or 1, "little"), b"-_")
    return code.decode().rstrip("=").rstrip("A")


def page_id_of(code: str) -> str | None:
    """What a short address stands for; None when it is none."""
    if len(code) > 16 or not code.isascii():
        return None
    try:
        return str(int.from_bytes(base64.b64decode(code + "A" * (-len(code) % 4), b"-_", validate=True), "little"))
    except ValueError:
        return None


def _expandable(document: Document, wanted: frozenset[str], members: dict[str, Callable[[], Any] | None]) -> Document:
    """Members that were asked for in full; the others are named. None is never there in full."""
    left: dict[str, str] = {}
    for name, written in members.items():
        if written is not None and name in wanted:
            document[name] = written()
        else:
            left[name] = ""
    return {**document, "_expandable": left}


def _base(product: Product) -> dict[str, str]:
    return {"base": product.base_url, "context": context(product)}


def _picture(product: Product) -> Document:
    return {"path": f"{context(product)}{PICTURE}", "width": 48, "height": 48, "isDefault": True}

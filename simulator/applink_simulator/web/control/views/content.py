"""Projects with issues, spaces with pages, and who sees what."""

from dataclasses import replace
from typing import Any

from flask import jsonify
from pydantic import BaseModel

from applink_simulator.domain.content import Container, Issue, Page
from applink_simulator.domain.errors import Conflict, NotThere
from applink_simulator.domain.users import Audience
from applink_simulator.web.control.documents import (
    ContainerChange,
    ContainerDocument,
    ItemChange,
    ItemDocument,
    ItemWish,
    Name,
)
from applink_simulator.web.control.surface import Refusal, here
from applink_simulator.web.control.views.blueprint import topic

blueprint = topic("content", "Projects with issues, spaces with pages, and who sees what")


class ContainerPath(BaseModel):
    key: Name
    """Of a project or a space."""


class ItemPath(BaseModel):
    key: Name
    """An issue's key, or the id of an issue or a page."""


class Containers(BaseModel):
    containers: list[ContainerDocument]


class Items(BaseModel):
    items: list[ItemDocument]


@blueprint.get("/containers", responses={200: Containers})
def get_containers() -> dict[str, Any]:
    """Projects and spaces."""
    found = here().product.state.contents.containers()
    return {"containers": [ContainerDocument.of(each).model_dump() for each in found]}


@blueprint.patch("/containers/<string:key>", responses={200: ContainerDocument, 404: Refusal})
def patch_container(path: ContainerPath, body: ContainerChange) -> dict[str, Any]:
    """Change a project's or a space's name, or who sees or administers it."""
    control = here()
    with control.changing:
        changes: dict[str, Any] = body.model_dump(exclude_none=True)
        for name in ("visible_to", "administrators"):
            if name in changes:
                changes[name] = Audience.of(changes[name])
        after = replace(_container(path.key), **changes)
        control.product.state.contents.put_container(after)
    return ContainerDocument.of(after).model_dump()


@blueprint.get("/containers/<string:key>/items", responses={200: Items, 404: Refusal})
def get_items(path: ContainerPath) -> dict[str, Any]:
    """The issues of a project, or the pages of a space."""
    container, contents = _container(path.key), here().product.state.contents
    found: list[Issue | Page] = [issue for issue in contents.issues() if issue.project.key == container.key]
    found += [page for page in contents.pages() if page.space.key == container.key]
    return {"items": [ItemDocument.of(item).model_dump() for item in found]}


@blueprint.post("/items", responses={201: ItemDocument, 404: Refusal})
def post_item(body: ItemWish) -> tuple[Any, int]:
    """Add an issue or a page."""
    product = here().product
    container, now = _container(body.container), product.clock.moment()
    audience = None if body.visible_to is None else Audience.of(body.visible_to)
    item: Issue | Page
    if product.kind.type.entities[0].startswith("jira"):
        wish = Issue("", container, 0, body.title, now, now, description=body.text, visible_to=audience)
        item = product.state.contents.add_issue(wish)
    else:
        item = product.state.contents.add_page(
            Page("", container, body.title, body.text, now, now, visible_to=audience)
        )
    return jsonify(ItemDocument.of(item).model_dump()), 201


@blueprint.patch("/items/<string:key>", responses={200: ItemDocument, 404: Refusal, 409: Refusal})
def patch_item(path: ItemPath, body: ItemChange) -> dict[str, Any]:
    """Change an issue's or a page's title, or who sees it."""
    control = here()
    contents = control.product.state.contents
    with control.changing:
        issue, page = contents.issue(path.key), contents.page(path.key)
        if issue is not None:
            issue = replace(issue, summary=body.title or issue.summary, visible_to=_audience(body, issue))
            contents.put_issue(issue)
            return ItemDocument.of(issue).model_dump()
        if page is not None:
            page = replace(page, title=body.title or page.title, visible_to=_audience(body, page))
            if not contents.put_page(page, replacing_version=page.version):
                raise Conflict(what=f"The page {path.key} was changed meanwhile: ask again.")
            return ItemDocument.of(page).model_dump()
    raise NotThere(what=f"The issue or page {path.key}")


def _audience(change: ItemChange, item: Issue | Page) -> Audience | None:
    if "visible_to" not in change.model_fields_set:
        return item.visible_to
    return None if change.visible_to is None else Audience.of(change.visible_to)


def _container(key: str) -> Container:
    container = here().product.state.contents.container(key)
    if container is None:
        raise NotThere(what=f"The project or space {key}")
    return container

"""``issue/{key}/remotelink``: created or, by its ``globalId``, replaced whole (products.md 3)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, request

from applink_simulator.domain.content import Issue, RemoteLink
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.caller import this_product
from applink_simulator.web.products.jira.changes import change_issue
from applink_simulator.web.products.jira.documents.remote_links import remote_link_document, remote_link_reference
from applink_simulator.web.products.jira.errors import FieldsRefused, NoSuchRemoteLink
from applink_simulator.web.products.jira.surface import api_blueprint
from applink_simulator.web.products.jira.visibility import changeable_issue, visible_issue

if TYPE_CHECKING:
    from applink_simulator.web.products.jira.bodies import RemoteLinkBody

blueprint = api_blueprint("remote_links", "/rest/api/<any('2', latest):version>/issue/<key_or_id>/remotelink")

Meant = Callable[[RemoteLink], bool]


@blueprint.get("")
def list_links(key_or_id: str) -> Response:
    product, issue = this_product(), visible_issue(key_or_id)
    wanted = request.args.get("globalId")
    shown = [each for each in issue.remote_links if wanted is None or each.global_id == wanted]
    if wanted is not None and not shown:
        raise NoSuchRemoteLink(which=wanted)
    return as_json([remote_link_document(product, issue, each) for each in shown])


@blueprint.get("/<link_id>")
def read_link(key_or_id: str, link_id: str) -> Response:
    product, issue = this_product(), visible_issue(key_or_id)
    return as_json(remote_link_document(product, issue, _only(issue, _by_id(link_id), link_id)))


@blueprint.post("")
def create_or_replace(key_or_id: str) -> Response:
    from applink_simulator.web.products.jira.bodies import RemoteLinkBody, read

    product, issue = this_product(), changeable_issue(key_or_id)
    wanted = _checked(read(RemoteLinkBody))
    new = RemoteLink(product.state.contents.next_id(), wanted.global_id, _content(wanted))

    def linked(current: Issue) -> Issue:
        if not new.global_id or all(each.global_id != new.global_id for each in current.remote_links):
            return replace(current, remote_links=(*current.remote_links, new))
        return _replaced(current, lambda each: each.global_id == new.global_id, new)

    changed = change_issue(product, issue.id, linked)
    created = any(each.id == new.id for each in changed.remote_links)
    link = new if created else _only(changed, _by_global_id(new.global_id), new.global_id or "")
    return as_json(remote_link_reference(product, changed, link), 201 if created else 200)


@blueprint.put("/<link_id>")
def replace_link(key_or_id: str, link_id: str) -> Response:
    from applink_simulator.web.products.jira.bodies import RemoteLinkBody, read

    product, issue = this_product(), changeable_issue(key_or_id)
    wanted = _checked(read(RemoteLinkBody))

    def linked(current: Issue) -> Issue:
        old = _only(current, _by_id(link_id), link_id)
        return _replaced(current, _by_id(link_id), RemoteLink(old.id, wanted.global_id, _content(wanted)))

    change_issue(product, issue.id, linked)
    return nothing(204)


@blueprint.delete("")
def delete_by_global_id(key_or_id: str) -> Response:
    wanted = request.args.get("globalId")
    if not wanted:
        changeable_issue(key_or_id)
        raise FieldsRefused({"globalId": "Say which remote link to delete."})
    return _delete(key_or_id, _by_global_id(wanted), wanted)


@blueprint.delete("/<link_id>")
def delete_by_id(key_or_id: str, link_id: str) -> Response:
    return _delete(key_or_id, _by_id(link_id), link_id)


def _delete(key_or_id: str, meant: Meant, which: str) -> Response:
    product, issue = this_product(), changeable_issue(key_or_id)

    def unlinked(current: Issue) -> Issue:
        _only(current, meant, which)
        return replace(current, remote_links=tuple(each for each in current.remote_links if not meant(each)))

    change_issue(product, issue.id, unlinked)
    return nothing(204)


def _by_id(link_id: str) -> Meant:
    return lambda link: link.id == link_id


def _by_global_id(global_id: str | None) -> Meant:
    return lambda link: link.global_id == global_id


def _only(issue: Issue, meant: Meant, which: str) -> RemoteLink:
    for link in issue.remote_links:
        if meant(link):
            return link
    raise NoSuchRemoteLink(which=which)


def _replaced(issue: Issue, meant: Meant, new: RemoteLink) -> Issue:
    """In its place and with its id."""
    return replace(
        issue, remote_links=tuple(replace(new, id=each.id) if meant(each) else each for each in issue.remote_links)
    )


def _checked(wanted: "RemoteLinkBody") -> "RemoteLinkBody":
    errors: dict[str, str] = {}
    if not wanted.target.title.strip():
        errors["title"] = "A remote link needs a title."
    if not _is_url(wanted.target.url):
        errors["url"] = "A remote link needs an absolute URL."
    if errors:
        raise FieldsRefused(errors)
    return wanted


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme) and text.isprintable()


def _content(wanted: "RemoteLinkBody") -> dict[str, object]:
    """All that was said now: what was left out is gone."""
    return wanted.model_dump(by_alias=True, exclude_none=True, exclude={"global_id"})

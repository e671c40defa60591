"""The Jira-issues macro of a page: what it asks of a linked Jira, and everything that may come back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from lxml import etree

from applink_simulator.domain.errors import CredentialsRequired, RemoteError, RemoteUnreachable, TimedOut
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.messages import Reply
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.linking.proxy import Across, send_across, send_anonymously

_NAMESPACES = 'xmlns:ac="urn:ac" xmlns:ri="urn:ri"'
_MACRO = "{urn:ac}structured-macro"
_PARAMETER = "{urn:ac}parameter"
_NAME = "{urn:ac}name"

MACRO_TIMEOUT = 5.0
"""Seconds a page waits for Jira before it says so; ours, the products' is configurable."""
DEFAULT_MAXIMUM = 20


@dataclass(frozen=True, slots=True)
class Macro:
    """What a page asks for: the issues of a query, or one by its key."""

    server_id: str
    """Application id of the link; stale after the link was deleted and made anew (fault F-24)."""
    server: str
    jql: str | None
    key: str | None
    maximum: int = DEFAULT_MAXIMUM


@dataclass(frozen=True, slots=True)
class ShownIssue:
    key: str
    summary: str
    status: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The issues this reader may see; perhaps none."""

    issues: tuple[ShownIssue, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """Authenticate there to see more; what everybody may see is shown meanwhile."""

    authorisation_url: str
    remote: str
    meanwhile: Shown


@dataclass(frozen=True, slots=True)
class NotShown:
    """Why there is nothing, in a reader's words."""

    reason: str


Outcome = Shown | Invitation | NotShown


def macros_in(storage: str) -> Iterator[Macro | str]:
    """The page's parts in order: macros, and what stands between them as XHTML text.

    A page whose storage format is broken comes back as one escaped text rather than not at all.
    """
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(f"<page {_NAMESPACES}>{storage}</page>".encode(), parser)
    except etree.XMLSyntaxError:
        yield storage.replace("&", "&amp;").replace("<", "&lt;")
        return
    yield root.text or ""
    for child in root:
        if child.tag == _MACRO and child.get(_NAME) == "jira":
            yield _macro(child)
            yield child.tail or ""
        else:
            yield etree.tostring(child, encoding="unicode", with_tail=True)


def _macro(element: etree._Element) -> Macro:
    parameters = {each.get(_NAME): each.text or "" for each in element.iter(_PARAMETER)}
    maximum = parameters.get("maximumIssues", "")
    return Macro(
        server_id=parameters.get("serverId", ""),
        server=parameters.get("server", ""),
        jql=parameters.get("jqlQuery"),
        key=parameters.get("key"),
        maximum=int(maximum) if maximum.isdigit() else DEFAULT_MAXIMUM,
    )


def show(product: Product, macro: Macro, reader: User | None) -> Outcome:
    """Ask the linked Jira as that reader; every way to fail becomes words on the page, never a broken page."""
    end = product.state.ends.get(macro.server_id)
    if end is None:
        return NotShown(f"The application link to {macro.server or 'Jira'} does not exist any more.")
    try:
        return _read(send_across(product, end, reader, _question(macro)), macro, end)
    except CredentialsRequired as required:
        return Invitation(required.authorisation_url, end.name, _publicly(product, macro, end))
    except TimedOut:
        return NotShown(f"{end.name} does not answer. Try again in a while.")
    except RemoteUnreachable:
        return NotShown(f"{end.name} cannot be reached, or it has changed to a new address.")
    except RemoteError:
        return NotShown(f"{end.name} could not be asked.")


def _question(macro: Macro) -> Across:
    if macro.key is not None:
        path = f"/rest/api/2/issue/{quote(macro.key, safe='')}?fields=summary,status"
    else:
        query = {"jql": macro.jql or "", "maxResults": str(macro.maximum), "fields": "summary,status"}
        path = f"/rest/api/2/search?{urlencode(query, quote_via=quote)}"
    return Across(path, headers=(("Accept", "application/json"),), timeout=MACRO_TIMEOUT)


def _publicly(product: Product, macro: Macro, end: LinkEnd) -> Shown:
    try:
        outcome = _read(send_anonymously(product, end, _question(macro)), macro, end)
    except RemoteError:
        outcome = None
    return outcome if isinstance(outcome, Shown) else Shown((), 0)


def _read(reply: Reply, macro: Macro, end: LinkEnd) -> Outcome:
    if macro.key is not None and reply.status in {401, 403, 404}:
        return NotShown(f"The issue {macro.key} does not exist, or you may not see it.")
    if reply.status in {401, 403}:
        return NotShown(f"{end.name} refused the request: the link's two ends may not agree. Ask an administrator.")
    if reply.status == 400:
        return NotShown(f"{end.name} did not understand the query.")
    if not reply.fine:
        return NotShown(f"{end.name} answered with status {reply.status}.")
    try:
        document = reply.json()
        found = [document] if macro.key is not None else document["issues"]
        issues = tuple(_issue(each, end) for each in found)
        return Shown(issues, document.get("total", len(issues)))
    except (ValueError, KeyError, TypeError, AttributeError):
        return NotShown(f"{end.name} answered something other than issues, perhaps a login page.")


def _issue(document: dict[str, Any], end: LinkEnd) -> ShownIssue:
    fields = document["fields"]
    key = str(document["key"])
    return ShownIssue(
        key, str(fields["summary"]), str(fields["status"]["name"]), f"{end.display_url}/browse/{quote(key)}"
    )

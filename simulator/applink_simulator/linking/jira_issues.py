"""The Jira-issues macro of a page: what it asks of a linked Jira, and everything that may come back."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from applink_simulator.authentication import scheme_for
from applink_simulator.domain.errors import (
    ApplinkError,
    CredentialsRequired,
    OAuthProblem,
    RemoteUnreachable,
    TimedOut,
)
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.domain.users import User
from applink_simulator.linking.ends import ends_by_type
from applink_simulator.linking.product import Product
from applink_simulator.linking.proxy import Across, send_across, send_anonymously
from applink_simulator.linking.remote import raise_oauth_problem

JIRA = "jira"
DEFAULT_MAXIMUM = 20
MOST_ISSUES = 1000
"""What one macro shows at most, whatever it asks for."""
FIELDS = "summary,status"


@dataclass(frozen=True, slots=True)
class Macro:
    """What a page asks for: the issues of a query, or one by its key."""

    server_id: str
    """Application id of the link; stale when the link was made anew to another installation (fault F-24)."""
    server: str
    jql: str | None
    key: str | None
    maximum: int = DEFAULT_MAXIMUM

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "Macro":
        """As storage format has them; a maximum that is no number counts as none given."""
        maximum = parameters.get("maximumIssues", "").strip()
        countable = maximum.isascii() and maximum.isdigit() and len(maximum) < 9
        jql = parameters.get("jqlQuery")
        return cls(
            server_id=parameters.get("serverId", "").strip().lower(),
            server=parameters.get("server", "").strip(),
            jql=None if jql is None else jql.strip(),
            key=parameters.get("key", "").strip() or None,
            maximum=min(int(maximum), MOST_ISSUES) if countable else DEFAULT_MAXIMUM,
        )


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
    """How many the query finds; more than are shown when it finds more than the macro wants."""


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

NOTHING = Shown((), 0)


class Patience:
    """How long one answer waits for remotes: a while for each request, and twice that for all its macros together.

    Measured on a clock of its own: the products' may stand still.
    """

    def __init__(self, seconds: float) -> None:
        self._each = seconds
        self._until = time.monotonic() + 2 * seconds

    @property
    def seconds(self) -> float:
        """For the next request; not above zero once it has run out."""
        return min(self._each, self._until - time.monotonic())


def show(
    product: Product, macro: Macro, reader: User | None, patience: Patience | None = None, here: str | None = None
) -> Outcome:
    """Ask the linked Jira as that reader; every way to fail becomes words on the page, never a broken page."""
    end = linked_jira(product, macro)
    if end is None:
        return NotShown(f"The application link to {macro.server or 'Jira'} does not exist any more.")
    if macro.key is None and macro.jql is None:
        return NotShown("This macro names neither an issue nor a query.")
    patience = patience or Patience(product.patience)
    if patience.seconds <= 0:
        return NotShown(f"{end.name} was not asked: this page has waited long enough for others. Reload it.")
    try:
        return _read(send_across(product, end, reader, _question(macro, patience)), macro, end)
    except CredentialsRequired:
        where = product.authorisation_url(end, here)
        return Invitation(where, end.name, _publicly(product, macro, end, patience))
    except OAuthProblem as refused:
        if refused.problem == "timestamp_refused":
            return NotShown(f"The clocks of {end.name} and {product.title} differ. Ask an administrator to set them.")
        return NotShown(f"{end.name} refused the request: the link's two ends may not agree. Ask an administrator.")
    except TimedOut:
        return NotShown(f"{end.name} does not answer. Try again in a while.")
    except RemoteUnreachable:
        return NotShown(f"{end.name} cannot be reached, or it has changed to a new address.")
    except ApplinkError:
        return NotShown(f"{end.name} could not be asked.")


def linked_jira(product: Product, macro: Macro) -> LinkEnd | None:
    """By id, else by name, else the primary one; an id that is stale is not made good by a name (F-24)."""
    ends = ends_by_type(product, JIRA)
    if macro.server_id:
        return next((end for end in ends if end.application_id == macro.server_id), None)
    if macro.server:
        return next((end for end in ends if end.name == macro.server), None)
    return next(iter(ends), None)


def where_to_authenticate(product: Product, end: LinkEnd, reader: User) -> str | None:
    """The authorisation URL, when this reader has to authenticate at the remote first; nothing is sent."""
    scheme = scheme_for(end, reader)
    try:
        scheme.sign(OutgoingRequest("GET", end.rpc_url), product.calling(end, scheme, reader), reader)
    except CredentialsRequired as required:
        return str(required.authorisation_url)
    return None


def _question(macro: Macro, patience: Patience) -> Across:
    if macro.key is not None:
        path = f"/rest/api/2/issue/{quote(macro.key, safe='')}?fields={quote(FIELDS)}"
    else:
        query = {"jql": macro.jql or "", "maxResults": str(macro.maximum), "fields": FIELDS}
        path = f"/rest/api/2/search?{urlencode(query, quote_via=quote)}"
    # Never zero: that would mean forever to some, and an error to others.
    return Across(path, headers=(("Accept", "application/json"),), timeout=max(patience.seconds, 0.001))


def _publicly(product: Product, macro: Macro, end: LinkEnd, patience: Patience) -> Shown:
    try:
        outcome = _read(send_anonymously(product, end, _question(macro, patience)), macro, end)
    except ApplinkError:
        return NOTHING
    return outcome if isinstance(outcome, Shown) else NOTHING


def _read(reply: Reply, macro: Macro, end: LinkEnd) -> Outcome:
    raise_oauth_problem(reply, end.rpc_url)
    if reply.status in {401, 403} and not _jiras_own_words(reply):
        # A refused signature: Jira itself would have said no in JSON.
        raise OAuthProblem(url=end.rpc_url, problem="no reason given")
    if macro.key is not None and reply.status in {401, 403, 404} and _jiras_own_words(reply):
        return NotShown(f"The issue {macro.key} does not exist, or you may not see it.")
    if reply.status in {401, 403}:
        return NotShown(f"{end.name} does not show these issues to you.")
    if reply.status == 400:
        return NotShown(f"{end.name} did not understand the query.")
    if 300 <= reply.status < 400:
        return NotShown(f"{end.name} sent us elsewhere: it may have a new address, or ask for a login.")
    if not reply.fine:
        return NotShown(f"{end.name} answered with status {reply.status}.")
    try:
        return _issues(reply, macro, end)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return NotShown(f"{end.name} answered something other than issues, perhaps a login page.")


def _jiras_own_words(reply: Reply) -> bool:
    try:
        return "errorMessages" in reply.json()
    except (ValueError, TypeError, RecursionError):
        return False


def _issues(reply: Reply, macro: Macro, end: LinkEnd) -> Shown:
    document = reply.json()
    if macro.key is not None:
        return Shown((_issue(document, end),), 1)
    issues = tuple(_issue(each, end) for each in document["issues"][: macro.maximum])
    total = document.get("total")
    return Shown(issues, total if isinstance(total, int) else len(issues))


def _issue(document: dict[str, Any], end: LinkEnd) -> ShownIssue:
    fields = document["fields"]
    key = _text(document["key"])
    return ShownIssue(
        key=key,
        summary=_text(fields["summary"]),
        status=_text(fields["status"]["name"]),
        url=f"{end.display_url}/browse/{quote(key, safe='')}",
    )


def _text(value: object) -> str:
    """What can be sent on as UTF-8: JSON may hold half a surrogate pair, and a page must not break on it."""
    return "" if value is None else str(value).encode("utf-8", "replace").decode()

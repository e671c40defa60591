"""Whether a project link may be made or removed: asked before it is tried, with the codes of applinks.md 5.7."""

from dataclasses import dataclass
from urllib.parse import quote

from applink_simulator.domain.errors import ApplinkError, CredentialsRequired, NotThere
from applink_simulator.domain.links import LinkEnd, Provider
from applink_simulator.domain.users import User
from applink_simulator.linking.documents.markup import JSON, read_document
from applink_simulator.linking.product import Product
from applink_simulator.linking.project_links import administers, local_entity, project_link
from applink_simulator.linking.proxy import Across, send_across

PERMISSION = "/rest/applinks/1.0/permission"
KNOWN = frozenset({"ALLOWED", "MISSING", "NO_PERMISSION", "NO_AUTHENTICATION"})
"""What a remote says of the one who asks; anything else is no answer."""


@dataclass(frozen=True, slots=True)
class Permission:
    code: str
    authorisation_url: str | None = None
    """Where the person authenticates, when that is what is missing."""


def may_create(product: Product, user: User, application_id: str) -> Permission:
    """Said to the remote of whoever calls: it does not name a project yet, one of their own is enough."""
    if product.state.ends.get(application_id.lower()) is None:
        return Permission("MISSING")
    mine = any(administers(product, user, each) for each in product.state.contents.containers())
    return Permission("ALLOWED" if mine else "NO_PERMISSION")


@dataclass(frozen=True, slots=True)
class Pair:
    """The two that are linked, as the product that is asked sees them."""

    local_type: str
    local_key: str
    remote_type: str
    remote_key: str

    @property
    def turned(self) -> "Pair":
        return Pair(self.remote_type, self.remote_key, self.local_type, self.local_key)

    @property
    def path(self) -> str:
        parts = (self.local_type, self.local_key, self.remote_type, self.remote_key)
        return "/".join(quote(part, safe="") for part in parts)


def may_delete(product: Product, user: User, application_id: str, pair: Pair) -> Permission:
    try:
        container = local_entity(product, user, pair.local_type, pair.local_key)
        project_link(product, container, application_id, pair.remote_type, pair.remote_key)
    except NotThere:
        return Permission("MISSING")
    return Permission("ALLOWED" if administers(product, user, container) else "NO_PERMISSION")


def may_create_there(product: Product, end: LinkEnd, user: User) -> Permission:
    return _ask(product, end, user, f"create-entity/{product.application_id}")


def may_delete_there(product: Product, end: LinkEnd, user: User, pair: Pair) -> Permission:
    return _ask(product, end, user, f"delete-entity/{product.application_id}/{pair.turned.path}")


def _ask(product: Product, end: LinkEnd, user: User, what: str) -> Permission:
    way_in = product.authorisation_url(end) if Provider.OAUTH in end.providers else None
    try:
        reply = send_across(product, end, user, Across(f"{PERMISSION}/{what}", headers=(("Accept", JSON),)))
        if reply.status == 401:
            return Permission("AUTHENTICATION_FAILED", way_in)
        code = read_document(reply.body, reply.content_type).get("code") if reply.status == 200 else None
    except CredentialsRequired as required:
        return Permission("CREDENTIALS_REQUIRED", required.authorisation_url)
    except ApplinkError:
        return Permission("NO_CONNECTION")
    if code not in KNOWN:
        return Permission("NO_CONNECTION")
    return Permission(code, way_in if code == "NO_AUTHENTICATION" else None)

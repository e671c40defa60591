"""Whether a project link may be made or removed: asked before it is tried, with the codes of applinks.md 5.7."""

from dataclasses import dataclass
from urllib.parse import quote

from applink_simulator.domain.errors import NotThere
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.users import User
from applink_simulator.linking.permission import Code, Permission, ask_remote
from applink_simulator.linking.product import Product
from applink_simulator.linking.project_links import administers, local_entity, project_link


def may_create(product: Product, user: User, application_id: str) -> Code:
    """Said to the remote of whoever calls: it does not name a project yet, one of their own is enough."""
    if product.state.ends.get(application_id.lower()) is None:
        return Code.MISSING
    mine = any(administers(product, user, each) for each in product.state.contents.containers())
    return Code.ALLOWED if mine else Code.NO_PERMISSION


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


def may_delete(product: Product, user: User, application_id: str, pair: Pair) -> Code:
    try:
        container = local_entity(product, user, pair.local_type, pair.local_key)
        project_link(product, container, application_id, pair.remote_type, pair.remote_key)
    except NotThere:
        return Code.MISSING
    return Code.ALLOWED if administers(product, user, container) else Code.NO_PERMISSION


def may_create_there(product: Product, end: LinkEnd, user: User) -> Permission:
    return ask_remote(product, end, user, f"create-entity/{product.application_id}")


def may_delete_there(product: Product, end: LinkEnd, user: User, pair: Pair) -> Permission:
    return ask_remote(product, end, user, f"delete-entity/{product.application_id}/{pair.turned.path}")

"""Links between a project or space here and one at a linked product (applinks.md 6).

They belong to those who administer the project, and hang on the application link.
"""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from applink_simulator.domain.content import Container
from applink_simulator.domain.errors import (
    ApplinkError,
    BadInput,
    CredentialsRequired,
    EntitiesUnknown,
    EntityAdministratorRequired,
    NoSuchEntity,
    NoSuchProjectLink,
    NotReciprocated,
    Unreadable,
)
from applink_simulator.domain.links import LinkEnd, ProjectLink
from applink_simulator.domain.messages import Reply
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.domain.users import User
from applink_simulator.linking.documents.markup import JSON, XML, read_document, to_xml
from applink_simulator.linking.ends import TYPE_NOT_INSTALLED, link_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.proxy import Across, send_across, send_anonymously

ENTITIES = "/rest/applinks/1.0/entities"
ENTITY_LINK = "/rest/applinks/1.0/entitylink"


@dataclass(frozen=True, slots=True)
class Entity:
    """A project or space, as its product tells others of it."""

    type_id: str
    key: str
    name: str


def local_type(product: Product) -> str:
    """What this product's projects or spaces are called on the wire."""
    return next(iter(product.kind.type.entities), "")


def visible_entities(product: Product, user: User | None) -> list[Entity]:
    return [entity_of(product, each) for each in product.state.contents.containers() if _sees(product, user, each)]


def entity_of(product: Product, container: Container) -> Entity:
    return Entity(local_type(product), container.key, container.name)


def local_entity(product: Product, user: User | None, type_id: str, key: str) -> Container:
    """The project or space that is meant; one that the user may not see is answered like none."""
    if type_id not in product.kind.type.entities:
        raise BadInput(f"{product.title} has nothing of the type {type_id[:80]!r}.", key=TYPE_NOT_INSTALLED)
    container = product.state.contents.container(key)
    if container is None or not _sees(product, user, container):
        raise NoSuchEntity(key=key[:80])
    return container


def _sees(product: Product, user: User | None, container: Container) -> bool:
    if user is None:
        return product.state.rights.anonymous_access and container.shows_to(None)
    return container.shows_to(user) or administers(product, user, container)


def administers(product: Product, user: User | None, container: Container) -> bool:
    """Those who are named for it, and administrators of the product."""
    if user is None:
        return False
    return container.administrators.includes(user) or product.state.rights.is_administrator(user)


def require_administers(product: Product, user: User, container: Container) -> None:
    if not administers(product, user, container):
        raise EntityAdministratorRequired(key=container.key)


def links_of(product: Product, container: Container, type_id: str | None = None) -> list[ProjectLink]:
    return [each for each in product.state.project_links.of(container.key) if type_id in (None, each.type_id)]


def project_link(product: Product, container: Container, application_id: str, type_id: str, key: str) -> ProjectLink:
    """The one between these two; NoSuchProjectLink when they are not linked."""
    wanted = ProjectLink(container.key, application_id.lower(), type_id, key, "")
    for link in product.state.project_links.of(container.key):
        if link.is_same(wanted):
            return link
    raise NoSuchProjectLink(key=container.key)


def require_entity_type(end: LinkEnd, type_id: str) -> None:
    known = APPLICATION_TYPES[end.type_id].entities if end.type_id in APPLICATION_TYPES else ()
    if type_id not in known:
        raise BadInput(f"{end.name} has nothing of the type {type_id[:80]!r}.", key=TYPE_NOT_INSTALLED)


def create_both_ends(product: Product, link: ProjectLink, user: User) -> ProjectLink:
    """The remote's half first, as the current user: whom it refuses gets no half here either."""
    path, ours = other_half(product, link)
    headers = (("Content-Type", XML), ("Accept", XML), ("X-Atlassian-Token", "no-check"))
    across = Across(path, "PUT", headers, to_xml("entityLink", ours))
    _at_the_remote(product, link, user, across, done={200, 201})
    return add(product, link)


def other_half(product: Product, link: ProjectLink) -> tuple[str, dict[str, Any]]:
    """Where the remote keeps its half, and what that says of ours."""
    container = product.state.contents.container(link.local_key)
    ours = {
        "applicationId": product.application_id,
        "typeId": local_type(product),
        "key": link.local_key,
        "name": link.local_key if container is None else container.name,
        "isPrimary": False,
    }
    return f"{ENTITY_LINK}/{quote(link.type_id, safe='')}/{quote(link.key, safe='')}?reciprocate=false", ours


def add(product: Product, link: ProjectLink) -> ProjectLink:
    """In place of an equal one; the first of a type is primary."""
    return product.state.together(lambda: _added(product, link))


def _added(product: Product, link: ProjectLink) -> ProjectLink:
    before = product.state.project_links.of(link.local_key)
    primaries = [other for other in before if other.type_id == link.type_id and other.primary]
    stays_primary = any(other.is_same(link) for other in primaries)
    link = replace(link, primary=link.primary or stays_primary or not primaries)
    product.state.project_links.put(link)
    if link.primary:
        make_primary(product, link)
    return link


def make_primary(product: Product, link: ProjectLink) -> None:
    """One for each type: the others step back."""

    def put() -> None:
        for other in product.state.project_links.of(link.local_key):
            if other.type_id == link.type_id and other.primary != other.is_same(link):
                product.state.project_links.put(replace(other, primary=other.is_same(link)))

    product.state.together(put)


def remove_both_ends(product: Product, link: ProjectLink, user: User) -> None:
    """Likewise: ours stays unless the remote took its own away."""
    ours = {"typeId": local_type(product), "key": link.local_key, "applicationId": product.application_id}
    where = f"{ENTITY_LINK}/{quote(link.type_id, safe='')}/{quote(link.key, safe='')}"
    across = Across(f"{where}?{urlencode(ours)}&reciprocate=false", "DELETE", (("X-Atlassian-Token", "no-check"),))
    _at_the_remote(product, link, user, across, done={200})
    remove(product, link)


def remove(product: Product, link: ProjectLink) -> None:
    """This half alone; where it was the primary one, the next of its type is."""
    product.state.together(lambda: _removed(product, link))


def _removed(product: Product, link: ProjectLink) -> None:
    if not product.state.project_links.remove(link):
        raise NoSuchProjectLink(key=link.local_key)
    if link.primary:
        rest = [other for other in product.state.project_links.of(link.local_key) if other.type_id == link.type_id]
        if rest:
            make_primary(product, rest[0])


def _at_the_remote(product: Product, link: ProjectLink, user: User, across: Across, *, done: set[int]) -> None:
    end = link_end(product, link.application_id)
    try:
        reply = send_across(product, end, user, across)
    except CredentialsRequired:
        raise
    except ApplinkError as problem:
        raise NotReciprocated(name=end.name, reason=str(problem)) from problem
    if reply.status not in done:
        raise NotReciprocated(name=end.name, reason=f"it answered {reply.status}")


def remote_entities(product: Product, end: LinkEnd, user: User | None) -> list[Entity]:
    """What the remote shows that user of its projects or spaces; None asks as nobody."""
    across = Across(ENTITIES, headers=(("Accept", JSON),))
    try:
        reply = send_anonymously(product, end, across) if user is None else send_across(product, end, user, across)
        if reply.status != 200:
            raise EntitiesUnknown(name=end.name, reason=f"it answered {reply.status}")
        return _read_entities(reply)
    except (CredentialsRequired, EntitiesUnknown):
        raise
    except ApplinkError as problem:
        raise EntitiesUnknown(name=end.name, reason=str(problem)) from problem


def _read_entities(reply: Reply) -> list[Entity]:
    found = read_document(reply.body, reply.content_type).get("entity", [])
    members = ("typeId", "key", "name")
    entities = found if isinstance(found, list) else [found]
    if not all(
        isinstance(each, dict) and all(isinstance(each.get(name), str) for name in members) for each in entities
    ):
        raise Unreadable("Expected entities with typeId, key and name.")
    return [Entity(*(each[name] for name in members)) for each in entities]

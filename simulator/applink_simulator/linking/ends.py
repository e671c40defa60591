"""A product's own link ends: looked up, added, edited, removed; no remote is asked here."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from applink_simulator.domain.errors import BadInput, FormInvalid, NoSuchLink, SeveralInvalid, Unreadable
from applink_simulator.domain.identity import is_application_id, url_based_id, without_trailing_slash
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.domain.urls import is_web_address
from applink_simulator.linking.product import Product

TYPE_NOT_INSTALLED = "applinks.type.not.installed"


def link_end(product: Product, application_id: str) -> LinkEnd:
    """The end that links to the product with that id; Unreadable when it is no id, NoSuchLink when there is none."""
    if not is_application_id(application_id):
        raise Unreadable(f"This is no application id: {application_id[:80]!r}.")
    end = product.state.ends.get(application_id.lower())
    if end is None:
        raise NoSuchLink(application_id=application_id)
    return end


def ends_by_type(product: Product, type_id: str | None = None) -> list[LinkEnd]:
    """All ends, or those to one type with the primary first; BadInput for a type that is not installed."""
    if type_id is None:
        return readable_ends(product)
    require_type(type_id)
    ends = [end for end in product.state.ends if end.type_id == type_id]
    return sorted(ends, key=lambda end: not end.primary)


def readable_ends(product: Product) -> list[LinkEnd]:
    """Without records that have lost their type: the products log those and leave them out (F-48)."""
    return [end for end in product.state.ends if end.type_id]


def primary_end(product: Product, type_id: str) -> LinkEnd | None:
    return next((end for end in product.state.ends if end.type_id == type_id and end.primary), None)


def require_type(type_id: str) -> None:
    if type_id not in APPLICATION_TYPES:
        raise BadInput(f"Applications of the type {type_id!r} cannot be linked here.", key=TYPE_NOT_INSTALLED)


def require_url(url: str, what: str) -> str:
    """The URL without trailing slashes; FormInvalid when it is not absolute http or https."""
    if not is_web_address(url):
        raise FormInvalid(what, f"This is no http or https URL: {url[:200]!r}.", key="applinks.error.url.invalid")
    return without_trailing_slash(url)


def require_name(name: str) -> None:
    if not name.strip():
        raise FormInvalid("application-name", "An application link needs a name.", key="applinks.error.appname")


def add_end(product: Product, end: LinkEnd) -> LinkEnd:
    """Store a new end: a clashing name gets a number, the first link of a type becomes primary (applinks.md 5)."""
    return product.state.together(lambda: _added(product, end))


def _added(product: Product, end: LinkEnd) -> LinkEnd:
    end = replace(
        end,
        application_id=end.application_id.lower(),
        name=free_name(end.name, (other.name for other in product.state.ends)),
        primary=end.primary or primary_end(product, end.type_id) is None,
    )
    if not product.state.ends.add(end):
        raise BadInput("A link to that application exists already.", key="applinks.error.duplicate.url")
    if end.primary:
        make_primary(product, end)
    return end


def free_name(name: str, taken: Iterable[str]) -> str:
    """``Wiki``, ``Wiki - 2``, ``Wiki - 3``, …"""
    taken = set(taken)
    if name not in taken:
        return name
    number = 2
    while f"{name} - {number}" in taken:
        number += 1
    return f"{name} - {number}"


def end_id(application_id: str | None, type_id: str, rpc_url: str) -> str:
    """The id to store: the given one, or one derived from the URL for generic links and where none is given."""
    if not application_id or type_id == "generic":
        return url_based_id(rpc_url)
    if not is_application_id(application_id):
        raise Unreadable(f"This is no application id: {application_id[:80]!r}.")
    return application_id.lower()


def edit_end(product: Product, end: LinkEnd, *, name: str, display_url: str, primary: bool) -> LinkEnd:
    """Rename, show elsewhere, make primary."""
    display_url = check_edit(product, end, name=name, display_url=display_url)
    edited = replace(end, name=name, display_url=display_url, primary=end.primary or primary)
    _put(product, edited, primary=primary)
    return edited


def _put(product: Product, end: LinkEnd, *, primary: bool) -> None:
    """What others of its type are follows at once, or not at all."""

    def put() -> None:
        product.state.ends.put(end)
        if primary:
            make_primary(product, end)

    product.state.together(put)


def check_edit(product: Product, end: LinkEnd, *, name: str, display_url: str) -> str:
    """The display URL without trailing slashes; an error when the end cannot be called or shown so."""
    require_name(name)
    if any(other.name == name and other.application_id != end.application_id for other in product.state.ends):
        raise BadInput(f"Another link is called {name!r} already.", key="applinks.error.duplicate.name")
    return require_url(display_url, "display-url")


def replace_end(
    product: Product, end: LinkEnd, *, name: str, rpc_url: str, display_url: str, primary: bool
) -> LinkEnd:
    """All at once, as version 3 does; SeveralInvalid names everything that is wrong."""
    edited = replace(
        end,
        name=name,
        rpc_url=without_trailing_slash(rpc_url),
        display_url=without_trailing_slash(display_url),
        primary=end.primary or primary,
    )
    others = [other for other in product.state.ends if other.application_id != end.application_id]
    if wrong := list(_mistakes(edited, others)):
        raise SeveralInvalid(wrong)
    _put(product, edited, primary=primary)
    return edited


def _mistakes(end: LinkEnd, others: list[LinkEnd]) -> Iterator[BadInput]:
    if end.system:
        yield BadInput("A system link cannot be changed.", context="system")
    if not end.name.strip():
        yield FormInvalid("name", "An application link needs a name.")
    elif any(other.name == end.name for other in others):
        yield FormInvalid("name", f"Another link is called {end.name!r} already.")
    for field, url, taken in (
        ("rpcUrl", end.rpc_url, {other.rpc_url for other in others}),
        ("displayUrl", end.display_url, {other.display_url for other in others}),
    ):
        if not is_web_address(url):
            yield FormInvalid(field, f"This is no http or https URL: {url[:200]!r}.")
        elif url in taken:
            yield FormInvalid(field, "Another link has that URL already.")


def make_primary(product: Product, end: LinkEnd) -> None:
    """One primary for each type: the others step back."""

    def swap() -> None:
        for other in product.state.ends:
            if other.type_id == end.type_id and other.primary != (other.application_id == end.application_id):
                # One that is deleted meanwhile is not to come back to life.
                product.state.ends.swap(other, replace(other, primary=not other.primary))

    product.state.together(swap)


def remove_end(product: Product, end: LinkEnd) -> None:
    """This product's half goes, with the trust it gave and its tokens; the remote keeps its own (applinks.md 5.7).

    All of it at once: nobody is to find a link whose trust is gone already because a product died between the two.
    """
    product.state.together(lambda: _removed(product, end))


def _removed(product: Product, end: LinkEnd) -> None:
    state = product.state
    # In the products' order (applinks.md 5.7).
    state.project_links.remove_of_link(end.application_id)
    consumer = state.consumers.of_link(end.application_id)
    if consumer is not None:
        state.tokens.remove_of_consumer(consumer.key)
        state.consumers.remove(consumer.key)
    state.user_tokens.remove_of_link(end.application_id)
    for trusted_id, application_id in state.trusted_applications.items():
        if application_id == end.application_id:
            state.trusted_applications.remove(trusted_id)
    removed = state.ends.remove(end.application_id)
    if removed is None:
        raise NoSuchLink(application_id=end.application_id)
    if removed.primary:
        following = next((other for other in product.state.ends if other.type_id == end.type_id), None)
        if following is not None:
            make_primary(product, following)

"""What a reader may see of spaces and pages; what is hidden is answered like what does not exist."""

from collections.abc import Iterator

from applink_simulator.domain.content import Container, Page
from applink_simulator.domain.errors import NotAllowed, NotThere
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.web.caller import this_caller, this_product


class NoSuchContent(NotThere):
    message = "No content found with id: ContentId{{id={id}}}"


class NoSuchSpace(NotThere):
    message = "No space with key : {key}"


class AnonymousUseOff(NotAllowed):
    message = "Anonymous users do not have permission to use Confluence."


class ChangeNotAllowed(NotAllowed):
    message = "Anonymous users do not have permission to change content."


def require_use() -> None:
    """Nobody without a login where anonymous access is off: 403 by guess, some versions say 401 (products.md 13)."""
    if this_caller().user is None and not this_product().state.rights.anonymous_access:
        raise AnonymousUseOff


def shows(product: Product, page: Page, reader: User | None) -> bool:
    """A restriction on a page also holds for the pages below it."""
    if not page.shows_to(reader):
        return False
    above = (product.state.contents.page(each) for each in page.ancestors)
    return all(ancestor.shows_to(reader) for ancestor in above if ancestor is not None)


def pages_for(product: Product, reader: User | None) -> Iterator[Page]:
    return (page for page in product.state.contents.pages() if shows(product, page, reader))


def page_for(product: Product, page_id: str, reader: User | None) -> Page:
    page = product.state.contents.page(page_id)
    if page is None or not shows(product, page, reader):
        raise NoSuchContent(id=page_id[:80])
    return page


def page_titled(product: Product, key: str, title: str, reader: User | None) -> Page | None:
    """By space and title, both whatever their case."""
    key, title = key.lower(), title.lower()
    return next(
        (
            page
            for page in product.state.contents.pages()
            if page.title.lower() == title and page.space.key.lower() == key and shows(product, page, reader)
        ),
        None,
    )


def spaces_for(product: Product, reader: User | None) -> list[Container]:
    return [space for space in product.state.contents.containers() if space.shows_to(reader)]


def space_for(product: Product, key: str, reader: User | None) -> Container:
    space = product.state.contents.container(key)
    if space is None or not space.shows_to(reader):
        raise NoSuchSpace(key=key[:255])
    return space

"""What makes a product a Jira or a Confluence, as data."""

from collections.abc import Mapping
from dataclasses import dataclass

from applink_simulator.domain.types import APPLICATION_TYPES, ApplicationType


@dataclass(frozen=True)
class AdministratorsCall:
    """A REST request of an administrator about one user; ``{user}`` stands for the username."""

    method: str
    path: str
    body: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Release:
    """A version of a product."""

    build: int
    applinks: str = "9.1.4"
    """The version of application links in it: what it can do on a link follows from that alone."""


@dataclass(frozen=True)
class ProductKind:
    """Names and defaults of one kind of product (products.md 1 and 2)."""

    name: str
    type_id: str
    """How it calls itself on the wire."""
    context_path: str
    default_port: int
    """Where an installation of it listens; here ports are free ones unless the topology says otherwise."""
    versions: Mapping[str, Release]
    """The default first."""
    login_path: str
    """Where the login form posts ``os_username`` and ``os_password``."""
    login_page: str
    logout_path: str
    confirm_path: str
    """Where an administrator gives the password again; known from the products' pages, not from a reference."""
    dashboard: str
    icon: str
    icon_large: str
    container_word: str
    item_word: str
    link_list_path: str = "/plugins/servlet/applinks/listApplicationLinks"
    """Where administrators find the list of application links; the usual address works everywhere."""
    xsrf_cookie: str = "atl.xsrf.token"
    deactivate_user: AdministratorsCall | None = None
    """None where administrators do not do that over REST."""
    reactivate_user: AdministratorsCall | None = None
    remove_user: AdministratorsCall | None = None

    @property
    def type(self) -> ApplicationType:
        return APPLICATION_TYPES[self.type_id]

    @property
    def default_version(self) -> str:
        return next(iter(self.versions))

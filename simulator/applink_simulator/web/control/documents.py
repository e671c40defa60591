"""What travels over the control surface, as pydantic models; the client of ours reads the same ones."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from applink_simulator.domain.content import Container, Issue, Page
from applink_simulator.domain.exchanges import Exchange
from applink_simulator.domain.links import Consumer, Level, LinkEnd
from applink_simulator.domain.points import Point
from applink_simulator.domain.tokens import Token, UserToken
from applink_simulator.domain.users import Audience, Rights, User

A_CENTURY = 100 * 366 * 24 * 3600.0
"""Seconds; no clock is further off than that."""
LATEST = 32_503_680_000.0
"""The year 3000, in seconds since 1970."""

BASE_URL = r"^https?://[^/?#\s]+(/[^?#\s]*[^/?#\s])?$"
"""Without a slash at its end."""

WHOLE = r"^[^\x00]*$"
"""Databases take no text with a NUL in it."""
Text = Annotated[str, Field(max_length=2_000, pattern=WHOLE)]
Title = Annotated[str, Field(min_length=1, max_length=255, pattern=WHOLE)]
Name = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]
"""Something that stands in a path."""
LevelName = Literal["disabled", "three_legged_only", "oauth", "impersonation"]
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=255, pattern=WHOLE)]], Field(max_length=10_000)]
"""Of people or groups."""


class Document(BaseModel):
    """A field that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)


def example(**document: Any) -> ConfigDict:
    """Of a document, for the description."""
    return ConfigDict(json_schema_extra={"example": document})


class ProductDocument(Document):
    """What a product is."""

    name: str
    kind: str
    title: str
    version: str
    versions: list[str]
    """Those that can be installed."""
    base_url: str
    told_origin: str
    """Scheme, host and port of the proxy in front, if it was told of one."""
    server_id: str
    application_id: str
    consumer_key: str
    public_key: str
    """Base64 of the DER SubjectPublicKeyInfo."""
    process: int
    """Its process id, another one after a restart; of several workers that of the one who answers."""


class ProductChange(Document):
    """What of it shall be otherwise; what is left out stays."""

    model_config = example(title="Jira of the north", told_origin="https://jira.example.com")

    title: Title | None = None
    version: Text | None = None
    base_url: Annotated[str, Field(max_length=2_000, pattern=BASE_URL)] | None = None
    told_origin: Annotated[str, Field(max_length=2_000, pattern=r"^(https?://[^/?#\s]+)?$")] | None = None
    server_id: Title | None = None
    """A copy of an installation has the same one; another one makes it another installation."""
    trusted_authority: (
        Annotated[str, Field(max_length=200_000, json_schema_extra={"format": "pem-certificates"})] | None
    ) = None
    """One more authority, as PEM, whose certificates it trusts when it calls."""


class KeyDocument(Document):
    """A product's key pair."""

    private_key: Annotated[str, Field(max_length=20_000, repr=False, json_schema_extra={"format": "pem-private-key"})]
    """PEM, not encrypted."""


class UserDocument(Document):
    """A person of the product's userbase, as it is written down; the password is not shown."""

    model_config = example(
        name="alice",
        display_name="Alice",
        email="alice@example.com",
        active=True,
        groups=["staff"],
    )

    name: str
    display_name: str
    email: str
    active: bool
    groups: list[str]

    @classmethod
    def of(cls, user: User) -> "UserDocument":
        return cls(
            name=user.name,
            display_name=user.display_name,
            email=user.email,
            active=user.active,
            groups=sorted(user.groups),
        )


class UserChange(Document):
    """Somebody new, or what shall be otherwise about somebody; what is left out stays, or is the username."""

    model_config = example(display_name="Alice", email="alice@example.com", active=True, groups=["staff"])

    name: Name | None = None
    """Renames."""
    display_name: Text | None = None
    email: Text | None = None
    password: Annotated[str | None, Field(max_length=2_000, pattern=WHOLE, repr=False)] = None
    active: bool | None = None
    groups: Names | None = None


class RightsDocument(Document):
    """Global permissions; people are ``anyone``, ``signed-in``, ``group:NAME`` and usernames."""

    model_config = example(
        system_administrators=["anna"],
        administrators=["group:administrators"],
        may_use=["signed-in"],
        anonymous_access=True,
    )

    system_administrators: Names
    administrators: Names
    may_use: Names
    anonymous_access: bool

    @classmethod
    def of(cls, rights: Rights) -> "RightsDocument":
        return cls(
            system_administrators=rights.system_administrators.names,
            administrators=rights.administrators.names,
            may_use=rights.may_use.names,
            anonymous_access=rights.anonymous_access,
        )

    def rights(self) -> Rights:
        return Rights(
            Audience.of(self.system_administrators),
            Audience.of(self.administrators),
            Audience.of(self.may_use),
            self.anonymous_access,
        )


class ContainerDocument(Document):
    """A project or a space."""

    key: str
    name: str
    visible_to: list[str]
    administrators: list[str]

    @classmethod
    def of(cls, container: Container) -> "ContainerDocument":
        return cls(
            key=container.key,
            name=container.name,
            visible_to=container.visible_to.names,
            administrators=container.administrators.names,
        )


class ContainerChange(Document):
    """What shall be otherwise about a project or a space."""

    model_config = example(visible_to=["alice", "group:staff"])

    name: Title | None = None
    visible_to: Names | None = None
    administrators: Names | None = None


class ItemDocument(Document):
    """An issue or a page."""

    id: str
    key: str
    """The issue's key; empty for a page."""
    container: str
    title: str
    visible_to: list[str] | None
    """Who of those who see the container sees it; None is all of them."""

    @classmethod
    def of(cls, item: Issue | Page) -> "ItemDocument":
        return cls(
            id=item.id,
            key=item.key if isinstance(item, Issue) else "",
            container=item.project.key if isinstance(item, Issue) else item.space.key,
            title=item.summary if isinstance(item, Issue) else item.title,
            visible_to=None if item.visible_to is None else item.visible_to.names,
        )


class ItemChange(Document):
    """What shall be otherwise about an issue or a page."""

    model_config = example(title="The lamp flickers", visible_to=["alice"])

    title: Title | None = None
    visible_to: Names | None = None
    """None is all who see the container; left out, it stays."""


class ItemWish(Document):
    """A new issue or page."""

    model_config = example(container="DEMO", title="The lamp flickers", text="Only in the evening.")

    container: Name
    title: Title
    text: Annotated[str, Field(max_length=100_000, pattern=WHOLE)] = ""
    """A description, or a page's body in storage format."""
    visible_to: Names | None = None


class ClockDocument(Document):
    """How the product's clock runs."""

    model_config = example(ahead=600, frozen_at=None)

    ahead: Annotated[float, Field(ge=-A_CENTURY, le=A_CENTURY, allow_inf_nan=False)] = 0.0
    """Seconds; negative is behind."""
    frozen_at: Annotated[float, Field(ge=0, le=LATEST, allow_inf_nan=False)] | None = None
    """The second since 1970 at which it stands still, before ``ahead`` is added; None lets it run."""


class ClockReading(ClockDocument):
    """How the product's clock runs, and what it shows."""

    now: float


class FaultDocument(Document):
    """A misbehaviour that can stand at the product's door."""

    name: str
    """Completes a sentence that begins with the product."""
    standing: bool


class ExchangeDocument(Document):
    """One request at the product's door with its reply; secrets in headers are there, for a test may need them."""

    number: int
    at: float
    product: str
    sender: str
    method: str
    url: str
    query: str
    headers: list[tuple[str, str]]
    body: Base64Bytes
    status: int
    reply_headers: list[tuple[str, str]]
    reply_body: Base64Bytes
    caller: str | None
    way: str
    consumer: str | None
    refusal: str
    seconds: float


class JournalDocument(Document):
    """What was answered after a position, in order of the answers; the next question begins at ``position``."""

    exchanges: list[ExchangeDocument]
    signed_texts: list[tuple[str, str]]
    """What the product signed and others refused lately: the Authorization header, and the base string."""
    crashes: list[str]
    """What went wrong inside the product, as tracebacks."""
    position: int


class PointDocument(Document):
    """A place at which the product can be made to die; it has not done yet what is named."""

    number: int
    doing: str
    what: str

    @classmethod
    def of(cls, point: Point) -> "PointDocument":
        return cls(number=point.number, doing=point.doing.value, what=point.what)


class KillDocument(Document):
    """Where the process shall die."""

    number: Annotated[int, Field(ge=1, le=10_000, strict=False)]
    """Counted from now on."""
    process: Annotated[int, Field(ge=1, le=2**53, strict=False)]
    """Its id, as ``/product`` tells it: so that nobody dies by mistake."""


class WayDocument(Document):
    """What happens to the product's requests to one origin."""

    origin: Annotated[str, Field(max_length=2_000, pattern=r"^https?://[^/?#\s]+$")]
    """Scheme, host and port."""
    how: Literal["unknown", "refused", "dropped", "reset"]
    """The name is not known; nobody listens; nobody answers; the connection breaks."""


class LinkEndDocument(Document):
    """The product's end of a link."""

    application_id: str
    name: str
    type_id: str
    rpc_url: str
    display_url: str
    primary: bool
    system: bool
    outgoing: str
    """The level at which it calls."""
    incoming: str | None
    """The level at which it takes calls; None without a consumer."""

    @classmethod
    def of(cls, end: LinkEnd, consumer: Consumer | None) -> "LinkEndDocument":
        return cls(
            application_id=end.application_id,
            name=end.name,
            type_id=end.type_id,
            rpc_url=end.rpc_url,
            display_url=end.display_url,
            primary=end.primary,
            system=end.system,
            outgoing=end.outgoing.name.lower(),
            incoming=None if consumer is None else consumer.level.name.lower(),
        )


class ConsumerDocument(Document):
    """What the product trusts to sign; without its key's text."""

    key: str
    name: str
    application_id: str | None
    """Of the link it came with; None when it was registered by hand or is left over."""
    level: str

    @classmethod
    def of(cls, consumer: Consumer) -> "ConsumerDocument":
        return cls(
            key=consumer.key,
            name=consumer.name,
            application_id=consumer.application_id,
            level=consumer.level.name.lower(),
        )


class LinkEndChange(Document):
    """What shall be otherwise in the product's record of the link, as if somebody were in its database."""

    model_config = example(rpc_url="https://jira.example.com", outgoing="impersonation")

    name: Text | None = None
    type_id: Text | None = None
    rpc_url: Text | None = None
    display_url: Text | None = None
    primary: bool | None = None
    system: bool | None = None
    outgoing: LevelName | None = None
    incoming: LevelName | None = None


def level_named(name: LevelName) -> Level:
    return Level[name.upper()]


class TokenDocument(Document):
    """What somebody granted a consumer here, without its value and secret."""

    consumer_key: str
    state: str
    username: str | None
    created: datetime

    @classmethod
    def of(cls, token: Token) -> "TokenDocument":
        return cls(
            consumer_key=token.consumer_key,
            state=token.state.value,
            username=token.username,
            created=datetime.fromtimestamp(token.created, UTC),
        )


class HeldTokenDocument(Document):
    """What somebody was granted at a remote, without its value and secret."""

    application_id: str
    """The remote's."""
    username: str
    granted: bool
    """False is a request token: the dance is not over."""

    @classmethod
    def of(cls, token: UserToken) -> "HeldTokenDocument":
        return cls(application_id=token.application_id, username=token.username, granted=token.granted)


class ResetDocument(Document):
    """What to go back to."""

    model_config = example(snapshot="before")

    snapshot: Name


def exchange_document(exchange: Exchange) -> dict[str, Any]:
    """As ``ExchangeDocument``, made by hand: a journal is asked for after every step."""
    return {
        "number": exchange.number,
        "at": exchange.at,
        "product": exchange.product,
        "sender": exchange.sender,
        "method": exchange.method,
        "url": exchange.url,
        "query": exchange.query,
        "headers": exchange.headers,
        "body": b64encode(exchange.body).decode(),
        "status": exchange.status,
        "reply_headers": exchange.reply_headers,
        "reply_body": b64encode(exchange.reply_body).decode(),
        "caller": exchange.caller,
        "way": exchange.way,
        "consumer": exchange.consumer,
        "refusal": exchange.refusal,
        "seconds": exchange.seconds,
    }

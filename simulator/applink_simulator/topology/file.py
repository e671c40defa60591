"""What a topology file may say, as pydantic models; the docstrings are what an editor shows while one types.

What a product leaves out is filled in from its kind before anything is checked: a loaded
``Product`` is complete.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from applink_simulator.domain.links import Level
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.users import ANYONE, GROUP, SIGNED_IN
from applink_simulator.products import kinds

EVERYWHERE = ""
"""Stands for every product in an ``acting_as`` that is one username."""


def _name(text: str) -> str:
    if not text or text != text.strip() or "\n" in text:
        raise ValueError("a name is not empty, has no blanks at its ends and stays on one line")
    return text


def _username(text: str) -> str:
    if text.lower() in (ANYONE, SIGNED_IN) or text.lower().startswith(GROUP):
        raise ValueError(f'"{text}" means something else where people are listed: no user can be called so')
    return text


def _product_name(text: str) -> str:
    if not all(char.isalnum() or char in " ._-" for char in text):
        raise ValueError("the name of a product has letters, digits, blanks, and . _ - only")
    return text


def _project_key(text: str) -> str:
    if not (text.isascii() and text[:1].isalpha() and text.replace("_", "").isalnum() and text.isupper()):
        raise ValueError(f'"{text}" is no project key: capital letters, digits and _, a letter first')
    return text


def _space_key(text: str) -> str:
    if not (text.isascii() and text.removeprefix("~").isalnum()):
        raise ValueError(f'"{text}" is no space key: letters and digits, for a personal space after a ~')
    return text


def _context_path(text: str) -> str:
    path = text.rstrip("/")
    if path and not path.startswith("/"):
        raise ValueError(f'the context path "{text}" does not start with "/"')
    segments = path.split("/")[1:]
    allowed = all(segment.replace("-", "").replace("_", "").replace(".", "").isalnum() for segment in segments)
    if not (path.isascii() and allowed):
        raise ValueError(f'the context path "{text}" is none: letters, digits, . _ - after each "/"')
    return path


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _groups(value: object) -> object:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return dict.fromkeys(value)
    return value


def _acting_as(value: object) -> object:
    return {EVERYWHERE: value} if isinstance(value, str) else value


def _or(alternative: dict[str, object]) -> Any:
    """For the schema: a shorter way to write the same."""

    def extended(schema: dict[str, Any]) -> None:
        written = {word: schema.pop(word) for word in list(schema) if word in ("type", "additionalProperties")}
        schema["anyOf"] = [alternative, *schema.pop("anyOf", [written])]

    return extended


def _one_of_the_kinds(schema: dict[str, Any]) -> None:
    schema["enum"] = sorted(kinds())


_TEXT: dict[str, object] = {"type": "string"}
_WORDS: dict[str, object] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_ALSO_A_NUMBER: dict[str, Any] = {"type": ["string", "number"]}

Name = Annotated[str, AfterValidator(_name)]
Username = Annotated[Name, AfterValidator(_username)]
ProductName = Annotated[Name, AfterValidator(_product_name)]
ProjectKey = Annotated[str, AfterValidator(_project_key)]
SpaceKey = Annotated[str, AfterValidator(_space_key)]
Words = Annotated[tuple[Name, ...], BeforeValidator(_one_or_more), WithJsonSchema(_WORDS)]
People = Words
"""``anyone``, ``signed-in``, ``group:NAME`` and usernames."""


class Written(BaseModel):
    """Part of a file: an unknown key is a mistake, a key with nothing after it counts as not written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_not_written(cls, value: object) -> object:
        if value is None:
            return {}
        if isinstance(value, dict):
            known = {field.alias or name for name, field in cls.model_fields.items()}
            return {key: part for key, part in value.items() if part is not None or key not in known}
        return value


class UserEntry(Written):
    """A person in a userbase."""

    model_config = ConfigDict(title="User")

    display_name: str = ""
    """How the products show this person; the username unless said."""
    email: str = ""
    """USERNAME@example.test unless said."""
    password: str = Field(default="", repr=False, json_schema_extra=_ALSO_A_NUMBER)
    """For logging in; the username unless said."""
    active: bool = True
    """Whether this person can log in and be impersonated."""
    groups: Words = ()
    """The groups this person belongs to."""


class GroupEntry(Written):
    """A group of a userbase."""

    model_config = ConfigDict(title="Group")

    members: Words = ()
    """Usernames; a user can name the group instead."""


class GeneratedPeople(Written):
    """People and groups by number, for load."""

    model_config = ConfigDict(title="Generated people")

    users: int = Field(default=0, ge=0, le=100_000)
    """How many: user001, user002 and so on; one that is also written out is as written."""
    groups: int = Field(default=0, ge=0, le=5_000)
    """How many: group01, group02 and so on, over which the generated users are spread."""


class Userbase(Written):
    """A directory of people and groups; products share it when they name the same one."""

    users: dict[Username, UserEntry] = {}
    """People by username; upper and lower case make no difference."""
    groups: Annotated[dict[Name, GroupEntry] | None, BeforeValidator(_groups)] = Field(
        default=None, json_schema_extra=_or({"type": "array", "items": _TEXT})
    )
    """The groups there are, as a list of names or with their members; without it, those that users name."""
    generate: GeneratedPeople = GeneratedPeople()
    """More people and groups than anybody wants to write."""


class IssueEntry(Written):
    """An issue of a Jira project."""

    model_config = ConfigDict(title="Issue")

    summary: str
    """The issue's title."""
    key: str = ""
    """Such as DEMO-7; the next number of the project unless said."""
    visible_to: People | None = None
    """Who of those who see the project sees this issue; all of them unless said."""
    status: str = "Open"
    """Open, In Progress, Done, or any other word; Done, Closed and Resolved count as done."""
    assignee: str | None = None
    """Username of who works on it."""
    reporter: str | None = None
    """Username of who reported it."""
    labels: Words = ()
    """Words to find it by."""
    description: str = ""
    """Plain text."""
    type: str = "Task"
    """Task, Bug, Story and so on."""
    priority: str = "Medium"
    """Highest, High, Medium, Low, Lowest."""


class GeneratedIssues(Written):
    """Issues by number, for load."""

    model_config = ConfigDict(title="Generated issues")

    issues: int = Field(default=0, ge=0, le=1_000_000)
    """How many, numbered after those that are written out."""


class Project(Written):
    """A Jira project."""

    name: str = ""
    """The key unless said."""
    description: str = ""
    """Plain text."""
    visible_to: People = (SIGNED_IN,)
    """Who sees it: anyone, signed-in, group:NAME, usernames; an empty list is nobody."""
    administrators: People = ()
    """Who administers this project without administering the product."""
    issues: tuple[IssueEntry, ...] = ()
    """In order of their numbers."""
    generate: GeneratedIssues = GeneratedIssues()
    """More issues than anybody wants to write."""


class MacroEntry(Written):
    """A Jira-issues macro: the page shows issues of a linked Jira."""

    model_config = ConfigDict(title="Jira issues")

    product: str
    """The product that has the issues."""
    jql: str = ""
    """Which issues, as a search."""
    key: str = ""
    """Which one issue; instead of jql."""
    columns: Words = ("key", "summary", "status")
    """The fields to show."""
    maximum: int = Field(default=20, ge=1, le=1000)
    """How many issues to show at most."""

    @model_validator(mode="after")
    def _one_way_to_name_issues(self) -> "MacroEntry":
        if bool(self.jql) == bool(self.key):
            raise ValueError('a Jira-issues macro has either "jql" or "key"')
        return self


class PageEntry(Written):
    """A page of a Confluence space."""

    model_config = ConfigDict(title="Page")

    title: Name
    """Once in a space."""
    visible_to: People | None = None
    """Who of those who see the space sees this page; all of them unless said."""
    body: str = ""
    """Plain text; an empty line begins a new paragraph."""
    author: str | None = None
    """Username of who wrote it."""
    labels: Words = ()
    """Words to find it by."""
    jira_issues: MacroEntry | None = None
    """A Jira-issues macro below the text."""


class Space(Written):
    """A Confluence space."""

    name: str = ""
    """The key unless said."""
    description: str = ""
    """Plain text."""
    visible_to: People = (SIGNED_IN,)
    """Who sees it: anyone, signed-in, group:NAME, usernames; an empty list is nobody."""
    administrators: People = ()
    """Who administers this space without administering the product."""
    pages: tuple[PageEntry, ...] = ()
    """The pages in it."""


class GuessesEntry(Written):
    """What the references leave open about the vendor's products, each a switch."""

    model_config = ConfigDict(title="Guesses")

    hidden_issue: Literal["revealed", "hidden"] = "revealed"
    """A Jira issue one may not see: revealed answers 403 (401 when not signed in), hidden answers 404."""
    server_info_needs_login: bool = False
    """Jira's serverInfo refuses people who are not signed in."""
    unreadable_signature_crashes: bool = False
    """A signature of the wrong length answers 500 instead of signature_invalid."""
    unknown_link_crashes: bool = False
    """Asking for a link that does not exist answers 500 instead of 404."""
    credentials_in_query_suffice: bool = False
    """Username and password in the query alone log in on REST paths."""
    blocked_hosts: bool = False
    """The wizard refuses loopback addresses."""
    version_conflict_is_bad_request: bool = False
    """Saving the wrong version of a page answers 400 instead of 409."""
    nobody_may_ask_for_permission: bool = False
    """Asked by nobody in particular whether a link may be deleted, it answers NO_AUTHENTICATION instead of 401."""


class Product(Written):
    """A running mock product."""

    kind: str = Field(default="", json_schema_extra=_one_of_the_kinds)
    """What it is; not needed when the product's name says it."""
    title: str = ""
    """What it calls itself, and what links to it are called; that of its kind unless said."""
    version: str = Field(default="", json_schema_extra=_ALSO_A_NUMBER)
    """A version of its kind, or the beginning of one; the kind's first unless said."""
    profile: Profile = Profile.VENDOR
    """vendor behaves as the real product does, quirks included; strict as the standards say."""
    guesses: GuessesEntry = GuessesEntry()
    """What nobody is certain about."""
    context_path: Annotated[str, AfterValidator(_context_path)] = Field(default="")
    """Below which path it answers, such as /jira; "/" for none; that of its kind unless said."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """On which port it answers; a free one unless said."""
    userbase: str = ""
    """The userbase its people come from; not needed when there is only one."""
    system_administrators: People = ()
    """Who may link this product fully: usernames and group:NAME."""
    administrators: People = ()
    """Who administers it without being a system administrator."""
    may_use: People = (SIGNED_IN,)
    """Who may log in."""
    anonymous: bool = True
    """Whether people who are not signed in may look at what anyone may see."""
    secure_administrator_sessions: bool = True
    """Whether administrators give their password again before they change links in a browser."""
    tokens_need_tls: bool = False
    """Whether tokens are handed out over https alone, as the standard wants it."""
    patience: float = Field(default=5.0, ge=0.1, le=60)
    """How many seconds a page waits for a linked product before it says so."""
    projects: dict[ProjectKey, Project] = {}
    """Jira: projects by key."""
    spaces: dict[SpaceKey, Space] = {}
    """Confluence: spaces by key."""


class Direction(StrEnum):
    ONE_WAY = "one-way"
    TWO_WAY = "two-way"


class Authentication(StrEnum):
    NONE = "none"
    OAUTH = "oauth"
    OAUTH_PER_USER = "oauth-per-user"
    OAUTH_IMPERSONATION = "oauth-impersonation"


_LEVELS = {
    Authentication.NONE: Level.DISABLED,
    Authentication.OAUTH: Level.OAUTH,
    Authentication.OAUTH_PER_USER: Level.THREE_LEGGED_ONLY,
    Authentication.OAUTH_IMPERSONATION: Level.IMPERSONATION,
}


class Link(Written):
    """An application link that should be there from the start."""

    from_: str = Field(alias="from")
    """The product that calls."""
    to: str
    """The product that is called."""
    direction: Direction = Direction.TWO_WAY
    """one-way: only "from" calls; two-way: each calls the other."""
    authentication: Authentication = Authentication.NONE
    """none: as nobody; oauth: always as one user, "acting_as"; oauth-per-user: as whom each user logged in
    there and allowed it; oauth-impersonation: as the user of the same name, for products that share a userbase."""
    acting_as: Annotated[dict[str, str], BeforeValidator(_acting_as)] = Field(
        default={}, json_schema_extra=_or(_TEXT)
    )
    """With oauth, the user on the product that is called: a username, or PRODUCT: USERNAME for each."""

    system: bool = False
    """Whether the products themselves have set it: then only system administrators change it."""

    @property
    def two_way(self) -> bool:
        return self.direction is Direction.TWO_WAY

    @property
    def level(self) -> Level:
        """The OAuth level of each direction there is."""
        return _LEVELS[self.authentication]

    @property
    def serving(self) -> tuple[str, ...]:
        """The products that are called over this link."""
        return (self.to, self.from_) if self.two_way else (self.to,)

    def acting_as_at(self, product: str) -> str | None:
        """The pre-configured user at a product that is called; None when calls arrive there as nobody."""
        return self.acting_as.get(product, self.acting_as.get(EVERYWHERE))


class ConsumerEntry(Written):
    """A client of yours, known to a product as if an administrator had made an incoming link for it."""

    model_config = ConfigDict(title="Consumer")

    at: str
    """The product that the client calls."""
    key: Name = Field(json_schema_extra=_ALSO_A_NUMBER)
    """The consumer key that the client sends."""
    name: str = ""
    """What people are asked to allow; the key unless said."""
    description: str = ""
    """Plain text."""
    public_key: str = Field(default="", repr=False)
    """The client's RSA public key or certificate, as PEM."""
    public_key_file: str = ""
    """A file with it, seen from this file; instead of public_key."""
    callback: str | None = None
    """Where people are sent after allowing, when the client does not say."""
    acting_as: str | None = None
    """The user that the client's requests without a token run as (2LO); without it they are refused."""
    impersonation: bool = False
    """Whether the client may name any user (xoauth_requestor_id)."""

    left_over: bool = False
    """Whether the link it came with is gone: the product still trusts it, as orphaned trust."""

    @model_validator(mode="after")
    def _one_public_key(self) -> "ConsumerEntry":
        if bool(self.public_key) == bool(self.public_key_file):
            raise ValueError('a consumer has either "public_key" or "public_key_file"')
        return self


class TopologyFile(Written):
    """Which products, userbases and application links there should be."""

    model_config = ConfigDict(title="Topology")

    userbases: dict[Name, Userbase] = {}
    """Directories of people by name."""
    products: dict[ProductName, Product] = {}
    """Products by the name that links and scenarios use."""
    links: tuple[Link, ...] = ()
    """Application links that are there from the start."""
    consumers: tuple[ConsumerEntry, ...] = ()
    """Clients that are not products of this file."""

    @model_validator(mode="before")
    @classmethod
    def _products_are_complete(cls, value: object) -> object:
        if not isinstance(value, dict) or not isinstance(value.get("products"), dict):
            return value
        userbases = value.get("userbases")
        products = {
            name: _complete(name, product, userbases if isinstance(userbases, dict) else {})
            for name, product in value["products"].items()
        }
        return value | {"products": products}


def _complete(name: str, product: object, userbases: Mapping[str, object]) -> object:
    """What a product as written leaves out, from its name, its kind and the only userbase there is."""
    if not isinstance(product, dict | None):
        return product
    complete: dict[str, object] = dict(product or {})

    def unless_written(key: str, value: object) -> None:
        if complete.get(key) is None:
            complete[key] = value

    if name in kinds():
        unless_written("kind", name)
    if len(userbases) == 1:
        unless_written("userbase", next(iter(userbases)))
    if isinstance(complete.get("kind"), str) and complete["kind"] in kinds():
        kind = kinds()[str(complete["kind"])]
        unless_written("title", kind.type.title)
        unless_written("context_path", kind.context_path)
        unless_written("version", kind.default_version)
        complete["version"] = full_version(complete["version"], kind.versions)
    return complete


def full_version(written: object, versions: Iterable[str]) -> object:
    """9.12 as 9.12.0; what fits no version stays as written."""
    fitting = (known for known in versions if f"{known}.".startswith(f"{written}."))
    return next(fitting, written)


def key_number(project: str, key: str) -> int | None:
    """7 of DEMO-7; None when it is no key of that project."""
    prefix, _, number = key.rpartition("-")
    fine = prefix == project and number.isascii() and number.isdigit() and not number.startswith("0")
    return int(number) if fine and len(number) <= 9 else None

"""What clients send, checked: the shape by pydantic, the meaning by ``linking``."""

from typing import Annotated, Any, TypeVar

from flask import request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from applink_simulator.domain.errors import BadInput, Unreadable
from applink_simulator.linking.documents.markup import from_json, read_document


def _text(value: Any) -> Any:
    """XML has no numbers and JSON has: a name of digits is still a name. Half a character is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("half of a surrogate pair is no character")
    return value


Text = Annotated[str, BeforeValidator(_text)]


class Body(BaseModel):
    """Unknown members are ignored, as the products do (applinks.md 3.1)."""

    # Built when first used: a product that is never written to never needs them.
    model_config = ConfigDict(extra="ignore", populate_by_name=True, defer_build=True)


class LinkBody(Body):
    """``applicationLink`` as clients send it."""

    id: Text | None = None
    type_id: Text = Field(alias="typeId")
    name: Text
    rpc_url: Text = Field(alias="rpcUrl")
    display_url: Text | None = Field(None, alias="displayUrl")
    primary: bool = Field(False, alias="isPrimary")


class LinkEditBody(Body):
    """What an update may change; what is left out stays."""

    name: Text | None = None
    rpc_url: Text | None = Field(None, alias="rpcUrl")
    display_url: Text | None = Field(None, alias="displayUrl")
    primary: bool | None = Field(None, alias="isPrimary")


class LinkV3Body(Body):
    name: Text = ""
    rpc_url: Text = Field("", alias="rpcUrl")
    display_url: Text = Field("", alias="displayUrl")
    primary: bool = False


class NewLinkBody(Body):
    type_id: Text = Field("", alias="typeId")
    name: Text = ""
    rpc_url: Text = Field(alias="rpcUrl")
    display_url: Text | None = Field(None, alias="displayUrl")
    primary: bool = Field(False, alias="isPrimary")


class TrustBody(Body):
    trust_each_other: bool = Field(False, alias="trustEachOther")
    share_userbase: bool = Field(False, alias="shareUserbase")


class OrphanBody(Body):
    id: Text
    type: Text = "OAUTH"


class CreateLinkBody(Body):
    """``createApplicationLinkRequest`` (applinks.md 3.2)."""

    link: NewLinkBody = Field(alias="applicationLink")
    username: Text = ""
    password: Text = Field("", repr=False)
    two_way: bool = Field(False, alias="createTwoWayLink")
    custom_rpc_url: bool = Field(False, alias="customRpcURL")
    our_url: Text | None = Field(None, alias="rpcUrl")
    trust: TrustBody = Field(default_factory=TrustBody, alias="configFormValues")
    orphan: OrphanBody | None = Field(None, alias="orphanedTrust")


class UpgradeBody(Body):
    """What an upgrade does at the remote beside changing the id (applinks.md 5.8)."""

    username: Text = ""
    password: Text = Field("", repr=False)
    two_way: bool = Field(False, alias="createTwoWayLink")
    entity_links: bool = Field(False, alias="reciprocateEntityLinks")
    our_url: Text | None = Field(None, alias="rpcUrl")
    trust: TrustBody = Field(default_factory=TrustBody, alias="configFormValues")


class DetailsBody(Body):
    """Whether an account and an address would do for a two-way link."""

    username: Text = ""
    password: Text = Field("", repr=False)
    remote_url: Text = Field("", alias="remoteUrl")
    our_url: Text | None = Field(None, alias="rpcUrl")


class ProjectLinkBody(Body):
    """``entitylink`` as clients send it (applinks.md 6)."""

    application_id: Text = Field(alias="applicationId")
    type_id: Text = Field(alias="typeId")
    key: Text = Field(min_length=1, max_length=255)
    name: Text = ""
    primary: bool = Field(False, alias="isPrimary")


class ProviderBody(Body):
    provider: Text
    config: dict[str, Any] = Field(default_factory=dict)


class ConsumerBody(Body):
    key: Text | None = None
    name: Text | None = None
    description: Text = ""
    public_key: Text | None = Field(None, alias="publicKey")
    callback: Text | None = None
    two_legged_allowed: bool = Field(False, alias="twoLOAllowed")
    two_legged_user: Text | None = Field(None, alias="executingTwoLOUser")
    impersonation_allowed: bool = Field(False, alias="twoLOImpersonationAllowed")
    outgoing: bool = False


B = TypeVar("B", bound=Body)


def body(kind: type[B], *, empty_is_fine: bool = False) -> B:
    """The request's XML or JSON as that kind; BadInput names every member that is wrong."""
    if empty_is_fine and not request.get_data():
        return _checked(kind, {})
    return _checked(kind, read_document(request.get_data(), request.mimetype))


def json_body() -> dict[str, Any]:
    """For resources that take JSON alone."""
    if request.mimetype != "application/json":
        raise Unreadable(f"Expected application/json, not {request.mimetype or 'no content type'}.")
    content = from_json(request.get_data())
    if not isinstance(content, dict):
        raise Unreadable("Expected a JSON object.")
    return content


def json_of(kind: type[B]) -> B:
    return _checked(kind, json_body())


def _checked(kind: type[B], content: dict[str, Any]) -> B:
    try:
        return kind.model_validate(content)
    except ValidationError as wrong:
        raise BadInput("; ".join(_said(error) for error in wrong.errors())) from None


def _said(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "the body"
    return f"{where}: {error['msg']}"

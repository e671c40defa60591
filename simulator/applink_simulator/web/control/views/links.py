"""The product's ends of links as records in its database: what no administrator could do."""

from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from applink_simulator.domain.errors import Conflict, NotThere
from applink_simulator.domain.links import LinkEnd
from applink_simulator.web.control.documents import (
    ConsumerDocument,
    HeldTokenDocument,
    LinkEndChange,
    LinkEndDocument,
    Name,
    TokenDocument,
    level_named,
)
from applink_simulator.web.control.surface import Refusal, here
from applink_simulator.web.control.views.blueprint import topic

blueprint = topic("links", "Ends of links and what was granted, as records in the product's database")


class LinkPath(BaseModel):
    application_id: Name
    """The remote's."""


class LinkEnds(BaseModel):
    links: list[LinkEndDocument]


class Tokens(BaseModel):
    tokens: list[TokenDocument]


class Consumers(BaseModel):
    consumers: list[ConsumerDocument]


class HeldTokens(BaseModel):
    tokens: list[HeldTokenDocument]


class TokensOf(BaseModel):
    """A misspelt name would mean everybody."""

    model_config = ConfigDict(extra="forbid")

    username: Name | None = None
    """Whose; everybody's when left out."""


@blueprint.get("/links", responses={200: LinkEnds})
def get_links() -> dict[str, Any]:
    """Every end, in order of creation."""
    return {"links": [_document(end).model_dump() for end in here().product.state.ends]}


@blueprint.patch("/links/<string:application_id>", responses={200: LinkEndDocument, 404: Refusal, 409: Refusal})
def patch_link(path: LinkPath, body: LinkEndChange) -> dict[str, Any]:
    """Rewrite this product's record of a link; the remote is told nothing."""
    control = here()
    with control.changing:
        state, end = control.product.state, _end(path.application_id)
        consumer = state.consumers.of_link(end.application_id)
        if body.incoming is not None and consumer is None:
            raise Conflict(what=f"The link {path.application_id} has no consumer, so it takes no calls at any level.")
        changes = body.model_dump(exclude_none=True, exclude={"outgoing", "incoming"})
        end = replace(end, **changes)
        if body.outgoing is not None:
            end = end.at_outgoing_level(level_named(body.outgoing))
        state.ends.put(end)
        if body.incoming is not None and consumer is not None:
            state.consumers.put(consumer.at_level(level_named(body.incoming)))
    return _document(end).model_dump()


@blueprint.delete("/links/<string:application_id>", responses={204: None, 404: Refusal})
def delete_link(path: LinkPath) -> tuple[Any, int]:
    """Lose the record of a link and what came with it; the remote is told nothing."""
    control = here()
    with control.changing:
        state, end = control.product.state, _end(path.application_id)
        state.ends.remove(end.application_id)
        state.user_tokens.remove_of_link(end.application_id)
        state.project_links.remove_of_link(end.application_id)
        consumer = state.consumers.of_link(end.application_id)
        if consumer is not None:
            state.tokens.remove_of_consumer(consumer.key)
            state.consumers.remove(consumer.key)
    return "", 204


@blueprint.get("/consumers", responses={200: Consumers})
def get_consumers() -> dict[str, Any]:
    """Everything that the product trusts to sign, whether it came with a link or not."""
    return {"consumers": [ConsumerDocument.of(each).model_dump() for each in here().product.state.consumers]}


@blueprint.get("/tokens", responses={200: Tokens})
def get_tokens() -> dict[str, Any]:
    """What people granted here; neither values nor secrets are shown."""
    found = here().product.state.tokens
    return {"tokens": [TokenDocument.of(token).model_dump(mode="json") for token in found]}


@blueprint.get("/links/<string:application_id>/tokens", responses={200: HeldTokens})
def get_held_tokens(path: LinkPath) -> dict[str, Any]:
    """What people of this product were granted at the remote of that link; whether there still is the link or not."""
    found = here().product.state.user_tokens.of_link(path.application_id)
    return {"tokens": [HeldTokenDocument.of(token).model_dump() for token in found]}


@blueprint.delete("/tokens", responses={204: None})
def delete_tokens(query: TokensOf) -> tuple[Any, int]:
    """Forget what was granted here, of one user or of everybody; the consumers are told nothing."""
    tokens = here().product.state.tokens
    wanted = None if query.username is None else query.username.lower()
    for token in tokens:
        if wanted is None or (token.username or "").lower() == wanted:
            tokens.remove(token.value)
    return "", 204


def _end(application_id: str) -> LinkEnd:
    end = here().product.state.ends.get(application_id)
    if end is None:
        raise NotThere(what=f"A link to {application_id}")
    return end


def _document(end: LinkEnd) -> LinkEndDocument:
    return LinkEndDocument.of(end, here().product.state.consumers.of_link(end.application_id))

"""What clients of Confluence send."""

import json
from typing import TypeVar

from pydantic import Field

from applink_simulator.domain.errors import BadInput
from applink_simulator.web.applinks.bodies import Body, Text, json_body, json_of

B = TypeVar("B", bound=Body)


class ReferenceBody(Body):
    id: Text


class SpaceKeyBody(Body):
    key: Text


class StorageBody(Body):
    value: str
    representation: str = "storage"


class BodiesBody(Body):
    storage: StorageBody | None = None


class VersionBody(Body):
    number: int


class ContentBody(Body):
    """Content as clients send it, new or changed; what a change leaves out stays."""

    type: str = "page"
    title: Text | None = None
    space: SpaceKeyBody | None = None
    ancestors: list[ReferenceBody] | None = None
    body: BodiesBody = Field(default_factory=BodiesBody)
    version: VersionBody | None = None


class NewUserBody(Body):
    name: Text = Field(alias="userName", min_length=1, max_length=255)
    full_name: Text = Field("", alias="fullName")
    email: Text = ""
    password: Text = Field("", repr=False)
    groups: list[Text] = Field(default_factory=list)


class PasswordBody(Body):
    password: Text = Field(repr=False, min_length=1)


def sent(kind: type[B]) -> B:
    """The JSON body as that kind; BadInput where its text could not be sent back, which JSON allows."""
    try:
        json.dumps(json_body(), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise BadInput("The body holds what is no Unicode text, too long a number, or too deep a nesting.") from None
    return json_of(kind)

"""What Jira's clients send, checked; every wrong member is named in ``errors``."""

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, model_validator

from applink_simulator.web.applinks.bodies import Body, json_body
from applink_simulator.web.applinks.bodies import Text as AnyText
from applink_simulator.web.products.jira.errors import FieldsRefused


def _writable(text: str) -> str:
    """JSON can escape half a character, which no answer could be written with."""
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("half of a surrogate pair is no character")
    return text


Text = Annotated[AnyText, AfterValidator(_writable)]

B = TypeVar("B", bound=Body)


class Reference(Body):
    """Something named by id, key or name, whichever the client knows."""

    id: Text | None = None
    key: Text | None = None
    name: Text | None = None

    @property
    def words(self) -> list[str]:
        return [word for word in (self.id, self.key, self.name) if word]


class IssueFields(Body):
    """``fields`` of an issue; those nobody knows are kept, so that they can be refused by name."""

    model_config = ConfigDict(extra="allow")

    project: Reference | None = None
    summary: Text | None = None
    issuetype: Reference | None = None
    description: Text | None = None
    labels: list[Text] | None = None
    assignee: Reference | None = None
    reporter: Reference | None = None
    priority: Reference | None = None
    fixVersions: list[Reference] | None = None  # noqa: N815 - the name on the wire, also in errors


class LabelOperation(Body):
    add: Text | None = None
    remove: Text | None = None
    set: list[Text] | None = None


class CommentBody(Body):
    body: Text = ""


class CommentOperation(Body):
    add: CommentBody


class IssueUpdate(Body):
    labels: list[LabelOperation] = Field(default_factory=list)
    comment: list[CommentOperation] = Field(default_factory=list)


class IssueBody(Body):
    fields: IssueFields = Field(default_factory=IssueFields)
    update: IssueUpdate = Field(default_factory=IssueUpdate)

    @model_validator(mode="before")
    @classmethod
    def _operations_that_only_set(cls, content: Any) -> Any:
        """``update: {summary: [{set: x}]}`` says the same as ``fields: {summary: x}``."""
        if not isinstance(content, dict):
            return content
        update, fields = ({} if content.get(name) is None else content[name] for name in ("update", "fields"))
        if not isinstance(update, dict) or not isinstance(fields, dict):
            return {**content, "update": update, "fields": fields}
        fields = dict(fields)
        for name, operations in update.items():
            if name in IssueUpdate.model_fields:
                continue
            sets = isinstance(operations, list) and operations and isinstance(operations[-1], dict)
            if not sets or "set" not in operations[-1]:
                raise ValueError(f"the operations on {name!r} are not understood")
            fields[name] = operations[-1]["set"]
        return {
            "fields": fields,
            "update": {each: update[each] for each in IssueUpdate.model_fields if each in update},
        }


class IconBody(Body):
    url16x16: Text | None = None
    title: Text | None = None
    link: Text | None = None


class LinkStatusBody(Body):
    resolved: bool | None = None
    icon: IconBody = Field(default_factory=IconBody)


class TargetBody(Body):
    url: Text = Field("", max_length=2000)
    title: Text = ""
    summary: Text | None = None
    icon: IconBody = Field(default_factory=IconBody)
    status: LinkStatusBody = Field(default_factory=LinkStatusBody)


class LinkingApplicationBody(Body):
    type: Text | None = None
    name: Text | None = None


class RemoteLinkBody(Body):
    global_id: Text | None = Field(None, alias="globalId", max_length=255)
    application: LinkingApplicationBody = Field(default_factory=LinkingApplicationBody)
    relationship: Text | None = None
    target: TargetBody = Field(default_factory=TargetBody, alias="object")


class SearchBody(Body):
    jql: Text = ""
    start: int = Field(0, alias="startAt")
    most: int = Field(50, alias="maxResults")
    fields: list[Text] = Field(default_factory=list)
    expand: list[Text] | Text | None = None
    validate_query: bool | Text = Field(True, alias="validateQuery")


class LoginBody(Body):
    username: Text = ""
    password: Text = Field("", repr=False)


class NewUserBody(Body):
    name: Text = ""
    password: Text = Field("", repr=False)
    email: Text = Field("", alias="emailAddress")
    display_name: Text = Field("", alias="displayName")


class UserEditBody(Body):
    name: Text | None = None
    email: Text | None = Field(None, alias="emailAddress")
    display_name: Text | None = Field(None, alias="displayName")
    active: bool | None = None


class PasswordBody(Body):
    password: Text = Field("", repr=False)


class MemberBody(Body):
    name: Text = ""


def read(kind: type[B]) -> B:
    """The request's JSON as that kind."""
    try:
        return kind.model_validate(json_body())
    except ValidationError as wrong:
        raise FieldsRefused({_field(error["loc"]): str(error["msg"]) for error in wrong.errors()}) from None


def _field(where: tuple[int | str, ...]) -> str:
    """``summary`` for the summary in ``fields``; dots lead deeper."""
    parts = [str(part) for part in where]
    if len(parts) > 1 and parts[0] in {"fields", "update"}:
        return parts[1]
    return ".".join(parts) or "body"

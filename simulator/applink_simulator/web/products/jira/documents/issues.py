"""Issues: a table of their fields, so that only what was asked for is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from applink_simulator.domain.content import Issue
from applink_simulator.linking.product import Product
from applink_simulator.web.products.jira.documents.comments import comments_document
from applink_simulator.web.products.jira.documents.projects import project_document
from applink_simulator.web.products.jira.documents.users import person_document
from applink_simulator.web.products.jira.documents.words import (
    issue_type_document,
    priority_document,
    resolution_document,
    status_document,
)
from applink_simulator.web.products.jira.surface import stamp

EXPANDABLE = "names,schema"
ALL, NAVIGABLE = "*all", "*navigable"


@dataclass(frozen=True)
class IssueField:
    id: str
    name: str
    type: str
    read: Callable[[Product, Issue], Any]
    clauses: tuple[str, ...] = ()
    """What JQL calls it; nothing when JQL does not know it."""
    items: str = ""
    """Type of a list's members."""
    navigable: bool = True
    """Shown in search results unless others are asked for."""
    schema: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        schema = {"type": self.type, "items": self.items, "system": self.id}
        object.__setattr__(self, "schema", {key: value for key, value in schema.items() if value})

    @property
    def document(self) -> dict[str, Any]:
        """Its entry in the list of fields."""
        return {
            "id": self.id,
            "name": self.name,
            "custom": False,
            "orderable": True,
            "navigable": self.navigable,
            "searchable": bool(self.clauses),
            "clauseNames": list(self.clauses),
            "schema": dict(self.schema),
        }


def _comments(product: Product, issue: Issue) -> dict[str, Any]:
    return comments_document(product, issue, issue.comments, start=0, most=len(issue.comments))


def _versions(_product: Product, issue: Issue) -> list[dict[str, Any]]:
    return [{"name": name, "archived": False, "released": False} for name in issue.fix_versions]


def _always_empty(_product: Product, _issue: Issue) -> list[Any]:
    return []


FIELDS: Mapping[str, IssueField] = {
    each.id: each
    for each in (
        IssueField("summary", "Summary", "string", lambda _, issue: issue.summary, ("summary",)),
        IssueField(
            "status",
            "Status",
            "status",
            lambda product, issue: status_document(product, issue.status, issue.status_category),
            ("status",),
        ),
        IssueField(
            "project",
            "Project",
            "project",
            lambda product, issue: project_document(product, issue.project),
            ("project",),
        ),
        IssueField(
            "issuetype",
            "Issue Type",
            "issuetype",
            lambda product, issue: issue_type_document(product, issue.issue_type),
            ("issuetype", "type"),
        ),
        IssueField(
            "priority",
            "Priority",
            "priority",
            lambda product, issue: None if issue.priority is None else priority_document(product, issue.priority),
            ("priority",),
        ),
        IssueField(
            "assignee",
            "Assignee",
            "user",
            lambda product, issue: person_document(product, issue.assignee),
            ("assignee",),
        ),
        IssueField(
            "reporter",
            "Reporter",
            "user",
            lambda product, issue: person_document(product, issue.reporter),
            ("reporter",),
        ),
        IssueField("labels", "Labels", "array", lambda _, issue: list(issue.labels), ("labels",), "string"),
        IssueField(
            "created", "Created", "datetime", lambda _, issue: stamp(issue.created), ("created", "createdDate")
        ),
        IssueField(
            "updated", "Updated", "datetime", lambda _, issue: stamp(issue.updated), ("updated", "updatedDate")
        ),
        IssueField(
            "description", "Description", "string", lambda _, issue: issue.description or None, ("description",)
        ),
        IssueField(
            "resolution",
            "Resolution",
            "resolution",
            lambda product, issue: (
                None if issue.resolution is None else resolution_document(product, issue.resolution)
            ),
            ("resolution",),
        ),
        IssueField("fixVersions", "Fix Version/s", "array", _versions, ("fixVersion",), "version"),
        IssueField("issuelinks", "Linked Issues", "array", _always_empty, (), "issuelinks"),
        IssueField("subtasks", "Sub-Tasks", "array", _always_empty, (), "issuelinks"),
        IssueField("components", "Component/s", "array", _always_empty, (), "component"),
        IssueField("comment", "Comment", "comments-page", _comments, ("comment",), navigable=False),
    )
}


@lru_cache(maxsize=256)
def chosen_fields(words: tuple[str, ...], default: str) -> tuple[IssueField, ...]:
    """What ``fields=`` means: names, ``*all``, ``*navigable``, and with a minus what to leave out."""
    chosen: set[str] = set()
    for word in [word for word in words if not word.startswith("-")] or [default]:
        if word == ALL:
            chosen.update(FIELDS)
        elif word == NAVIGABLE:
            chosen.update(name for name, each in FIELDS.items() if each.navigable)
        else:
            chosen.add(word)
    chosen.difference_update(word[1:] for word in words if word.startswith("-"))
    return tuple(each for name, each in FIELDS.items() if name in chosen)


def issue_url(product: Product, issue: Issue) -> str:
    return product.url(f"/rest/api/2/issue/{issue.id}")


def issue_document(product: Product, issue: Issue, fields: Sequence[IssueField]) -> dict[str, Any]:
    return {
        "expand": EXPANDABLE,
        "id": issue.id,
        "self": issue_url(product, issue),
        "key": issue.key,
        "fields": {each.id: each.read(product, issue) for each in fields},
    }


def expanded(fields: Sequence[IssueField], expand: Sequence[str]) -> dict[str, Any]:
    """What ``expand=names,schema`` adds."""
    more: dict[str, Any] = {}
    if "names" in expand:
        more["names"] = {each.id: each.name for each in fields}
    if "schema" in expand:
        more["schema"] = {each.id: dict(each.schema) for each in fields}
    return more

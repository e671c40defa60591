"""A handful of issues and pages, and a fixture each that searches them and answers with keys or ids."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from applink_simulator.query.context import Context
from applink_simulator.query.cql import cql
from applink_simulator.query.jql import Known, jql

from .arranging import arranged

NOW = datetime(2026, 10, 7, 15, 30, tzinfo=UTC)  # a Wednesday


@dataclass(frozen=True)
class Issue:
    key: str
    id: str
    project_key: str = "DEMO"
    project_name: str = "Demonstration"
    summary: str = ""
    description: str = ""
    issue_type: str = "Task"
    status: str = "Open"
    status_category: str = "To Do"
    priority: str | None = "Medium"
    assignee: str | None = None
    reporter: str | None = "carol"
    labels: tuple[str, ...] = ()
    created: datetime = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    updated: datetime = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    resolution: str | None = None
    fix_versions: tuple[str, ...] = ()
    comment_texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    id: str
    type: str = "page"
    space_key: str = "DOC"
    space_title: str = "Handbook"
    title: str = ""
    text: str = ""
    creator: str = "carol"
    contributors: tuple[str, ...] = ("carol",)
    labels: tuple[str, ...] = ()
    created: datetime = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    last_modified: datetime = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    ancestors: tuple[str, ...] = ()
    parent: str | None = None


ISSUES = (
    Issue(
        "DEMO-1",
        "10001",
        summary="Lamp flickers at night",
        description="Only the red lamp.",
        priority="High",
        assignee="alice",
        labels=("urgent", "Hardware"),
        created=datetime(2026, 10, 7, 9, 0, tzinfo=UTC),
        updated=datetime(2026, 10, 7, 12, 0, tzinfo=UTC),
        fix_versions=("4.9",),
    ),
    Issue(
        "DEMO-2",
        "10002",
        summary="Paint the lamp post",
        issue_type="Bug",
        status="Closed",
        status_category="Done",
        priority="Lowest",
        assignee="Bob",
        labels=("paint",),
        created=datetime(2026, 10, 1, 0, 0, tzinfo=UTC),
        updated=datetime(2026, 10, 3, 8, 0, tzinfo=UTC),
        resolution="Fixed",
        fix_versions=("4.10",),
        comment_texts=("Which colour?", "Green, see DEMO-1"),
    ),
    Issue(
        "DEMO-10",
        "10010",
        summary="Order bulbs",
        status="In Progress",
        status_category="In Progress",
        priority=None,
        created=datetime(2026, 9, 1, 9, 0, tzinfo=UTC),
        updated=datetime(2026, 9, 1, 9, 0, tzinfo=UTC),
    ),
    Issue(
        "OPS-3",
        "10003",
        project_key="OPS",
        project_name="Night Operations",
        summary="Watch",
        assignee="alice",
        reporter="alice",
        created=datetime(2026, 10, 6, 23, 0, tzinfo=UTC),
    ),
)

CONTENTS = (
    Content("100", "space", space_title="Handbook", title="Handbook", created=datetime(2026, 1, 1, tzinfo=UTC)),
    Content(
        "101",
        title="Lamps",
        text="How to replace a bulb.",
        creator="alice",
        contributors=("alice", "bob"),
        labels=("howto",),
        created=datetime(2026, 10, 2, 10, 0, tzinfo=UTC),
        last_modified=datetime(2026, 10, 6, 10, 0, tzinfo=UTC),
    ),
    Content(
        "102",
        title="Red lamps",
        text="Rarely used.",
        ancestors=("101",),
        parent="101",
        last_modified=datetime(2026, 10, 5, 10, 0, tzinfo=UTC),
    ),
    Content(
        "103",
        title="Spare bulb",
        text="In the cupboard, beside the lamps.",
        ancestors=("101", "102"),
        parent="102",
        labels=("archived", "howto"),
        last_modified=datetime(2026, 10, 4, 10, 0, tzinfo=UTC),
    ),
    Content(
        "200",
        "blogpost",
        space_key="AND",
        space_title="Andromeda",
        title="News",
        text="Nothing new.",
        last_modified=datetime(2026, 9, 1, 10, 0, tzinfo=UTC),
    ),
)

PROJECTS = ("DEMO", "Demonstration", "OPS", "Night Operations")


_KEYS = {name for issue in ISSUES for name in (issue.key, issue.id)}


@pytest.fixture
def context() -> Context:
    return Context("alice", NOW)


@pytest.fixture
def jira(context: Context) -> Callable[..., list[str]]:
    def search(
        text: str,
        user: str | None = "alice",
        words: Mapping[str, Iterable[str]] | None = None,
        *,
        strict: bool = True,
    ) -> list[str]:
        known = Known(PROJECTS, lambda key: key.upper() in _KEYS, words or {}) if strict else None
        return [issue.key for issue in jql(text, arranged(ISSUES), replace(context, user=user), known)]

    return search


@pytest.fixture
def confluence(context: Context) -> Callable[..., list[str]]:
    def search(text: str, user: str | None = "alice") -> list[str]:
        return [content.id for content in cql(text, CONTENTS, replace(context, user=user))]

    return search

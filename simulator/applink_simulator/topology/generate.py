"""People and issues by number, always the same ones: content for load that nobody has to write.

Made as domain values at once; validating thousands of them one by one is what would make a file slow to load.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from applink_simulator.domain.content import Container, Issue
from applink_simulator.domain.users import User

_GIVEN = "Ada Bela Chen Dora Emil Fatima Goran Hana Ivo Jun Kofi Lena Milan Nadia Omar Petra Quinn Rosa Sven Tara"
_FAMILY = "Abel Brandt Costa Diaz Eklund Farkas Graf Haddad Ito Jensen Kovac Lund Meyer Novak Okoro Park Rossi"
_GIVEN_NAMES = _GIVEN.split()
_FAMILY_NAMES = _FAMILY.split()

_THINGS = ("login page", "export", "search", "calendar", "mail", "report", "dashboard", "import", "upload")
_TROUBLES = (
    "is slow",
    "loses a line",
    "shows the wrong date",
    "needs a test",
    "lacks a title",
    "flickers",
    "fails",
)
_TYPES = ("Task", "Bug", "Story", "Bug", "Task")
_PRIORITIES = ("Medium", "High", "Low", "Medium", "Highest", "Medium", "Lowest")
_LABELS = ("ui", "backend", "docs")

_CATEGORIES = {
    "in progress": "In Progress",
    "in review": "In Progress",
    "done": "Done",
    "closed": "Done",
    "resolved": "Done",
}


def category_of(status: str) -> str:
    """Jira's three sorts of status."""
    return _CATEGORIES.get(status.lower(), "To Do")


def resolution_of(status: str) -> str | None:
    return "Done" if category_of(status) == "Done" else None


_STATUSES = tuple(
    (status, category_of(status), resolution_of(status)) for status in ("Open", "In Progress", "Done", "Open")
)


def usernames(count: int) -> list[str]:
    return _numbered("user", count, 3)


def group_names(count: int) -> list[str]:
    return _numbered("group", count, 2)


def users(count: int, groups: int) -> Iterator[User]:
    """Each in two of the groups, when there are as many."""
    group_of = group_names(groups)
    for index, name in enumerate(usernames(count)):
        given = _GIVEN_NAMES[index % len(_GIVEN_NAMES)]
        family = _FAMILY_NAMES[index % len(_FAMILY_NAMES)]
        mine = {group_of[index % groups], group_of[(index * 7 + 1) % groups]} if groups else ()
        yield User(
            name=name,
            display_name=f"{given} {family} {index + 1}",
            email=f"{name}@example.test",
            password=name,
            groups=frozenset(mine),
        )


def issues(
    project: Container, count: int, *, number: int, first_id: int, people: Sequence[str], now: datetime
) -> Iterator[Issue]:
    """Numbered from ``number``, the last one a minute old."""
    for index in range(count):
        status, category, resolution = _STATUSES[index % len(_STATUSES)]
        created = now - timedelta(minutes=count - index)
        yield Issue(
            id=str(first_id + index),
            project=project,
            number=number + index,
            summary=f"The {_THINGS[index % len(_THINGS)]} {_TROUBLES[index % len(_TROUBLES)]} ({index + 1})",
            created=created,
            updated=created + timedelta(seconds=index % 60),
            issue_type=_TYPES[index % len(_TYPES)],
            status=status,
            status_category=category,
            priority=_PRIORITIES[index % len(_PRIORITIES)],
            assignee=people[index % len(people)] if people else None,
            reporter=people[(index * 3 + 1) % len(people)] if people else None,
            resolution=resolution,
            labels=(_LABELS[index % len(_LABELS)],),
        )


def _numbered(word: str, count: int, digits: int) -> list[str]:
    digits = max(digits, len(str(count)))
    return [f"{word}{number:0{digits}d}" for number in range(1, count + 1)]

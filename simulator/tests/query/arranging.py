"""Issues as a search takes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from applink_simulator.query.jql import Issue, Known

AnIssue = TypeVar("AnIssue", bound=Issue)


@dataclass(frozen=True)
class Together(Generic[AnIssue]):
    by_key: Sequence[AnIssue]
    newest_first: Sequence[AnIssue]


def arranged(issues: Iterable[AnIssue]) -> list[Together[AnIssue]]:
    """Put together by project."""
    by_key = sorted(issues, key=lambda issue: (issue.project_key, int(issue.key.rpartition("-")[2])))
    found = []
    for _, group in groupby(by_key, key=lambda issue: issue.project_key):
        together = list(group)
        found.append(Together(together, sorted(together, key=lambda issue: issue.created, reverse=True)))
    return found


def knowing(*projects: str) -> Known:
    """Of those projects every issue."""
    return Known(projects, lambda _key: True)

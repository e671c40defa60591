"""What people look at across a link: projects with issues, spaces with pages, and who may see each."""

from dataclasses import dataclass, field
from datetime import datetime

from applink_simulator.domain.users import Audience, User


@dataclass(frozen=True, slots=True)
class Container:
    """A project or a space: what items live in, and what project links hang on."""

    id: str
    key: str
    name: str
    visible_to: Audience
    administrators: Audience = field(default_factory=Audience)
    description: str = ""

    def shows_to(self, user: User | None) -> bool:
        return self.visible_to.includes(user)


@dataclass(frozen=True, slots=True)
class Comment:
    id: str
    author: str | None
    body: str
    created: datetime


@dataclass(frozen=True, slots=True)
class RemoteLink:
    """What an issue says about something in another product; ``global_id`` makes it replaceable."""

    id: str
    global_id: str | None
    body: dict[str, object]


@dataclass(frozen=True, slots=True)
class Issue:
    """An item of a project; ``visible_to`` narrows the project's audience, as a security level does."""

    id: str
    project: Container
    number: int
    summary: str
    created: datetime
    updated: datetime
    description: str = ""
    issue_type: str = "Task"
    status: str = "Open"
    status_category: str = "To Do"
    priority: str | None = "Medium"
    assignee: str | None = None
    reporter: str | None = None
    resolution: str | None = None
    labels: tuple[str, ...] = ()
    fix_versions: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    remote_links: tuple[RemoteLink, ...] = ()
    visible_to: Audience | None = None

    @property
    def key(self) -> str:
        return f"{self.project.key}-{self.number}"

    @property
    def project_key(self) -> str:
        return self.project.key

    @property
    def project_name(self) -> str:
        return self.project.name

    @property
    def comment_texts(self) -> tuple[str, ...]:
        return tuple(comment.body for comment in self.comments)

    def shows_to(self, user: User | None) -> bool:
        return self.project.shows_to(user) and (self.visible_to is None or self.visible_to.includes(user))


@dataclass(frozen=True, slots=True)
class Page:
    """An item of a space; ``body`` is in storage format and may hold a Jira-issues macro."""

    id: str
    space: Container
    title: str
    body: str
    created: datetime
    last_modified: datetime
    creator: str = ""
    version: int = 1
    labels: tuple[str, ...] = ()
    parent: str | None = None
    ancestors: tuple[str, ...] = ()
    visible_to: Audience | None = None
    type: str = "page"

    @property
    def space_key(self) -> str:
        return self.space.key

    @property
    def space_title(self) -> str:
        return self.space.name

    @property
    def text(self) -> str:
        return self.body

    @property
    def contributors(self) -> tuple[str, ...]:
        return (self.creator,)

    def shows_to(self, user: User | None) -> bool:
        return self.space.shows_to(user) and (self.visible_to is None or self.visible_to.includes(user))

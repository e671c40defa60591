"""What the people of a topology file look at, as domain values: projects with issues, spaces with pages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from applink_simulator.domain.content import Container, Issue, Page
from applink_simulator.domain.users import Audience
from applink_simulator.topology import generate
from applink_simulator.topology.file import (
    MacroEntry,
    PageEntry,
    Product,
    Project,
    Space,
    TopologyFile,
    key_number,
)
from applink_simulator.topology.people import users_of

FIRST_PROJECT = 10_000
FIRST_ISSUE = 20_001
FIRST_SPACE = 30_000
FIRST_PAGE = 40_001


@dataclass(frozen=True, slots=True)
class Content:
    """Everything one product has to show at its start."""

    containers: tuple[Container, ...] = ()
    issues: tuple[Issue, ...] = ()
    pages: tuple[Page, ...] = ()


def content_of(
    product: Product, topology: TopologyFile, application_id_of: Callable[[str], str], now: datetime
) -> Content:
    """``application_id_of`` tells the id of a product by its name: a Jira-issues macro remembers it."""
    userbase = topology.userbases.get(product.userbase)
    people = [] if userbase is None else [user.name for user in users_of(userbase) if user.active]
    projects = [
        (_container(FIRST_PROJECT + index, key, project), project)
        for index, (key, project) in enumerate(product.projects.items())
    ]
    spaces = [
        (_container(FIRST_SPACE + index, key, space), space)
        for index, (key, space) in enumerate(product.spaces.items())
    ]
    issues: list[Issue] = []
    for container, project in projects:
        issues += _issues(container, project, FIRST_ISSUE + len(issues), people, now)
    macros = _Macros(topology, application_id_of)
    page_ids = count(FIRST_PAGE)
    pages = [
        _page(str(next(page_ids)), container, entry, macros, now)
        for container, space in spaces
        for entry in space.pages
    ]
    return Content(tuple(container for container, _ in [*projects, *spaces]), tuple(issues), tuple(pages))


def jira_issues_macro(
    server: str,
    server_id: str,
    *,
    jql: str = "",
    key: str = "",
    columns: Sequence[str] = (),
    maximum: int = 20,
) -> str:
    """In storage format; ``server`` is the link's name, ``server_id`` the application id it leads to."""
    parameters = {"server": server, "serverId": server_id}
    if key:
        parameters["key"] = key
    else:
        parameters |= {"columns": ",".join(columns), "maximumIssues": str(maximum), "jqlQuery": jql}
    inside = "".join(
        f"<ac:parameter ac:name={quoteattr(name)}>{escape(text)}</ac:parameter>" for name, text in parameters.items()
    )
    return f'<ac:structured-macro ac:name="jira" ac:schema-version="1">{inside}</ac:structured-macro>'


def storage_format(text: str) -> str:
    """Plain text as paragraphs; an empty line begins a new one."""
    paragraphs = [paragraph.strip() for paragraph in text.split("\n\n")]
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph)


class _Macros:
    """Turns a macro as written into storage format, which needs to know the product it shows issues of."""

    def __init__(self, topology: TopologyFile, application_id_of: Callable[[str], str]) -> None:
        self._topology = topology
        self._application_id_of = application_id_of

    def storage(self, macro: MacroEntry) -> str:
        shown = jira_issues_macro(
            self._topology.products[macro.product].title,
            self._application_id_of(macro.product),
            jql=macro.jql,
            key=macro.key,
            columns=macro.columns,
            maximum=macro.maximum,
        )
        return f"<p>{shown}</p>"


def _container(number: int, key: str, written: Project | Space) -> Container:
    return Container(
        id=str(number),
        key=key,
        name=written.name or key,
        visible_to=Audience.of(written.visible_to),
        administrators=Audience.of(written.administrators),
        description=written.description,
    )


def _issues(
    container: Container, project: Project, first_id: int, people: Sequence[str], now: datetime
) -> Iterator[Issue]:
    spelling = {name.lower(): name for name in people}
    numbers = _numbers(project, container.key)
    generated = project.generate.issues
    for index, (number, entry) in enumerate(zip(numbers, project.issues, strict=True)):
        # Written out means older than generated, each a minute older than the next, as if made in that order.
        created = now - timedelta(minutes=generated + len(numbers) - index)
        yield Issue(
            id=str(first_id + index),
            project=container,
            number=number,
            summary=entry.summary,
            created=created,
            updated=created,
            description=entry.description,
            issue_type=entry.type,
            status=entry.status,
            status_category=generate.category_of(entry.status),
            priority=entry.priority,
            assignee=_spelled(entry.assignee, spelling),
            reporter=_spelled(entry.reporter, spelling),
            resolution=generate.resolution_of(entry.status),
            labels=entry.labels,
            visible_to=None if entry.visible_to is None else Audience.of(entry.visible_to),
        )
    yield from generate.issues(
        container,
        generated,
        number=max(numbers, default=0) + 1,
        first_id=first_id + len(numbers),
        people=people,
        now=now,
    )


def _numbers(project: Project, key: str) -> list[int]:
    """Those that are written, and for the others the next free one after the issue before."""
    written = [key_number(key, issue.key) for issue in project.issues]
    taken = {number for number in written if number is not None}
    numbers: list[int] = []
    last = 0
    for number in written:
        if number is None:
            number = next(free for free in count(last + 1) if free not in taken)
        numbers.append(number)
        taken.add(number)
        last = number
    return numbers


def _page(page_id: str, space: Container, entry: PageEntry, macros: _Macros, now: datetime) -> Page:
    macro = "" if entry.jira_issues is None else macros.storage(entry.jira_issues)
    return Page(
        id=page_id,
        space=space,
        title=entry.title,
        body=storage_format(entry.body) + macro,
        created=now,
        last_modified=now,
        creator=entry.author or "",
        labels=entry.labels,
        visible_to=None if entry.visible_to is None else Audience.of(entry.visible_to),
    )


def _spelled(username: str | None, spelling: dict[str, str]) -> str | None:
    """As the userbase spells it: names differ there by more than case."""
    return None if username is None else spelling.get(username.lower(), username)

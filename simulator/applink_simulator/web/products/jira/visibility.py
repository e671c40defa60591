"""What the caller may see: every view reads issues and projects through here."""

from collections.abc import Iterable

from applink_simulator.domain.arranged import Arrangement
from applink_simulator.domain.content import Container, Issue
from applink_simulator.domain.errors import LoginRequired
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.web.caller import signed_in_user, this_caller, this_product
from applink_simulator.web.products.jira.errors import (
    IssueHidden,
    IssueHiddenFromAnonymous,
    NoSuchIssue,
    NoSuchProject,
)


def reader() -> User | None:
    """Whose rights decide; None is anybody. LoginRequired where nobody looks without signing in."""
    user = this_caller().user
    if user is None and not this_product().state.rights.anonymous_access:
        raise LoginRequired
    return user


def visible_issue(key_or_id: str) -> Issue:
    """By key or id; how a hidden one is refused is a guess of the profile (products.md 2)."""
    product, user = this_product(), reader()
    issue = product.state.contents.issue(key_or_id)
    if issue is not None and issue.shows_to(user):
        return issue
    if issue is None or product.guesses.hidden_issue == "hidden":
        raise NoSuchIssue
    raise IssueHiddenFromAnonymous if user is None else IssueHidden


def changeable_issue(key_or_id: str) -> Issue:
    """Whoever is signed in may change what they see: a mock has no finer project permissions."""
    issue = visible_issue(key_or_id)
    signed_in_user()
    return issue


def visible_issues() -> list[Arrangement]:
    user = reader()
    return [each for each in this_product().state.contents.arranged_issues() if each.shows_to(user)]


def issues_shown(keys_or_ids: Iterable[str]) -> list[Issue]:
    """Those of them that there are and that the caller may see, each once."""
    user, contents = reader(), this_product().state.contents
    found = [issue for issue in map(contents.issue, keys_or_ids) if issue is not None and issue.shows_to(user)]
    return list({issue.id: issue for issue in found}.values())


def visible_projects() -> list[Container]:
    user = reader()
    return [each for each in this_product().state.contents.containers() if each.shows_to(user)]


def visible_project(key_or_id: str) -> Container:
    project = find_project(this_product(), key_or_id)
    user = reader()
    if project is None or not project.shows_to(user):
        raise NoSuchProject(key=key_or_id)
    return project


def find_project(product: Product, key_or_id: str) -> Container | None:
    contents = product.state.contents
    return contents.container(key_or_id) or next(
        (each for each in contents.containers() if each.id == key_or_id), None
    )

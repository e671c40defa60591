"""Reading a value, changing it and storing it, as one step: two requests at once must not lose either change."""

from collections.abc import Callable

from applink_simulator.domain.content import Issue
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.web.products.jira.errors import NoSuchIssue, NoSuchUser


def change_issue(product: Product, issue_id: str, change: Callable[[Issue], Issue]) -> Issue:
    contents = product.state.contents

    def work() -> Issue:
        issue = contents.issue(issue_id)
        if issue is None:
            raise NoSuchIssue
        changed = change(issue)
        contents.put_issue(changed)
        return changed

    return contents.in_turn(work)


def change_user(product: Product, username: str, change: Callable[[User], User]) -> User:
    directory = product.state.directory

    def work() -> User:
        user = directory.find(username)
        if user is None:
            raise NoSuchUser(name=username)
        changed = change(user)
        directory.put(changed)
        return changed

    return directory.in_turn(work)


def add_user(product: Product, user: User) -> bool:
    """False, and nothing stored, when somebody is called so already."""
    directory = product.state.directory

    def work() -> bool:
        if directory.find(user.name) is not None:
            return False
        directory.put(user)
        return True

    return directory.in_turn(work)

"""Reading a value, changing it and storing it, as one step: two requests at once must not lose either change."""

import threading
from collections.abc import Callable

from applink_simulator.domain.content import Issue
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.web.products.jira.errors import NoSuchIssue, NoSuchUser

# One for all products of the process: what happens under it takes microseconds and sends nothing,
# and a userbase may be shared by several products.
_one_at_a_time = threading.RLock()


def change_issue(product: Product, issue_id: str, change: Callable[[Issue], Issue]) -> Issue:
    with _one_at_a_time:
        issue = product.state.contents.issue(issue_id)
        if issue is None:
            raise NoSuchIssue
        changed = change(issue)
        product.state.contents.put_issue(changed)
        return changed


def change_user(product: Product, username: str, change: Callable[[User], User]) -> User:
    with _one_at_a_time:
        user = product.state.directory.find(username)
        if user is None:
            raise NoSuchUser(name=username)
        changed = change(user)
        product.state.directory.put(changed)
        return changed


def add_user(product: Product, user: User) -> bool:
    """False, and nothing stored, when somebody is called so already."""
    with _one_at_a_time:
        if product.state.directory.find(user.name) is not None:
            return False
        product.state.directory.put(user)
        return True

"""People and issues by number."""

from datetime import UTC, datetime

import pytest

from applink_simulator.domain.content import Container
from applink_simulator.domain.users import Audience
from applink_simulator.topology import generate

NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
LOAD = Container("10000", "LOAD", "Load", Audience(anyone=True))


def test_two_hundred_users_are_spread_over_all_of_fifty_groups():
    """Everybody is somewhere and no group is empty."""
    users = list(generate.users(200, 50))
    assert [users[0].name, users[-1].name] == ["user001", "user200"]
    assert all(user.groups for user in users)
    assert frozenset().union(*(user.groups for user in users)) == set(generate.group_names(50))
    assert len({user.display_name for user in users}) == 200
    assert users[6].has_password("user007")


def test_generated_people_are_the_same_every_time():
    """A finding in one run can be looked at in the next."""
    assert list(generate.users(30, 5)) == list(generate.users(30, 5))


@pytest.mark.parametrize("groups", [0, 1, 2])
def test_few_groups_or_none_will_do(groups: int):
    """Then people are in fewer than two."""
    assert all(len(user.groups) <= groups for user in generate.users(10, groups))


def test_many_users_still_sort_by_their_numbers():
    """The numbers have as many digits as the last one."""
    names = generate.usernames(1200)
    assert names == sorted(names)
    assert names[0] == "user0001"


def test_generated_issues_differ_in_what_one_searches_for():
    """A search for any of it finds some and not all."""
    issues = list(generate.issues(LOAD, 100, number=5, first_id=20005, people=["alice", "bob"], now=NOW))
    assert (issues[0].key, issues[0].id, issues[-1].key) == ("LOAD-5", "20005", "LOAD-104")
    for field in ("status", "status_category", "issue_type", "priority", "assignee", "labels", "resolution"):
        assert len({getattr(issue, field) for issue in issues}) > 1, field
    assert len({issue.summary for issue in issues}) == 100
    assert max(issue.updated for issue in issues) <= NOW


def test_issues_without_people_belong_to_nobody():
    """A userbase may be empty; control: with people every issue has somebody."""
    assert {issue.assignee for issue in generate.issues(LOAD, 3, number=1, first_id=1, people=[], now=NOW)} == {None}
    with_people = generate.issues(LOAD, 3, number=1, first_id=1, people=["bob"], now=NOW)
    assert {issue.assignee for issue in with_people} == {"bob"}

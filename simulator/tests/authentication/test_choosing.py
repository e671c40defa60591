"""Which authentication type a calling end uses: its configuration decides, and whether anybody is logged in."""

import pytest

from applink_simulator.authentication import scheme_for
from applink_simulator.domain.links import LinkEnd, Provider
from applink_simulator.domain.users import User

ALICE = User("alice", "Alice")


def end(*providers: Provider) -> LinkEnd:
    url = "http://jira.example"
    return LinkEnd("id", "jira", "Jira", url, url, providers=frozenset(providers))


@pytest.mark.parametrize(
    ("providers", "chosen"),
    [
        ([], "anonymous"),
        ([Provider.TWO_LEGGED], "oauth"),
        ([Provider.BASIC], "basic"),
        ([Provider.BASIC, Provider.TWO_LEGGED], "oauth"),
        ([Provider.OAUTH, Provider.TWO_LEGGED], "oauth-per-user"),
        ([Provider.OAUTH, Provider.BASIC], "oauth-per-user"),
        ([Provider.OAUTH, Provider.TWO_LEGGED, Provider.IMPERSONATION], "oauth-impersonation"),
        ([Provider.CORS], "anonymous"),
    ],
)
def test_an_impersonating_type_comes_before_one_user_for_all(providers: list[Provider], chosen: str):
    assert scheme_for(end(*providers), ALICE).name == chosen


@pytest.mark.parametrize("provider", list(Provider))
def test_for_nobody_every_link_is_anonymous(provider: Provider):
    """Not even Basic: the link's account is for people who are logged in."""
    assert scheme_for(end(provider), None).name == "anonymous"

"""Which products there are, and whose people use them."""

import re

from applink_fixtures.stage import Stage
from applink_steps.phrase import given, phrase

SHARED, SEPARATE, OVERLAPPING = "shared", "separate", "overlapping"
ARRANGED = {
    "shared-userbase": SHARED,
    "separate-userbases": SEPARATE,
    "overlapping-names": OVERLAPPING,
}
ARRANGEMENTS = {arrangement: name for name, arrangement in ARRANGED.items()}


@given(phrase("the topology {topology}"))
def the_topology(applinks: Stage, topology: str) -> None:
    """Given the topology hub-of-five"""
    applinks.use(topology)
    applinks.arrangement = ARRANGED.get(topology, topology)


@given(phrase("{calling:product} and {serving:product} share a userbase"))
def they_share_a_userbase(applinks: Stage, calling: str, serving: str) -> None:
    """Given Confluence and Jira share a userbase"""
    _arrange(applinks, SHARED, calling, serving)


@given(phrase("{calling:product} and {serving:product} do not share a userbase"))
def they_do_not_share_a_userbase(applinks: Stage, calling: str, serving: str) -> None:
    """Given Confluence and Jira do not share a userbase"""
    _arrange(applinks, SEPARATE, calling, serving)


@given(phrase("{calling:product} and {serving:product} have different people of the same usernames"))
def usernames_overlap(applinks: Stage, calling: str, serving: str) -> None:
    """Given Confluence and Jira have different people of the same usernames"""
    _arrange(applinks, OVERLAPPING, calling, serving)


@given(phrase("{calling:product} and {serving:product} have {arrangement} userbases"))
def userbases(applinks: Stage, calling: str, serving: str, arrangement: str) -> None:
    """Given Confluence and Jira have separate userbases"""
    _arrange(applinks, arrangement, calling, serving)


def topology_in(line: str) -> str | None:
    """The topology that a step chooses, by its name; None for every other step."""
    if match := re.fullmatch(r'the topology "?([^"]+)"?', line):
        return match[1]
    for ending, arrangement in _ENDINGS.items():
        if line.endswith(ending):
            return ARRANGEMENTS[arrangement]
    if match := re.fullmatch(r".+ and .+ have (\w+) userbases", line):
        return ARRANGEMENTS.get(match[1])
    return None


_ENDINGS = {
    " do not share a userbase": SEPARATE,
    " share a userbase": SHARED,
    " have different people of the same usernames": OVERLAPPING,
}


def _arrange(applinks: Stage, arrangement: str, calling: str, serving: str) -> None:
    applinks.use(ARRANGEMENTS[arrangement])
    applinks.arrangement = arrangement
    applinks.pair = (calling, serving)

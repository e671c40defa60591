"""Link ends and consumers as values."""

import pytest

from applink_simulator.domain.links import Consumer, Level, LinkEnd, Provider


@pytest.mark.parametrize(
    ("bits", "level"),
    [
        ((False, False, False), Level.DISABLED),
        ((True, False, False), Level.THREE_LEGGED_ONLY),
        ((True, True, False), Level.OAUTH),
        ((False, True, False), Level.OAUTH),
        ((True, False, True), Level.IMPERSONATION),
    ],
)
def test_of_several_bits_the_highest_decides(bits: tuple[bool, bool, bool], level: Level):
    """applinks.md 3.3: levels are a ladder."""
    enabled, two_legged, impersonation = bits
    assert Level.of_bits(enabled=enabled, two_legged=two_legged, impersonation=impersonation) is level


def test_a_level_configures_every_provider_below_it():
    assert Level.OAUTH.providers == {Provider.OAUTH, Provider.TWO_LEGGED}
    assert Level.of_providers(Level.IMPERSONATION.providers) is Level.IMPERSONATION


def test_changing_the_outgoing_level_leaves_other_providers_alone():
    """Basic access is no OAuth level."""
    end = LinkEnd("id", "jira", "Jira", "http://j", "http://j", providers=frozenset({Provider.BASIC}))
    changed = end.at_outgoing_level(Level.OAUTH)
    assert changed.providers == {Provider.BASIC, Provider.OAUTH, Provider.TWO_LEGGED}
    assert changed.at_outgoing_level(Level.DISABLED).providers == {Provider.BASIC}


def test_a_consumer_tells_the_level_it_was_set_to():
    consumer = Consumer("key", "Jira", "…")
    for level in Level:
        assert consumer.at_level(level).level is level


END = LinkEnd("id", "jira", "Jira", "http://jira.test:8080/jira", "http://jira.test:8080/jira")


@pytest.mark.parametrize(
    "url",
    ["http://jira.test:8080/jira", "http://jira.test:8080/jira/rest/api/2/issue/A-1", "http://JIRA.test:8080/jira/x"],
)
def test_a_link_reaches_what_lies_below_its_address(url: str):
    assert END.reaches(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://jira.test:8080/jira/x",
        "http://jira.test/jira/x",
        "http://evil.test:8080/jira/x",
        "http://jira.test:8080/jirafake/x",
        "http://jira.test:8080/",
        "http://jira.test:8080/jira/../secret",
        "http://jira.test:8080/jira/%2e%2E/secret",
        "http://jira.test:8080@evil.test/jira/x",
    ],
)
def test_nothing_outside_a_links_address_is_ever_signed(url: str):
    """Else a page could make its product sign requests to anybody (O1C-022)."""
    assert not END.reaches(url)

"""Creation as two administrators see it."""

from applink_simulator.topology.running import RunningTopology


def test_an_administrator_of_both_products_gets_both_ends_with_authentication(pair: RunningTopology):
    """The credential flow of applinks.md 5.4; the products call each other back while they are being called."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    reply = confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True)
    assert reply.json()["autoConfigurationSuccessful"] is True
    assert confluence.status(jira.place)["working"] is True
    assert jira.status(confluence.place)["working"] is True

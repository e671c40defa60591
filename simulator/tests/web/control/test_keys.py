"""A key pair that is replaced."""

from applink_simulator.topology.running import RunningTopology


def test_who_has_another_key_is_refused_until_told_of_it(linked: RunningTopology):
    """It signs with the new one at once; the link works again when it is made anew."""
    confluence, jira = linked.control("confluence"), linked.place("jira")
    administrator = linked.administrator("confluence")
    assert administrator.status(jira)["working"] is True
    before = confluence.product()
    after = confluence.rotate_key()
    assert after == before | {"public_key": after["public_key"]}
    assert after["public_key"] != before["public_key"]
    assert administrator.status(jira)["working"] is False
    there = linked.administrator("jira")
    there.must(there.trust(linked.place("confluence"), impersonation=True), "trust it anew")
    assert administrator.status(jira)["working"] is True


def test_only_that_products_key_is_replaced(linked: RunningTopology):
    jira = linked.control("jira").product()["public_key"]
    linked.control("confluence").rotate_key()
    assert linked.control("jira").product()["public_key"] == jira

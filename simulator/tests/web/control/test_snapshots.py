"""Everything that a product remembers, kept and brought back."""

from urllib.parse import urlsplit

import pytest

from applink_simulator.topology.control import Control, ControlRefused
from applink_simulator.topology.running import RunningTopology

from .conftest import Ask


def identity(control: Control) -> dict[str, object]:
    return {name: value for name, value in control.product().items() if name != "process"}


@pytest.mark.parametrize("bring_back", [Control.restore, Control.reset])
def test_directory_links_key_version_title_and_address_come_back(linked: RunningTopology, bring_back):
    """And the link works again; before that everything is otherwise."""
    jira, place = linked.control("jira"), linked.place("jira")
    before = (jira.users(), jira.links(), identity(jira), jira.rights())
    jira.keep("before")
    jira.put_user("alice", name="alicia")
    jira.remove_user("bob")
    jira.put_rights(administrators=[])
    jira.lose_link(linked.place("confluence").application_id)
    jira.rotate_key()
    other = next(each for each in jira.product()["versions"] if each != jira.product()["version"])
    jira.change(title="Elsewhere", version=other, server_id="another", base_url=jira.origin + "/elsewhere")
    after = (jira.users(), jira.links(), identity(jira), jira.rights())
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert not {name for name, value in before[2].items() if value == after[2][name]} & {
        "title", "version", "base_url", "application_id", "consumer_key", "public_key", "server_id"
    }  # fmt: skip
    assert linked.administrator("confluence").status(place)["working"] is False
    bring_back(jira, "before")
    assert (jira.users(), jira.links(), identity(jira), jira.rights()) == before
    assert linked.administrator("confluence").status(place)["working"] is True


def test_a_product_answers_at_the_address_that_it_has_now(jira: Control, pair: RunningTopology, status: Ask):
    """Its control surface stays where it is."""
    jira.keep("before")
    home = pair.place("jira").url
    pair.change("jira", base_url=jira.origin + "/elsewhere")
    assert urlsplit(pair.place("jira").url).path == "/elsewhere"
    assert pair.visitor(None, "jira").visit("/status").status == 200
    jira.restore("before")
    assert jira.product()["base_url"] == home


def test_a_reset_ends_faults_and_a_wrong_clock_and_empties_the_journal_where_a_restore_does_not(
    jira: Control, status: Ask
):
    jira.keep("before")
    jira.put_fault("is unavailable")
    jira.set_clock(600)
    status("alice", "/status")
    for bring_back, expected in ((jira.restore, (503, 600.0, 1)), (jira.reset, (200, 0.0, 0))):
        bring_back("before")
        exchanges = len(jira.journal(0).exchanges)
        assert (status("alice", "/status"), jira.ask("GET", "/clock")["ahead"], exchanges) == expected


def test_a_snapshot_is_listed_replaced_and_forgotten(jira: Control):
    first = jira.ask("GET", "/snapshots")["snapshots"]
    jira.keep("mine")
    jira.put_user("zoe")
    jira.keep("mine")
    jira.remove_user("zoe")
    jira.restore("mine")
    assert "zoe" in {user["name"] for user in jira.users()}
    assert jira.ask("GET", "/snapshots")["snapshots"] == sorted([*first, "mine"])
    jira.ask("DELETE", "/snapshots/mine")
    assert jira.ask("GET", "/snapshots")["snapshots"] == first


def test_an_unknown_snapshot_is_refused_and_nothing_has_changed(jira: Control):
    jira.put_user("zoe")
    for ask in (jira.restore, jira.reset, lambda name: jira.ask("DELETE", f"/snapshots/{name}")):
        with pytest.raises(ControlRefused, match=r"404.*A snapshot called none does not exist"):
            ask("none")
    assert "zoe" in {user["name"] for user in jira.users()}

"""Records of links, rewritten and lost as by somebody in the database."""

import pytest

from applink_simulator.topology.control import Control, ControlRefused
from applink_simulator.topology.running import RunningTopology


def test_a_record_that_is_rewritten_is_what_the_product_knows(linked: RunningTopology):
    """The remote's is as it was."""
    jira, confluence = linked.place("jira"), linked.control("confluence")
    there = linked.control("jira").links()
    confluence.rewrite_link(jira.application_id, name="Old Jira", rpc_url="http://nowhere.invalid", primary=False)
    (link,) = linked.administrator("confluence").links()
    assert (link["name"], link["rpcUrl"], link["isPrimary"]) == ("Old Jira", "http://nowhere.invalid", False)
    assert linked.control("jira").links() == there


@pytest.mark.parametrize(("product", "direction"), [("confluence", "outgoing"), ("jira", "incoming")])
def test_a_level_that_one_end_alone_has_is_a_mismatch(linked: RunningTopology, product: str, direction: str):
    remote = {"confluence": "jira", "jira": "confluence"}[product]
    administrator = linked.administrator("confluence")
    assert administrator.status(linked.place("jira"))["working"] is True
    linked.control(product).rewrite_link(linked.place(remote).application_id, **{direction: "disabled"})
    assert linked.control(product).links()[0][direction] == "disabled"
    assert administrator.status(linked.place("jira"))["working"] is False


def test_a_link_that_is_lost_is_lost_here_alone(linked: RunningTopology):
    """With its consumer: the remote's signatures mean nothing any more."""
    jira = linked.control("jira")
    jira.lose_link(linked.place("confluence").application_id)
    assert (jira.links(), len(linked.control("confluence").links())) == ([], 1)
    assert list(linked.products["jira"].state.consumers) == []
    assert linked.administrator("confluence").status(linked.place("jira"))["working"] is False


def test_a_level_for_calls_wants_a_consumer(linked: RunningTopology):
    """Else nothing is changed, not even what could have been."""
    jira, there = linked.control("jira"), linked.place("confluence").application_id
    linked.products["jira"].state.consumers.remove(linked.control("confluence").product()["consumer_key"])
    before = jira.links()
    with pytest.raises(ControlRefused, match=r"409.*no consumer"):
        jira.rewrite_link(there, name="Other", incoming="oauth")
    assert jira.links() == before
    jira.rewrite_link(there, name="Other")
    assert jira.links()[0]["name"] == "Other"


def test_what_is_not_linked_is_said_not_to_be(linked: RunningTopology):
    for ask in (Control.rewrite_link, Control.lose_link):
        with pytest.raises(ControlRefused, match=r"404.*A link to nothing does not exist"):
            ask(linked.control("jira"), "nothing")


def test_a_misspelt_parameter_does_not_mean_everybody(jira: Control):
    """The control is the right one."""
    with pytest.raises(ControlRefused, match=r"422.*usernam"):
        jira.ask("DELETE", "/tokens", usernam="alice")
    jira.ask("DELETE", "/tokens", username="alice")

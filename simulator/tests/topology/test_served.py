"""Products as real servers within one process."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from applink_simulator.domain.errors import RemoteUnreachable
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.serving.listening import PortInUse
from applink_simulator.topology.backends import Backend
from applink_simulator.topology.backends.served import served
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.running import NoSuchName, RunningTopology

SMALL = """
userbases: {people: {users: {anna: {}}}}
products:
  jira: {system_administrators: anna}
  confluence: {system_administrators: anna}
"""


def test_a_product_that_hangs_holds_up_nobody_else(pair: RunningTopology):
    """Each product has threads of its own: all of Jira's are busy, Confluence answers."""
    pair.misbehave("jira", "is slow")
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(pair.visitor(None, "jira").visit, "/") for _ in range(20)]
        time.sleep(0.2)
        assert pair.visitor(None, "confluence").visit("/").status == 200
        assert not any(each.done() for each in waiting)
        pair.behave()
        assert all(each.result(timeout=30).status == 200 for each in waiting)


def test_products_that_create_links_to_each_other_at_once_do_not_wait_for_each_other(pair: RunningTopology):
    """Each calls the other back while it is being called. Who comes second finds the link made already."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(jira.create_link, confluence.place, there=confluence, trust=True)
        other = pool.submit(confluence.create_link, jira.place, there=jira, trust=True)
        answers = [one.result(timeout=30), other.result(timeout=30)]
    assert {answer.status for answer in answers} <= {200, 400}
    assert jira.link_to(confluence.place)
    assert confluence.link_to(jira.place)


def test_everything_is_as_the_file_says_after_a_reset(pair: RunningTopology):
    """At the same addresses, and with the same application ids."""
    places = pair.places
    pair.administrator("confluence").create_link(pair.place("jira"))
    pair.clock.move(5000)
    assert pair.administrator("confluence").links()
    pair.reset()
    assert pair.places == places
    assert not pair.administrator("confluence").links()
    assert abs(pair.clock.now() - time.time()) < 5


def test_a_product_that_was_switched_off_is_found_at_its_old_address_again(pair: RunningTopology):
    url = pair.place("jira").url
    pair.switch_off("jira")
    with pytest.raises(RemoteUnreachable):
        pair.transport.send(OutgoingRequest("GET", url))
    pair.switch_on("jira")
    assert pair.transport.send(OutgoingRequest("GET", url)).status == 200


def test_products_listen_on_loopback_alone(pair: RunningTopology):
    assert all(place.url.startswith("http://127.0.0.1:") for place in pair.places)


def test_a_port_that_is_in_use_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        wanted = SMALL.replace("jira: {", f"jira: {{port: {port}, ")
        with pytest.raises(PortInUse, match=rf"Port {port} for jira is in use"):
            served(read_topology(wanted))
    with served(read_topology(wanted)) as running:
        assert f":{port}/" in running.place("jira").url


def test_nothing_listens_any_more_after_the_end():
    running = served(read_topology(SMALL))
    url = running.place("jira").url
    running.stop()
    with pytest.raises(RemoteUnreachable):
        running.transport.send(OutgoingRequest("GET", url))


def test_an_unknown_name_brings_the_nearest_one(pair: RunningTopology):
    with pytest.raises(NoSuchName, match="did you mean 'jira'"):
        pair.place("jria")
    with pytest.raises(NoSuchName, match="did you mean 'alice'"):
        pair.visitor("alise", "Jira")


def test_every_backend_gives_the_same_answers(backend: Backend):
    """The wished link is made, and both ends say that it works."""
    wished = SMALL + "links: [{from: confluence, to: jira, authentication: oauth-impersonation}]\n"
    with backend(read_topology(wished)) as running:
        for one, other in (("jira", "confluence"), ("confluence", "jira")):
            assert running.administrator(one).status(running.place(other))["working"] is True
        assert not list(running.journal.crashes)


def test_a_server_that_is_stopped_ends_what_it_has_begun(pair: RunningTopology, caplog: pytest.LogCaptureFixture):
    """A worker that outlived its server would write to a file number that somebody else may have by then."""
    url = pair.place("jira").url
    for _ in range(20):
        pair.transport.send(OutgoingRequest("GET", f"{url}/status"))
        pair.switch_off("jira")
        pair.switch_on("jira")
    assert pair.transport.send(OutgoingRequest("GET", f"{url}/status")).status == 200
    assert not caplog.records

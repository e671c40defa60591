"""Products that move to another address while they run, over sockets and without."""

from collections.abc import Iterator

import pytest

from applink_simulator.domain.errors import RemoteUnreachable
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.topology.backends import Backend
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.running import AddressTaken, RunningTopology

THREE = """
userbases: {people: {users: {anna: {}}}}
products:
  production: {kind: jira, system_administrators: anna}
  staging: {kind: jira, system_administrators: anna}
  confluence: {system_administrators: anna}
links: [{from: confluence, to: production, authentication: oauth-impersonation}]
"""


@pytest.fixture(scope="module")
def three_products(backend: Backend) -> Iterator[RunningTopology]:
    with backend(read_topology(THREE)) as running:
        yield running


@pytest.fixture
def running(three_products: RunningTopology) -> Iterator[RunningTopology]:
    """A crash inside a product fails the test."""
    three_products.reset()
    yield three_products
    assert not list(three_products.journal.crashes)


def get(running: RunningTopology, url: str) -> Reply:
    return running.transport.send(OutgoingRequest("GET", url))


def test_a_product_that_moves_keeps_what_it_is_and_leaves_nothing_behind(running: RunningTopology):
    """Its manifest tells the new address and the old id; its links and its people are still there."""
    old = running.place("production")
    new = running.move("Production")
    assert new.url != old.url
    assert new == running.place("production")
    manifest = get(running, f"{new.url}/rest/applinks/1.0/manifest.json").json()
    assert (manifest["id"], manifest["url"]) == (old.application_id, new.url)
    assert len(running.administrator("production").links()) == 1
    with pytest.raises(RemoteUnreachable):
        get(running, old.url)


def test_a_product_may_move_below_another_path(running: RunningTopology):
    """Also below none; nothing is served elsewhere at the new address."""
    for path in ("/tracker", ""):
        new = running.move("production", path=path)
        assert new.url.endswith(path or new.url)
        assert get(running, f"{new.url}/status").status == 200
        assert get(running, f"{new.url}/jira/status").status == 404
        assert running.visitor("anna", "production").visit("/secure/Dashboard.jspa").status == 200


def test_an_old_address_may_send_everybody_on(running: RunningTopology):
    """To the same page of the new one, query and all."""
    old = running.place("production").url
    new = running.move("production", path="/tracker", signpost=True).url
    reply = get(running, f"{old}/browse/A%20B?page=2")
    assert (reply.status, reply.header("Location")) == (301, f"{new}/browse/A%20B?page=2")


def test_another_product_may_move_to_an_address_that_has_become_free(running: RunningTopology):
    """Not before: control is the refusal, after which everybody is where they were."""
    old, staging = running.place("production").url, running.place("staging")
    with pytest.raises(AddressTaken, match="is the address of production"):
        running.move("staging", to=old)
    assert running.place("staging") == staging
    running.move("production")
    assert running.move("staging", to=old).url == old
    assert get(running, f"{old}/rest/applinks/1.0/manifest.json").json()["id"] == staging.application_id


def test_everybody_is_home_after_a_reset_however_they_moved(running: RunningTopology):
    """Signposts are gone, and the wished links are made between the old addresses."""
    places = running.places
    old = running.place("production").url
    running.move("production", path="/tracker")
    running.move("staging", to=old)
    running.move("confluence", signpost=True)
    running.switch_off("staging")
    running.reset()
    assert running.places == places
    assert all(get(running, place.url).status == 200 for place in places)
    assert running.administrator("confluence").status(running.place("production"))["working"] is True

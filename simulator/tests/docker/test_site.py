"""What can happen to products in containers, as their people and the other products see it."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from applink_simulator.domain.errors import ConnectionBroken, ConnectionRefused, RemoteError, UnknownHost
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.topology.backends.docker.owner import PART, PRODUCT, RUN
from applink_simulator.topology.backends.docker.run import EngineRefused
from applink_simulator.topology.backends.docker.site import ContainerSite
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut
from applink_simulator.transport.http import HttpTransport

pytestmark = pytest.mark.docker


def get(running: RunningTopology, url: str) -> Reply:
    return running.transport.send(OutgoingRequest("GET", url))


def seen(running: RunningTopology, at: str, remote: str) -> tuple[bool, str]:
    """Whether a product says that its link works, and else what it calls the error."""
    status = running.administrator(at).status(running.place(remote))
    return status["working"], (status.get("localError") or status.get("error") or {}).get("type", "")


def site_of(running: RunningTopology) -> ContainerSite:
    assert isinstance(running.site, ContainerSite)
    return running.site


def labelled(client: Any, running: RunningTopology, **labels: str) -> list[dict[str, Any]]:
    wanted = [f"{RUN}={site_of(running).run.id}", *(f"{name}={value}" for name, value in labels.items())]
    found: list[dict[str, Any]] = client.api.containers(all=True, filters={"label": wanted})
    return found


def test_a_product_has_one_address_and_two_ways_to_it(pair: RunningTopology, people: HttpTransport):
    """Its name is known within the run alone; people's programs connect to loopback and ask for the same name."""
    place = pair.place("jira")
    assert place.url == "http://jira:8080/jira"
    assert place.published.startswith("http://127.0.0.1:")
    manifest = get(pair, f"{place.url}/rest/applinks/1.0/manifest.json").json()
    assert manifest["url"] == place.url
    with pytest.raises(UnknownHost):
        people.send(OutgoingRequest("GET", place.url))


def test_products_call_each_other_by_their_names(pair: RunningTopology):
    for one, other in (("jira", "confluence"), ("confluence", "jira")):
        assert seen(pair, one, other) == (True, "")
    asked = [each for each in pair.journal.at("jira") if each.sender == "confluence"]
    assert {dict(each.headers)["Host"] for each in asked} == {"jira:8080"}


def test_a_product_that_is_killed_is_refused_and_has_forgotten_nothing(pair: RunningTopology):
    """Its machine goes on: whoever calls is refused, inside and outside, and finds it at the same place again."""
    before = pair.administrator("jira").links()
    pair.switch_off("jira")
    with pytest.raises(ConnectionRefused):
        get(pair, pair.place("jira").url)
    assert seen(pair, "confluence", "jira") == (False, "CONNECTION_REFUSED")
    pair.switch_on("jira")
    assert pair.administrator("jira").links() == before
    assert seen(pair, "confluence", "jira") == (True, "")


def test_people_that_products_share_are_the_same_for_both(pair: RunningTopology):
    """Who gets another name at the one has it at the other; a reset takes it back."""

    def names() -> set[str]:
        return {
            person["display_name"]
            for product in ("jira", "confluence")
            for person in pair.control(product).users()
            if person["name"] == "alice"
        }

    pair.control("jira").put_user("alice", display_name="Alice Liddell")
    assert names() == {"Alice Liddell"}
    pair.reset()
    assert len(names()) == 1
    assert names() != {"Alice Liddell"}


def test_a_name_may_be_hidden_from_one_product_alone(pair: RunningTopology):
    """Connections that are there already do not help it."""
    assert seen(pair, "confluence", "jira") == (True, "")
    pair.hide_name("jira", seen_by="confluence")
    assert seen(pair, "confluence", "jira") == (False, "UNKNOWN_HOST")
    assert get(pair, pair.place("jira").url).status == 200
    pair.behave()
    assert seen(pair, "confluence", "jira") == (True, "")


@pytest.mark.parametrize(
    ("how", "error"), [(Cut.REFUSED, "CONNECTION_REFUSED"), (Cut.RESET, "UNKNOWN"), (Cut.DROPPED, "UNKNOWN")]
)
def test_a_way_may_be_cut_in_one_direction(pair: RunningTopology, how: Cut, error: str):
    """By a firewall that says so, or nothing, or that lets nothing be said; the other direction works."""
    assert seen(pair, "confluence", "jira") == (True, "")
    pair.cut("confluence", "jira", how)
    began = time.monotonic()
    assert seen(pair, "confluence", "jira") == (False, error)
    assert (time.monotonic() - began > 4) == (how is Cut.DROPPED)
    assert get(pair, pair.place("jira").url).status == 200
    # Jira asks Confluence, which answers; what Confluence asks back is cut.
    reply = pair.administrator("jira").status(pair.place("confluence"))
    assert (reply.get("localError") or reply.get("error") or {}).get("type") != "CONNECTION_REFUSED"
    pair.behave()
    assert seen(pair, "confluence", "jira") == (True, "")


def test_a_cut_stays_when_the_product_is_started_again(pair: RunningTopology):
    """It is the machine's, not the product's."""
    pair.cut("confluence", "jira", Cut.REFUSED)
    pair.switch_off("confluence")
    pair.switch_on("confluence")
    assert seen(pair, "confluence", "jira") == (False, "CONNECTION_REFUSED")


def test_nothing_outside_of_the_run_is_known_and_that_is_said_at_once(pair: RunningTopology):
    """Nobody is asked for names: tests send nothing away."""
    began = time.monotonic()
    reply = pair.administrator("jira").ask("GET", "/rest/applinks/3.0/status/00000000-0000-0000-0000-000000000000")
    assert reply.status == 404
    said = site_of(pair).run.execute(
        site_of(pair).machine("jira").container,
        [
            "python3",
            "-c",
            "import socket\ntry: socket.getaddrinfo('example.com', 80)\nexcept socket.gaierror: print('no')",
        ],
    )
    assert said.strip() == "no"
    assert time.monotonic() - began < 5


def test_products_run_with_nothing_that_they_do_not_need_and_nobody_reads_their_token(
    client: Any, pair: RunningTopology
):
    """Neither in the environment nor among the arguments; who is in the container's group alone may read the file."""
    (found,) = labelled(client, pair, **{PART: "product", PRODUCT: "jira"})
    container = client.api.inspect_container(found["Id"])
    host = container["HostConfig"]
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"] == ["no-new-privileges"]
    assert container["Config"]["User"].split(":")[0] not in {"", "0", "root"}
    assert site_of(pair).token not in json.dumps(container)


def test_topologies_that_run_at_the_same_time_do_not_know_of_each_other(
    pair: RunningTopology, contain: Callable[[str], Any]
):
    """Both have a jira: each finds its own, and a name that only the other has is unknown."""
    text = """
userbases: {people: {users: {anna: {}}}}
products:
  jira: {title: The other one, system_administrators: anna}
  only-there: {kind: confluence, system_administrators: anna}
links: [{from: only-there, to: jira, authentication: oauth-impersonation}]
"""
    with contain(text) as other:
        assert other.place("jira").title == "The other one"
        assert pair.place("jira").title == "Jira"
        assert seen(other, "only-there", "jira") == (True, "")
        with pytest.raises(UnknownHost):
            get(pair, other.place("only-there").url)
    assert seen(pair, "confluence", "jira") == (True, "")


def test_nothing_is_left_when_a_topology_ends(client: Any, contain: Callable[[str], Any]):
    """Control: it was there before."""
    with contain("userbases: {p: {users: {anna: {}}}}\nproducts: {jira: {system_administrators: anna}}") as running:
        label = [f"{RUN}={site_of(running).run.id}"]
        assert len(client.api.containers(all=True, filters={"label": label})) == 2
        assert len(client.api.networks(filters={"label": label})) == 1
        assert len(client.api.volumes(filters={"label": label})["Volumes"]) == 3
    assert not client.api.containers(all=True, filters={"label": label})
    assert not client.api.networks(filters={"label": label})
    assert not client.api.volumes(filters={"label": label})["Volumes"]


def test_what_a_product_says_is_told_with_its_name(pair: RunningTopology):
    began = time.time()
    get(pair, f"{pair.place('jira').url}/rest/applinks/1.0/manifest")
    said = [json.loads(line) for line in pair.site.said(began - 1)["jira"].splitlines()]
    assert any(line.get("path", "").endswith("/manifest") for line in said)
    assert set(pair.site.said(began)) == {"jira", "confluence"}


def test_a_front_of_nginx_stands_where_products_find_it_and_is_gone_afterwards(client: Any, pair: RunningTopology):
    """Trusted by all products at once; people go past it."""
    from applink_simulator.topology.fronts.front import FRONTS

    pair.stand_in_front("jira", FRONTS["a proxy with a good certificate"])
    place = pair.place("jira")
    assert place.front == "https://jira-front:8443/jira"
    assert len(labelled(client, pair, **{PART: "front"})) == 1
    with pytest.raises(RemoteError):
        # People's programs do not trust it; that they reach it shows in how they fail.
        get(pair, place.front)
    pair.reset()
    assert not labelled(client, pair, **{PART: "front"})
    with pytest.raises((UnknownHost, ConnectionBroken)):
        get(pair, place.front)


def test_an_address_is_free_again_when_its_machine_is_gone(client: Any, pair: RunningTopology):
    """A network has few, and a run has many machines one after the other. Control: more than it has are not given."""
    run = site_of(pair).run
    addresses = [run.free_address() for _ in range(len(run._free))]
    with pytest.raises(EngineRefused, match="all of its network are in use"):
        run.free_address()
    for _ in range(2):
        run.give_back(addresses.pop())
    for _ in range(3):
        pair.move("jira", path="/elsewhere", signpost=True)
        pair.reset()
    assert seen(pair, "confluence", "jira")[1] != "UNKNOWN_HOST"
    for address in addresses:
        run.give_back(address)

"""Two replicas of each product on one PostgreSQL behind nginx, as docs/kubernetes has them, under load."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from simulator.tests.storage.cluster import MISSING, programs

from applink_load.beforehand import prepare
from applink_load.meanwhile import meanwhile
from applink_load.plan import CONSUMER
from applink_simulator.authentication.keys import read_private_key
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.topology.fronts.nginx_image import OFFICIAL, build_nginx_image
from applink_simulator.topology.load import read_topology
from applink_simulator.transport.http import HttpTransport

from .fleet import Fleet
from .manifests import Manifests

pytestmark = [pytest.mark.docker, pytest.mark.postgres]

PRODUCTS = ("jira", "confluence")
SHORT = {"--users": "4", "--workers": "1", "--run-time": "2s"}
ISSUE = "http://jira:8080/jira/rest/api/2/issue/DEMO-1"


@pytest.fixture(scope="module", params=[2, 1])
def fleet(
    request: pytest.FixtureRequest, client: Any, image: None, load_image: str, tmp_path_factory: Any
) -> Iterator[Fleet]:
    """So many replicas of each product, linked, and a worker that waits."""
    from applink_simulator.topology.backends.docker.image import image_for

    found = programs()
    if found is None:
        pytest.fail(MISSING, pytrace=False)
    folder: Path = tmp_path_factory.mktemp("fleet")
    folder.chmod(0o755)
    prepared = prepare(read_topology(Manifests.read().topology_text), "proxied", folder / "prepared")
    manifests = Manifests.read()
    containers = manifests.containers()
    fleet = Fleet(
        client,
        found,
        folder,
        images={
            containers["jira"]["image"]: client.images.get(image_for(client)).id,
            containers["load-worker"]["image"]: load_image,
        },
        replicas=request.param,
        topology=prepared.topology_file.read_text(),
        key=read_private_key(prepared.key_file.read_text()),
    )
    try:
        fleet.up(PRODUCTS, build_nginx_image(client, os.environ.get("BASE_IMAGE") or OFFICIAL))
        assert fleet.ended(dict(manifests.pods())["links"]) == (0, "confluence and jira: linked\n")
        fleet.start(dict(manifests.pods())["load-worker"])
        yield fleet
    finally:
        fleet.down()


def run(fleet: Fleet) -> tuple[int, str]:
    """The load of the manifests, but a small one."""
    pod = dict(fleet.manifests.pods())["load-master"]
    (container,) = pod["containers"]
    args = list(container["args"])
    for option, value in SHORT.items():
        args[args.index(option) + 1] = value
    args[args.index("p95>500ms")] = "max>60s"
    return fleet.ended(pod, alias="load-master", args=[*args, "--no-ceiling"])


def test_products_that_do_right_are_kept_and_all_replicas_had_their_part_in_it(fleet: Fleet):
    status, said = run(fleet)

    assert status == 0, said
    told = json.loads((fleet.report / "result.json").read_text())
    assert told["verdict"] == "kept"
    assert told["measured"]["checked"] > 10
    for replicas in fleet.products.values():
        for replica in replicas:
            asked = [json.loads(line) for line in replica.logs().decode().splitlines()]
            assert sum(each["event"] == "request" and each["status"] == 200 for each in asked) > 5
            assert not [each for each in asked if each["event"] == "crash"]


def test_what_may_not_be_seen_and_is_shown_fails_the_run(fleet: Fleet):
    """Changed at the last replica, whichever is asked shows it."""
    control = fleet.control("jira", -1)
    control.change_container("SEC", visible_to=["anyone"])
    try:
        status, said = run(fleet)
    finally:
        control.change_container("SEC", visible_to=["group:security"])

    assert status == 3, said
    assert "which they may not see" in said


def test_one_replica_that_fails_fails_the_run(fleet: Fleet):
    control = fleet.control("jira", -1)
    control.clear_journal()

    def fail(over: threading.Event) -> None:
        while not over.wait(0.2):
            if sum("/rest/api/2/issue/" in each.url for each in control.journal(0).exchanges) > 1:
                control.put_fault("is unavailable")
                return

    try:
        with meanwhile(fail):
            status, said = run(fleet)
    finally:
        control.clear_faults()

    assert status == 3, said
    assert "errors>0.1%" in said


def test_a_signed_request_that_one_replica_took_is_refused_by_all_and_one_signed_anew_is_taken(fleet: Fleet):
    """Nobody sees that issue without having been recognised."""
    signer = Signer(CONSUMER, fleet.key, Clock())
    signed = signer.sign(OutgoingRequest("GET", ISSUE))
    first, last = fleet.products["jira"][0], fleet.products["jira"][-1]

    assert ask(fleet, first, signed).status == 200
    refused = ask(fleet, last, signed)
    assert (refused.status, b"oauth_problem=nonce_used" in refused.body) == (401, True)
    assert ask(fleet, last, signer.sign(OutgoingRequest("GET", ISSUE))).status == 200


def ask(fleet: Fleet, replica: Any, request: OutgoingRequest) -> Reply:
    """That one, past the balance."""
    with closing(HttpTransport()) as transport:
        host, _, port = fleet.address(replica).removeprefix("http://").partition(":")
        transport.route({("jira", 8080): (host, int(port))})
        return transport.send(request)

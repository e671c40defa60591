"""``applinks up``, ``ps``, ``logs`` and ``down``, as a person at a terminal uses them."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.serving.listening import PortInUse
from applink_simulator.topology.backends.docker.background import addresses_for_people
from applink_simulator.topology.load import read_topology
from applink_simulator.transport.http import HttpTransport

SMALL = """
userbases: {people: {users: {anna: {}}}}
products:
  jira: {system_administrators: anna}
  confluence: {system_administrators: anna}
"""


def applinks(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "applink_simulator.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def up(image: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What was said of a topology that was started in the background, linked."""
    name = f"test-{os.getpid()}"
    file = tmp_path_factory.mktemp("up") / "linked.yaml"
    file.write_text(SMALL + "links: [{from: confluence, to: jira, authentication: oauth-impersonation}]\n")
    ended = applinks("up", str(file), "--name", name, "--json")
    try:
        assert ended.returncode == 0, ended.stderr
        yield json.loads(ended.stdout)
    finally:
        ended = applinks("down", name)
    assert ended.returncode == 0, ended.stderr
    assert not [run for run in json.loads(applinks("ps", "--json").stdout) if run["name"] == name]


@pytest.mark.docker
def test_products_are_linked_and_found_by_browsers_on_this_machine(up: dict[str, Any], people: HttpTransport):
    """Browsers look for such names on loopback: the port outside is the one within, and links lead to the same."""
    assert len(up["products"]) == len(up["links"]) == 2
    for product in up["products"].values():
        host, _, port = product["url"].removeprefix("http://").partition("/")[0].partition(":")
        assert host.endswith(".localhost")
        people.route({(host, int(port)): ("127.0.0.1", int(port))})
        manifest = people.send(OutgoingRequest("GET", f"{product['url']}/rest/applinks/1.0/manifest.json"))
        assert manifest.json()["url"] == product["url"]
        assert product["administrators"]


@pytest.mark.docker
def test_it_is_listed_until_it_is_ended_and_cannot_be_there_twice(up: dict[str, Any]):
    (run,) = [run for run in json.loads(applinks("ps", "--json").stdout) if run["name"] == up["run"]]
    assert run["kept"] is True
    assert run["topology"].endswith("linked.yaml")
    assert {each["name"]: (each["url"], each["state"]) for each in run["products"]} == {
        name: (product["url"], "running") for name, product in up["products"].items()
    }
    assert f"{up['run']}  {run['topology']}, until `applinks down`" in applinks("ps").stdout
    again = applinks("up", "shared-userbase", "--name", up["run"])
    assert again.returncode == 3
    assert f"There is a run called {up['run']} already" in again.stderr


@pytest.mark.docker
def test_sweeping_leaves_what_is_kept_for_people(up: dict[str, Any]):
    assert applinks("sweep").returncode == 0
    assert up["run"] in applinks("ps").stdout


@pytest.mark.docker
def test_what_products_do_can_be_read_of_all_or_of_one(up: dict[str, Any]):
    one, *others = up["products"]
    said = applinks("logs", up["run"]).stdout
    assert all(f"{name} | " in said for name in up["products"])
    alone = applinks("logs", up["run"], one).stdout
    assert alone
    assert all(line.startswith(f"{one} | ") for line in alone.splitlines())
    wrong = applinks("logs", up["run"], "nobody")
    assert wrong.returncode == 3
    assert f"has no product called nobody; it has {', '.join(sorted([one, *others]))}" in wrong.stderr


@pytest.mark.docker
def test_logs_go_on_while_somebody_looks(up: dict[str, Any], people: HttpTransport):
    """What happens while one looks is shown; Ctrl-C ends it."""
    import signal

    product, *_ = up["products"]
    url = up["products"][product]["url"]
    host, _, port = url.removeprefix("http://").partition("/")[0].partition(":")
    people.route({(host, int(port)): ("127.0.0.1", int(port))})
    command = [sys.executable, "-m", "applink_simulator.cli", "logs", up["run"], product, "--follow"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as looking:
        assert looking.stdout
        looking.stdout.readline()
        people.send(OutgoingRequest("GET", f"{url}/somewhere-of-its-own"))
        assert any("somewhere-of-its-own" in line for line in looking.stdout)
        looking.send_signal(signal.SIGINT)
        try:
            looking.communicate(timeout=30)
        finally:
            looking.kill()


@pytest.mark.docker
def test_a_run_that_is_not_there_is_named_with_those_that_are(up: dict[str, Any]):
    wrong = applinks("down", "no-such-run")
    assert wrong.returncode == 3
    assert "There is no run called no-such-run" in wrong.stderr
    assert up["run"] in wrong.stderr


@pytest.mark.docker
@pytest.mark.parametrize("name", ["No", "a b", "-a", "a" * 41])
def test_a_run_has_a_name_that_a_container_may_have(name: str):
    wrong = applinks("up", "shared-userbase", f"--name={name}")
    assert wrong.returncode == 3
    assert "is no name for a run" in wrong.stderr


def test_ports_that_somebody_else_has_are_left_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        addresses = addresses_for_people(read_topology(SMALL))
        assert len({address.port for address in addresses.values()} | {port}) == 3
        wanted = read_topology(SMALL.replace("jira: {", f"jira: {{port: {port}, "))
        with pytest.raises(PortInUse, match=rf"Port {port} for jira is in use"):
            addresses_for_people(wanted)
        with pytest.raises(PortInUse, match=rf"Port {port} for jira is in use"):
            addresses_for_people(read_topology(SMALL), port_base=port)


def test_a_port_of_the_topology_s_own_is_given_to_nobody_else():
    wanted = read_topology(SMALL.replace("confluence: {", "confluence: {port: 18080, "))
    addresses = addresses_for_people(wanted, port_base=18080)
    assert {name: (each.host, each.port, each.published) for name, each in addresses.items()} == {
        "jira": ("jira.localhost", 18081, 18081),
        "confluence": ("confluence.localhost", 18080, 18080),
    }

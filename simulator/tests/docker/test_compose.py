"""Compose files: what they say, that compose would take them, and that such containers do what is meant."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from click.testing import CliRunner

from applink_simulator.cli import main
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.transport.http import HttpTransport

TOPOLOGY = """
userbases: {people: {users: {anna: {}}}}
products:
  My Jira: {kind: jira, system_administrators: anna}
  confluence: {system_administrators: anna, port: 9090}
links: [{from: confluence, to: My Jira, authentication: oauth-impersonation}]
"""


def compose(*arguments: str) -> str:
    ended = CliRunner().invoke(main, ["compose", *arguments])
    assert ended.exit_code == 0, ended.output
    return ended.stdout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(TOPOLOGY)
    return path


def test_each_product_is_a_service_with_one_address_for_people_and_products(file: Path):
    said = compose(str(file))
    document = yaml.safe_load(said)
    assert "#     My Jira  http://my-jira.localhost:8080/jira\n" in said
    assert list(document["services"]) == ["my-jira", "confluence", "links"]
    jira = document["services"]["my-jira"]
    assert jira["environment"]["APPLINKS_BASE_URL"] == "http://my-jira.localhost:8080/jira"
    assert jira["environment"]["APPLINKS_PRODUCT"] == "My Jira"
    assert jira["networks"]["default"]["aliases"] == ["my-jira.localhost"]
    assert jira["ports"] == ["127.0.0.1:8080:8080"]
    assert document["services"]["confluence"]["ports"] == ["127.0.0.1:9090:9090"]
    assert jira["healthcheck"]["test"] == ["CMD", "applinks", "health"]
    assert set(document["volumes"]) == {"my-jira-data", "confluence-data", "userbases"}


def test_nobody_has_more_rights_than_needed(file: Path):
    for service in yaml.safe_load(compose(str(file)))["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_links_are_made_once_all_products_answer(file: Path):
    links = yaml.safe_load(compose(str(file)))["services"]["links"]
    assert links["depends_on"] == {name: {"condition": "service_healthy"} for name in ("my-jira", "confluence")}
    assert links["restart"] == "no"
    at = [
        "--at",
        "My Jira=http://my-jira.localhost:8080/jira",
        "--at",
        "confluence=http://confluence.localhost:9090/confluence",
    ]
    assert links["command"] == ["links", "/etc/applinks/two.yaml", *at]


def test_without_links_nobody_makes_any(tmp_path: Path):
    path = tmp_path / "two.yaml"
    path.write_text(TOPOLOGY[: TOPOLOGY.index("links:")])
    assert "links" not in yaml.safe_load(compose(str(path)))["services"]


def test_a_topology_file_is_mounted_and_a_ready_one_is_in_the_image(file: Path):
    mounted = yaml.safe_load(compose(str(file)))["services"]["my-jira"]
    assert f"{file}:/etc/applinks/two.yaml:ro" in mounted["volumes"]
    ready = yaml.safe_load(compose("shared-userbase"))["services"]["jira"]
    assert ready["environment"]["APPLINKS_TOPOLOGY"] == "shared-userbase"
    assert not [each for each in ready["volumes"] if ":ro" in each]


def test_a_key_in_a_file_of_its_own_comes_along_unless_it_lies_elsewhere(file: Path, tmp_path: Path):
    from applink_simulator.authentication.keys import KeyPair

    consumer = "\nconsumers: [{at: confluence, key: machine, public_key_file: %s}]\n"
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "machine.pem").write_text(KeyPair.generate().public.text)
    file.write_text(TOPOLOGY + consumer % "keys/machine.pem")
    volumes = yaml.safe_load(compose(str(file)))["services"]["confluence"]["volumes"]
    assert f"{tmp_path}/keys/machine.pem:/etc/applinks/keys/machine.pem:ro" in volumes
    (tmp_path / "below").mkdir()
    elsewhere = tmp_path / "below" / "two.yaml"
    elsewhere.write_text(TOPOLOGY + consumer % "../keys/machine.pem")
    ended = CliRunner().invoke(main, ["compose", str(elsewhere)])
    assert ended.exit_code == 1
    assert "is not below the topology's folder" in ended.stderr


def test_what_compose_would_take_for_a_variable_is_said_plainly(tmp_path: Path):
    folder = tmp_path / "cost$HOME"
    folder.mkdir()
    path = folder / "two.yaml"
    path.write_text(TOPOLOGY)
    volumes = yaml.safe_load(compose(str(path)))["services"]["my-jira"]["volumes"]
    assert f"{tmp_path}/cost$$HOME/two.yaml:/etc/applinks/two.yaml:ro" in volumes


def test_a_topology_with_mistakes_is_no_compose_file(tmp_path: Path):
    path = tmp_path / "wrong.yaml"
    path.write_text("products: {jira: {knid: jira}}")
    ended = CliRunner().invoke(main, ["compose", str(path)])
    assert ended.exit_code == 1
    assert "knid" in ended.stderr
    assert not ended.stdout


@pytest.mark.parametrize("topology", ["shared-userbase", "hub-of-five", "two.yaml"])
def test_compose_itself_takes_it(file: Path, topology: str):
    command = _compose_command()
    if command is None:
        pytest.skip("NOT RUN: neither `docker compose` nor docker-compose is here; apt-get install docker-compose")
    path = file.parent / "compose.yaml"
    path.write_text(compose(str(file) if topology == "two.yaml" else topology))
    ended = subprocess.run(
        [*command, "--file", str(path), "config"], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert yaml.safe_load(ended.stdout)["services"].keys() == yaml.safe_load(path.read_text())["services"].keys()
    path.write_text(path.read_text().replace("cap_drop:", "cap_dorp:"))
    wrong = subprocess.run(
        [*command, "--file", str(path), "config"], capture_output=True, text=True, timeout=60, check=False
    )
    assert wrong.returncode != 0


def _compose_command() -> list[str] | None:
    if shutil.which("docker"):
        asked = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else None


@pytest.fixture
def composed(client: Any, image: None, tmp_path: Path) -> Iterator["Composed"]:
    path = tmp_path / "two.yaml"
    path.write_text(TOPOLOGY)
    from applink_simulator.topology.backends.docker.image import image_for

    composed = Composed(
        client, yaml.safe_load(compose(str(path), "--image", image_for(client), "--port-base", "18080"))
    )
    yield composed
    composed.down()


@pytest.mark.docker
def test_such_containers_are_healthy_and_linked(composed: "Composed", people: HttpTransport):
    """As compose would start them, by way of the SDK: the link works, by names that browsers know."""
    composed.up()
    people.route(
        {("my-jira.localhost", 18080): ("127.0.0.1", 18080), ("confluence.localhost", 9090): ("127.0.0.1", 9090)}
    )
    url = "http://confluence.localhost:9090/confluence"
    jira = people.send(
        OutgoingRequest("GET", "http://my-jira.localhost:18080/jira/rest/applinks/1.0/manifest.json")
    ).json()
    basic = (("Authorization", "Basic YW5uYTphbm5h"), ("Accept", "application/json"))
    reply = people.send(OutgoingRequest("GET", f"{url}/rest/applinks/3.0/status/{jira['id']}", basic))
    assert reply.json()["working"] is True
    # A second time it changes nothing.
    assert "linked already" in composed.run_links()


class Composed:
    """What compose does with the keys that our files have."""

    def __init__(self, client: Any, document: dict[str, Any]) -> None:
        self.client, self.document = client, document
        self.project = f"applinks-compose-{uuid4().hex[:8]}"
        self.labels = {"applinks.test": self.project}
        self.containers: dict[str, Any] = {}

    def up(self) -> None:
        self.network = self.client.networks.create(self.project, labels=self.labels)
        for name in self.document["volumes"]:
            self.client.volumes.create(f"{self.project}_{name}", labels=self.labels)
        for name, service in self.document["services"].items():
            if name != "links":
                self.containers[name] = self.create(service)
                self.containers[name].start()
        deadline = time.monotonic() + 90
        for container in self.containers.values():
            while self.health(container) != "healthy":
                assert time.monotonic() < deadline, container.logs().decode()
                time.sleep(0.2)
        said = self.run_links()
        assert said == "confluence and My Jira: linked\n", said

    def run_links(self) -> str:
        links = self.create(self.document["services"]["links"])
        try:
            links.start()
            ended = links.wait(timeout=90)
            assert ended["StatusCode"] == 0, links.logs().decode()
            return str(links.logs(stderr=False).decode())
        finally:
            links.remove(force=True)

    def health(self, container: Any) -> str:
        container.reload()
        return str(container.attrs["State"]["Health"]["Status"])

    def create(self, service: dict[str, Any]) -> Any:
        aliases = service.get("networks", {}).get("default", {}).get("aliases", [])
        ports = dict(reversed(each.removeprefix("127.0.0.1:").split(":")) for each in service.get("ports", ()))
        volumes = [each if each.startswith("/") else f"{self.project}_{each}" for each in service.get("volumes", ())]
        check = service["healthcheck"]
        health = (
            {"test": ["NONE"]}
            if check.get("disable")
            else {"test": check["test"], "retries": check["retries"]}
            | {key: int(check[key].removesuffix("s")) * 10**9 for key in ("interval", "timeout", "start_period")}
        )
        environment = {
            key: "" if value == "${APPLINKS_CONTROL_TOKEN:-}" else value
            for key, value in service["environment"].items()
        }
        return self.client.containers.create(
            service["image"],
            service["command"],
            environment=environment,
            labels=self.labels,
            network=self.network.name,
            networking_config={self.network.name: self.client.api.create_endpoint_config(aliases=aliases)},
            ports={f"{inside}/tcp": ("127.0.0.1", int(outside)) for inside, outside in ports.items()},
            volumes=volumes,
            read_only=service["read_only"],
            tmpfs=dict.fromkeys(service["tmpfs"], ""),
            cap_drop=service["cap_drop"],
            security_opt=service["security_opt"],
            healthcheck=health,
        )

    def down(self) -> None:
        filters = {"label": f"applinks.test={self.project}"}
        for container in self.client.containers.list(all=True, filters=filters):
            container.remove(force=True, v=True)
        for network in self.client.networks.list(filters=filters):
            network.remove()
        for volume in self.client.volumes.list(filters=filters):
            volume.remove()

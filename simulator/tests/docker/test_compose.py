"""Compose files: what they say, that compose would take them, and that such containers do what is meant."""

import os
import shutil
import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from applink_simulator.cli import main
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.topology.load import load
from applink_simulator.transport.http import HttpTransport

from .composed import Composed

TOPOLOGY = """
userbases: {people: {users: {anna: {}}}}
products:
  My Jira: {kind: jira, system_administrators: anna}
  confluence: {system_administrators: anna, port: 9090}
links: [{from: confluence, to: My Jira, authentication: oauth-impersonation}]
"""


CROWD = """
userbases: {people: {users: {anna: {}, alice: {}, bob: {}}}}
products:
  My Jira:
    kind: jira
    system_administrators: anna
    projects:
      DEMO: {visible_to: signed-in, issues: [{summary: Lamp flickers}]}
      SEC: {visible_to: alice, issues: [{summary: The safe is open}]}
  confluence: {system_administrators: anna}
"""


def compose(*arguments: str | Path) -> str:
    ended = CliRunner().invoke(main, ["compose", *map(str, arguments)])
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


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    path = tmp_path / "crowd.yaml"
    path.write_text(CROWD)
    return path


def test_with_load_a_master_makes_the_links_and_the_run_and_workers_wait_for_it(crowd: Path, tmp_path: Path):
    wished = ("--users", "20", "--run-time", "5s", "--fail-if", "p95>1s", "--fail-if", "ask who I am: max>2s")
    said = compose(crowd, "--load", "impersonating", "--workers", "4", "--folder", tmp_path / "of load", *wished)
    services = yaml.safe_load(said)["services"]
    assert list(services) == ["my-jira", "confluence", "load-master", "load-worker"]
    assert services["load-worker"]["scale"] == 4
    assert services["load-worker"]["command"] == ["load", "--standing-worker", "load-master:5557"]
    master = services["load-master"]
    links, run, end = master["command"][0].split("\n")
    assert links.startswith(
        "applinks links /etc/applinks/topology.yaml --at 'My Jira=http://my-jira.localhost:8080/jira' "
    )
    assert links.endswith(" || exit 5")
    assert run.startswith("exec applinks load impersonating --topology /etc/applinks/topology.yaml --target ")
    assert " --workers 4 --master 0.0.0.0:5557 --report /report " in run
    assert run.endswith("--fail-if 'p95>1s' --fail-if 'ask who I am: max>2s'")
    assert end == ""
    assert master["depends_on"] == {name: {"condition": "service_healthy"} for name in ("my-jira", "confluence")}
    assert f"{tmp_path}/of load/report:/report" in master["volumes"]


def test_with_load_products_are_furnished_with_the_generator_as_a_consumer(crowd: Path, tmp_path: Path):
    said = compose(crowd, "--load", "impersonating", "--folder", tmp_path / "load")
    furnished = load(tmp_path / "load" / "topology.yaml")
    assert [(each.at, each.key) for each in furnished.consumers] == [("My Jira", "load-generator")]
    assert [(link.from_, link.to) for link in furnished.links] == [("confluence", "My Jira")]
    mount = f"{tmp_path}/load/topology.yaml:/etc/applinks/topology.yaml:ro"
    services = yaml.safe_load(said)["services"]
    assert [name for name, each in services.items() if mount in each.get("volumes", ())] == [
        "my-jira",
        "confluence",
        "load-master",
    ]


def test_the_key_of_the_load_is_nobody_elses_and_stays_when_the_file_is_made_again(crowd: Path, tmp_path: Path):
    key = tmp_path / "load" / "load.pem"

    def made() -> tuple[str, dict[str, Any]]:
        said = compose(crowd, "--load", "direct", "--folder", key.parent)
        return key.read_text(), yaml.safe_load(said)["services"]

    (first, services), (second, _) = made(), made()
    assert first == second
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    owner = f"{key.stat().st_uid}:{key.stat().st_gid}"
    assert services["load-master"]["user"] == owner
    assert not owner.startswith("0:")
    mounted = [name for name, each in services.items() if any("load.pem" in v for v in each.get("volumes", ()))]
    assert mounted == ["load-master"]
    assert "PRIVATE KEY" not in yaml.dump(services)
    key.write_text("spoilt")
    ended = CliRunner().invoke(main, ["compose", str(crowd), "--load", "direct", "--folder", str(key.parent)])
    assert (ended.exit_code, f"{key} is no key for the generator" in ended.stderr) == (1, True)


def test_nobody_who_makes_load_has_more_rights_than_needed(crowd: Path, tmp_path: Path):
    for service in yaml.safe_load(compose(crowd, "--load", "proxied", "--folder", tmp_path / "load"))[
        "services"
    ].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--workers", "2"], 2, "--workers is about load: say with --load PROFILE which."),
        (["--fail-if", "p95>1s"], 2, "--fail-if is about load"),
        (["--load", "proxid"], 2, 'Did you mean "proxied"?'),
        (["--load", "proxied", "--workers", "0"], 2, "0 is not in the range"),
        (["--load", "proxied", "--run-time", "soon"], 2, "'soon' is no time such as 30s"),
        (["--load", "proxied", "--fail-if", "leeks>0"], 2, 'Did you mean "leaks"?'),
    ],
)
def test_what_makes_no_sense_about_load_is_said_and_nothing_is_left_behind(
    crowd: Path, tmp_path: Path, options: list[str], status: int, said: str
):
    folder = tmp_path / "load"
    more = ["--folder", str(folder)] if "--load" in options else []
    ended = CliRunner().invoke(main, ["compose", str(crowd), *options, *more])
    assert (ended.exit_code, said in ended.stderr) == (status, True), ended.output
    assert not ended.stdout
    assert not folder.exists()


def test_products_that_cannot_be_put_under_that_load_are_no_compose_file(file: Path, tmp_path: Path):
    folder = tmp_path / "load"
    ended = CliRunner().invoke(main, ["compose", str(file), "--load", "direct", "--folder", str(folder)])
    assert (ended.exit_code, "cannot be put under load" in ended.stderr) == (1, True)
    assert not folder.exists()


@pytest.mark.parametrize("topology", ["shared-userbase", "hub-of-five", "two.yaml", "crowd.yaml"])
def test_compose_itself_takes_it(file: Path, crowd: Path, topology: str):
    command = _compose_command()
    if command is None:
        pytest.skip("NOT RUN: neither `docker compose` nor docker-compose is here; apt-get install docker-compose")
    path = file.parent / "compose.yaml"
    given = {"two.yaml": [file], "crowd.yaml": [crowd, "--load", "direct", "--folder", file.parent / "load"]}
    path.write_text(compose(*given.get(topology, [topology])))
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
def composed(client: Any, image: None, tmp_path: Path) -> Iterator[Composed]:
    path = tmp_path / "two.yaml"
    path.write_text(TOPOLOGY)
    from applink_simulator.topology.backends.docker.image import image_for

    composed = Composed(
        client, yaml.safe_load(compose(str(path), "--image", image_for(client), "--port-base", "18080"))
    )
    yield composed
    composed.down()


@pytest.mark.docker
def test_such_containers_are_healthy_and_linked(composed: Composed, people: HttpTransport):
    """As compose would start them, by way of the SDK: the link works, by names that browsers know."""
    composed.up()
    assert composed.run_links() == "confluence and My Jira: linked\n"
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


SHORT = ("--workers", "2", "--users", "4", "--run-time", "2s")


@pytest.mark.docker
@pytest.mark.parametrize(
    ("limit", "verdict"), [("max>60s", (0, "kept: all")), ("max>0.001ms", (1, "slow: max>0.001ms"))]
)
def test_the_exit_status_of_the_master_is_the_verdict_and_its_reports_are_in_the_folder(
    client: Any, image: None, load_image: str, crowd: Path, tmp_path: Path, limit: str, verdict: tuple[int, str]
):
    from applink_simulator.topology.backends.docker.image import image_for

    folder = tmp_path / "load"
    images = ("--image", image_for(client), "--load-image", load_image, "--port-base", str(two_free_ports()))
    path = tmp_path / "compose.yaml"
    path.write_text(
        compose(crowd, "--load", "impersonating", "--folder", folder, *SHORT, "--fail-if", limit, *images)
    )
    for each in (tmp_path, *tmp_path.parents[:2]):
        # Who runs in a container is somebody else there.
        each.chmod(0o755)
    status, said = run(client, path)
    assert (status, verdict[1] in said) == (verdict[0], True), said
    assert "confluence and My Jira: linked" in said
    assert '"verdict"' in (folder / "report" / "result.json").read_text()


def two_free_ports() -> int:
    """The first of two in a row: several tests have products at the same time."""
    for _ in range(100):
        with socket.create_server(("127.0.0.1", 0)) as first:
            port: int = first.getsockname()[1]
            with suppress(OSError, OverflowError), socket.create_server(("127.0.0.1", port + 1)):
                return port
    raise AssertionError("no two ports in a row are free")


def run(client: Any, path: Path) -> tuple[int, str]:
    """By compose itself where it is, else as it would: no worker ends before the master."""
    if command := _compose_command():
        command = [*command, "--project-name", f"applinks-test-{os.getpid()}", "--file", str(path)]
        try:
            up = [*command, "up", "--exit-code-from", "load-master"]
            ended = subprocess.run(up, capture_output=True, text=True, timeout=120, check=False)
            return ended.returncode, ended.stdout + ended.stderr
        finally:
            subprocess.run([*command, "down", "--volumes"], capture_output=True, timeout=60, check=False)
    composed = Composed(client, yaml.safe_load(path.read_text()))
    try:
        composed.up()
        composed.start("load-worker")
        ended_with = composed.ended("load-master")
        filters = {"label": f"applinks.test={composed.project}", "status": "running"}
        assert len(client.containers.list(filters=filters)) == 4
        return ended_with
    finally:
        composed.down()

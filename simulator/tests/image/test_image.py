"""The image as people run it: hardened, as nobody's root, and the same each time it is built."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from applink_simulator import __version__
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.image.build import BuildFailed, Built, _carry_out, build
from applink_simulator.image.check import HARDENED, LARGEST, address_of
from applink_simulator.topology.control import Control
from applink_simulator.transport.http import HttpTransport

from .conftest import TAG

pytestmark = pytest.mark.docker

MANIFEST = "/rest/applinks/1.0/manifest"
JIRA = {"APPLINKS_PRODUCT": "jira", "APPLINKS_STORAGE": "memory"}
Run = Callable[..., Any]
JSON = (("Accept", "application/json"),)


@pytest.fixture
def transport() -> Iterator[HttpTransport]:
    with closing(HttpTransport()) as transport:
        yield transport


def healthy(container: Any) -> Any:
    """The container, once its engine has found it so."""
    for _ in range(600):
        container.reload()
        if container.attrs["State"]["Health"]["Status"] == "healthy":
            return container
        assert container.status != "exited", container.logs().decode()
        time.sleep(0.1)
    raise AssertionError(container.logs().decode())


def lines_of(container: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in container.logs().decode().splitlines()]


def inside(container: Any, code: str) -> Any:
    """What a line of Python finds in the container, as JSON."""
    status, said = container.exec_run(["python3", "-c", f"import json, os, pathlib; print(json.dumps({code}))"])
    assert status == 0, said
    return json.loads(said)


@pytest.mark.parametrize("product", ["jira", "confluence"])
def test_one_image_is_every_product_and_its_health_check_finds_it(run: Run, transport: HttpTransport, product: str):
    container = healthy(run(environment=JIRA | {"APPLINKS_PRODUCT": product}))
    reply = transport.send(OutgoingRequest("GET", f"{address_of(container)}/{product}{MANIFEST}", JSON))
    assert reply.json()["typeId"] == product
    assert container.attrs["State"]["Health"]["Log"][-1]["Output"].startswith(product.title())


def test_a_product_that_does_not_answer_is_unhealthy(run: Run):
    """The control: the same image, asked at a port where nothing listens."""
    container = run(environment=JIRA)
    healthy(container)
    status, said = container.exec_run(["applinks", "health"], environment={"APPLINKS_PORT": "9"})
    assert (status, b"refused" in said) == (1, True)


def test_nothing_runs_as_root_and_nothing_but_volumes_and_tmp_can_be_written(run: Run):
    container = healthy(run(environment=JIRA))
    assert inside(container, "[os.getuid(), os.getgid()]") == [10001, 10001]
    assert inside(container, "[os.stat(each).st_uid for each in ('/data', '/userbases')]") == [10001, 10001]
    places = ["/", "/etc", "/opt/applinks", "/usr", "/data", "/userbases"]
    assert inside(container, f"[each for each in {places} if os.access(each, os.W_OK)]") == ["/data", "/userbases"]
    capabilities = inside(container, "[line for line in open('/proc/1/status') if line.startswith('CapEff')]")
    assert int(capabilities[0].split()[1], 16) == 0


def test_no_tool_that_builds_or_installs_is_in_it(run: Run):
    container = healthy(run(environment=JIRA))
    names = "sorted({each.name.partition('-')[0] for each in pathlib.Path('/opt/applinks').rglob('*-info')})"
    packages = inside(container, names)
    assert "applink_simulator" in packages
    assert not {"pip", "setuptools", "wheel", "pytest", "hatchling"} & set(packages)
    left_over = (
        "[str(each) for each in pathlib.Path('/opt/applinks').rglob('*') if each.suffix in ('.c', '.h', '.whl')]"
    )
    assert inside(container, left_over) == []


def handles_signals(container: Any) -> Any:
    """The container, as soon as it takes SIGTERM: no process does so while it is still being loaded."""
    for _ in range(600):
        _, said = container.exec_run(["grep", "SigCgt", "/proc/1/status"])
        if int(said.split()[-1], 16) & 1 << signal.SIGTERM - 1:
            return container
        time.sleep(0.02)
    raise AssertionError(said)


@pytest.mark.parametrize("begun", [handles_signals, healthy])
def test_it_ends_at_once_when_it_is_stopped(run: Run, begun: Callable[[Any], Any]):
    """As process number 1, which no signal ends that it does not handle; before it serves anything, too."""
    container = begun(run(environment=JIRA))
    began = time.monotonic()
    container.stop(timeout=30)
    assert time.monotonic() - began < 25
    container.reload()
    assert container.attrs["State"]["ExitCode"] == 0, container.logs().decode()


def test_processes_that_lost_their_parents_are_buried(run: Run):
    container = healthy(run(environment=JIRA))
    for _ in range(3):
        container.exec_run(["sh", "-c", "sh -c 'sleep 0.1' & exit 0"])
    time.sleep(0.5)
    dead = "[each for each in os.listdir('/proc') if each.isdigit() and ') Z ' in open(f'/proc/{each}/stat').read()]"
    assert inside(container, dead) == []


def test_every_line_of_the_log_is_json_and_no_health_check_is_in_it(run: Run, transport: HttpTransport):
    container = healthy(run(environment=JIRA))
    transport.send(OutgoingRequest("GET", f"{address_of(container)}/jira/rest/api/2/issue/DEMO-1?os_password=x"))
    container.stop()
    lines = lines_of(container)
    assert [line["event"] for line in lines] == ["ready", "request", "stopping", "stopped"]
    assert lines[1]["path"] == "/jira/rest/api/2/issue/DEMO-1"


def test_what_a_killed_container_had_confirmed_is_in_its_volume(run: Run, client: Any, transport: HttpTransport):
    """With the storage that the image has unless told otherwise: another container goes on with it."""
    volume = client.volumes.create(labels={"applinks": "image-test"})
    try:
        options = {
            "environment": {"APPLINKS_PRODUCT": "jira", "APPLINKS_CONTROL_TOKEN": "t"},
            "volumes": {volume.name: {"bind": "/data"}},
        }
        first = healthy(run(**options))
        Control(transport, address_of(first), "t").put_user("carla", password="carla")
        first.kill()
        first.wait()
        second = healthy(run(**options))
        users = Control(transport, address_of(second), "t").users()
        assert "carla" in [user["name"] for user in users]
        assert lines_of(second)[0]["state"] == "remembered"
    finally:
        for container in client.containers.list(all=True, filters={"volume": volume.name}):
            container.remove(force=True)
        volume.remove(force=True)


def test_a_mounted_topology_is_what_it_serves(run: Run, transport: HttpTransport, tmp_path: Path):
    file = tmp_path / "topology.yaml"
    file.write_text(
        "userbases: {people: {users: {anna: {}}}}\nproducts: {tracker: {kind: jira, title: Bugs, context_path: /}}\n"
    )
    file.chmod(0o644)
    mount = {str(file): {"bind": "/etc/applinks/topology.yaml", "mode": "ro"}}
    container = healthy(run(environment={"APPLINKS_STORAGE": "memory"}, volumes=mount))
    found = transport.send(OutgoingRequest("GET", address_of(container) + MANIFEST, JSON))
    assert found.json()["name"] == "Bugs"


@pytest.mark.parametrize(
    ("environment", "status", "said"),
    [
        ({"APPLINKS_PRODUCT": "jria"}, 2, 'did you mean "jira"'),
        ({"APPLINKS_PRODUCT": "jira", "APPLINKS_STORAGE": "sqlite:////etc/state.db"}, 3, "/etc"),
        ({"APPLINKS_PRODUCT": "jira", "APPLINKS_TOPOLOGY": "nonsense"}, 1, "no ready topology"),
    ],
)
def test_a_mistake_ends_the_container_with_a_status_and_a_message(
    run: Run, environment: dict[str, str], status: int, said: str
):
    container = run(environment=environment)
    assert container.wait(timeout=60)["StatusCode"] == status
    assert said in container.logs().decode()
    assert "Traceback" not in container.logs().decode()


def test_the_image_says_what_it_is(client: Any, built: Built, base_image: str):
    image = client.images.get(built.tag)
    prefix = "org.opencontainers.image"
    assert image.labels[f"{prefix}.title"] == "applink-simulator"
    assert image.labels[f"{prefix}.version"] == __version__
    assert image.labels[f"{prefix}.licenses"] == "Apache-2.0"
    assert image.labels[f"{prefix}.base.name"] == base_image
    assert image.labels[f"{prefix}.revision"]
    assert image.labels[f"{prefix}.created"].endswith("Z")
    config = image.attrs["Config"]
    assert config["User"] == "10001:10001"
    assert config["StopSignal"] == "SIGTERM"
    assert set(config["ExposedPorts"]) == {"8080/tcp"}
    assert set(config["Volumes"]) == {"/data", "/userbases"}


def test_it_is_small(built: Built):
    assert built.above_base < LARGEST


def test_what_puts_load_on_products_is_in_an_image_of_its_own(run: Run, client: Any, base_image: str):
    """Hardened likewise; the control is the image of the products, which does not know the command."""
    made = build(client, base_image=base_image, tag=f"{TAG}-load", load=True)
    options = {"remove": True, "labels": {"applinks": "image-test"}} | HARDENED
    said = client.containers.run(made.tag, ["load", "--help"], **options).decode()
    assert "Put load on products" in said
    inside_it = client.containers.run(
        made.tag,
        ["-c", "import os, locust; print(os.getuid(), os.access('/opt', os.W_OK))"],
        entrypoint="python3",
        **options,
    )
    assert inside_it.decode().split()[-2:] == ["10001", "False"]
    product = run(["load"])
    assert product.wait(timeout=60)["StatusCode"] == 1
    assert "load cannot be loaded" in product.logs().decode()


def test_two_builds_of_the_same_have_the_same_layers(client: Any, built: Built, base_image: str, wheelhouse: Path):
    """Nothing of the first build is taken for the second; one from other sources differs."""
    again = build(client, base_image=base_image, wheelhouse=wheelhouse, tag=f"{built.tag}-again", cached=False)
    client.images.remove(again.tag, noprune=True)
    assert again.layers == built.layers


def test_a_build_that_fails_says_what_was_said_last():
    with pytest.raises(BuildFailed, match=r"(?s)Step 1.*it did not work"):
        _carry_out([{"stream": "Step 1\n"}, {"error": "it did not work"}])
    _carry_out([{"stream": "Step 1\n"}])

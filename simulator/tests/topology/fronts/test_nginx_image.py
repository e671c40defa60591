"""The image with nginx in a network of containers: the same configuration, nobody's rights, and port 443."""

import json
import os
import textwrap
import time
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from applink_simulator.topology.engine import NoEngine, NoEngineSdk, engine
from applink_simulator.topology.fronts.front import Front, FrontPlace, Match, Override
from applink_simulator.topology.fronts.nginx import configuration
from applink_simulator.topology.fronts.nginx_image import (
    OFFICIAL,
    NginxImageFailed,
    build_nginx_image,
    put_files,
)

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

pytestmark = pytest.mark.docker

BASE_IMAGE = os.environ.get("BASE_IMAGE", OFFICIAL)
PYTHON_IMAGE = os.environ.get("BASE_IMAGE", "python:3.13-slim")
PRODUCT = """
    import http.server, json
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            said = json.dumps({"path": self.path, "host": self.headers["Host"]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)
    http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()
"""
CLIENT = """
    import json, ssl, sys, urllib.error, urllib.request
    url, authority = sys.argv[1:]
    context = ssl.create_default_context(cadata=authority)
    try:
        with urllib.request.urlopen(url, context=context, timeout=10) as answer:
            print(json.dumps([answer.status, answer.read().decode()]))
    except urllib.error.HTTPError as refused:
        print(json.dumps([refused.code, refused.read().decode()]))
"""


@pytest.fixture(scope="module")
def client() -> "Iterator[DockerClient]":
    try:
        client = engine()
    except (NoEngine, NoEngineSdk) as problem:
        reason = str(problem)
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    yield client
    client.close()


@pytest.fixture
def run(client: "DockerClient") -> "Iterator[Callable[..., Container]]":
    """Containers in one network, which all go away again."""
    name = f"applinks-fronts-{uuid.uuid4().hex[:8]}"
    labels = {"applinks.test": name}
    network = client.networks.create(name, labels=labels, internal=True)
    containers: list[Container] = []

    def run(image: str, alias: str, files: dict[str, bytes] | None = None, **more: Any) -> "Container":
        settings = {"networking_config": {name: client.api.create_endpoint_config(aliases=[alias])}, "network": name}
        container = client.containers.create(image, labels=labels, **settings, **more)
        containers.append(container)
        if files:
            put_files(container, files)
        container.start()
        return container

    yield run
    for container in containers:
        container.remove(force=True, v=True)
    network.remove()


def ask(container: "Container", url: str, authority: str) -> tuple[int, str]:
    """As somebody in that container; in the beginning nobody may be there yet."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        done = container.exec_run(["python3", "-c", textwrap.dedent(CLIENT), url, authority])
        if done.exit_code == 0:
            status, said = json.loads(done.output)
            return status, said
        time.sleep(0.1)
    raise AssertionError(done.output.decode())


def test_a_front_stands_in_a_container(client: "DockerClient", run: "Callable[..., Container]"):
    """It encrypts, passes on and answers by itself; a product that comes back is found again."""
    image = build_nginx_image(client, BASE_IMAGE)
    assert build_nginx_image(client, BASE_IMAGE) == image
    product = run(PYTHON_IMAGE, "product", command=["python3", "-c", textwrap.dedent(PRODUCT)], init=True)
    front = Front(overrides=(Override(Match("*/manifest"), status=404, body=b"by the proxy"),))
    place = FrontPlace(front, "http://product:8080/jira", 443, host="proxy")
    made = configuration(place, interface="0.0.0.0", resolver="127.0.0.11")
    proxy = run(image, "proxy", made.files)
    somebody = run(PYTHON_IMAGE, "somebody", command=["sleep", "600"], init=True)

    assert place.url == "https://proxy/jira"
    status, said = ask(somebody, f"{place.url}/x%2Fy?a=+", made.authority)
    assert (status, json.loads(said)) == (200, {"path": "/jira/x%2Fy?a=+", "host": "proxy"})
    assert ask(somebody, f"{place.url}/manifest", made.authority) == (404, "by the proxy")
    product.stop(timeout=1)
    time.sleep(1.5)
    assert ask(somebody, f"{place.url}/x", made.authority)[0] == 502
    product.start()
    time.sleep(1.5)
    assert ask(somebody, f"{place.url}/x", made.authority)[0] == 200

    assert proxy.exec_run(["id", "-u"]).output.strip() == b"65534"
    assert proxy.exec_run(["stat", "-c", "%a %u", "key.pem"]).output.strip() == b"600 65534"
    proxy.stop(timeout=10)
    assert proxy.wait()["StatusCode"] == 0


def test_a_base_that_is_not_there_is_told(client: "DockerClient"):
    with pytest.raises(NginxImageFailed, match="applinks-nowhere"):
        build_nginx_image(client, "applinks-nowhere.invalid/nothing:1", tag="applinks-nowhere:1")

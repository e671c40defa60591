"""The image, built once with the real engine; what a test starts is gone when it ends."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("docker", reason="NOT RUN: pip install applink-simulator[docker]")

from docker.errors import NotFound

from applink_simulator.image.build import BASE_IMAGE, Built, build
from applink_simulator.image.check import HARDENED
from applink_simulator.topology.engine import engine

TAG = "applinks-image-test"
LABEL = {"applinks": "image-test"}


@pytest.fixture(scope="session")
def client() -> Iterator[Any]:
    client = engine()
    yield client
    client.close()


@pytest.fixture(scope="session")
def base_image() -> str:
    return os.environ.get("BASE_IMAGE") or BASE_IMAGE


@pytest.fixture(scope="session")
def wheelhouse(client: Any, base_image: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is installed in the image, fetched once."""
    from applink_simulator.image import wheels
    from applink_simulator.image.build import python_of

    folder = tmp_path_factory.mktemp("wheels")
    wheels.fetch(python_of(client, base_image), folder)
    wheels.make_own(folder, 0)
    return folder


@pytest.fixture(scope="session")
def built(client: Any, base_image: str, wheelhouse: Path) -> Built:
    return build(client, base_image=base_image, wheelhouse=wheelhouse, tag=TAG)


def _remove(container: Any) -> None:
    """With --rm the engine may have done so."""
    with suppress(NotFound):
        container.remove(v=True, force=True)


@pytest.fixture
def run(client: Any, built: Built) -> Iterator[Callable[..., Any]]:
    """A hardened container of the image that has been started."""
    with ExitStack() as started:

        def run(command: str | list[str] | None = None, /, **more: Any) -> Any:
            options = {"ports": {"8080/tcp": ("127.0.0.1", None)}} | HARDENED | more
            container = client.containers.run(built.tag, command, detach=True, labels=LABEL, **options)
            started.callback(_remove, container)
            return container

        yield run

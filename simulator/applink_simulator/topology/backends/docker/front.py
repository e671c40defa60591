"""What stands in front of a product in containers: nginx, or a front of our own for what nginx cannot do."""

import os
import pickle
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.backends.docker.machine import USER, Machine
from applink_simulator.topology.backends.docker.run import EngineRefused, Run, asking
from applink_simulator.topology.fronts import nginx, nginx_image
from applink_simulator.topology.fronts.certificates import papers
from applink_simulator.topology.fronts.front import Front, FrontPlace
from applink_simulator.topology.fronts.standalone import Setting

PORTS = (8443, 8444)
"""Where it is called, and where it has the product if it sends everybody on from there."""
PATIENCE = 20
"""Seconds that it may take to stand."""
EVERYWHERE = "0.0.0.0"
_SETTING = "setting"
_READY = "ready"
_OWN_FOLDER = "/tmp"  # noqa: S108 - the container's
_AWAIT = f'i=0; until [ -s "$0" ]; do i=$((i+1)); [ $i -lt {PATIENCE * 20} ] || exit 1; sleep 0.05; done'

_building = threading.Lock()


class FrontFailed(ApplinkError):
    message = "The front of {product_url} did not stand within {seconds} seconds. It said: {said}"


@dataclass(frozen=True)
class _Made:
    """What a front's container is made of."""

    image: str
    command: tuple[str, ...]
    folder: str
    files: dict[str, bytes]
    user: int
    ready: str
    authority: str


class ContainerFront:
    """A front on a machine of its own, until it is stopped."""

    def __init__(self, run: Run, machine: Machine, place: FrontPlace, image: str, gone: Callable[[], None]) -> None:
        self.machine = machine
        self.place = place
        self._run = run
        self._gone = gone
        made = _with_nginx(run, place) if nginx.why_not(place.front) is None else _our_own(place, image)
        self.authority = made.authority
        api = run.api
        with asking(f"make the front of {place.product_url}"):
            self.container: str = api.create_container(
                made.image,
                entrypoint=list(made.command),
                user=str(made.user),
                name=run.name(machine.name, "front"),
                labels=run.labels("front"),
                healthcheck={"test": ["NONE"]},
                host_config=api.create_host_config(
                    network_mode=f"container:{machine.container}",
                    cap_drop=["ALL"],
                    security_opt=["no-new-privileges"],
                ),
            )["Id"]
        run.put(self.container, made.folder, made.files, owner=made.user, mode=0o400)
        with asking(f"start the front of {place.product_url}"):
            api.start(self.container)
        try:
            run.execute(self.container, ["sh", "-c", _AWAIT, f"{made.folder}/{made.ready}"])
        except EngineRefused:
            said: Any = api.logs(self.container, tail=20)
            raise FrontFailed(
                product_url=place.product_url, seconds=PATIENCE, said=said.decode("utf-8", "replace")
            ) from None

    def stop(self) -> None:
        with asking(f"remove the front of {self.place.product_url}"):
            self._run.api.remove_container(self.container, v=True, force=True)
        self.machine.remove()
        self._gone()


def place_of(front: Front, product_url: str, host: str, port: int) -> FrontPlace:
    """Port 0 is whichever."""
    return FrontPlace(front, product_url, port or PORTS[0], PORTS[1], host)


def _with_nginx(run: Run, place: FrontPlace) -> _Made:
    with _building:
        image = nginx_image.build_nginx_image(run.client, os.environ.get("BASE_IMAGE") or nginx_image.OFFICIAL)
    made = nginx.configuration(place, interface=EVERYWHERE)
    return _Made(
        image, nginx.COMMAND, nginx_image.FOLDER, made.files, nginx_image.NOBODY, nginx.PROCESS_ID, made.authority
    )


def _our_own(place: FrontPlace, image: str) -> _Made:
    shown = papers(place.front, place.host)
    setting = Setting(place, shown, f"{_OWN_FOLDER}/{_READY}")
    command = ("python3", "-m", "applink_simulator.topology.fronts.standalone", f"{_OWN_FOLDER}/{_SETTING}")
    authority = shown.authority.decode() if shown else ""
    return _Made(image, command, _OWN_FOLDER, {_SETTING: pickle.dumps(setting)}, USER, _READY, authority)

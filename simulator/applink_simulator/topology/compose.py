"""A topology as a compose file, for people who run containers themselves."""

import os
import shlex
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

import yaml

from applink_simulator import __version__
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.load import Topology

IMAGE = f"applink-simulator:{__version__}"
LOAD_IMAGE = f"applink-simulator-load:{__version__}"
FOLDER = "/etc/applinks"
PORT = 8080
TOKEN = "${APPLINKS_CONTROL_TOKEN:-}"
"""Given by whoever calls compose; without one there is no control surface."""
BROWSABLE = ".localhost"
HARDENED: dict[str, Any] = {
    "read_only": True,
    "tmpfs": ["/tmp"],  # noqa: S108 - the container's
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
}
_HEAD = """\
# Made by `applinks compose`. Where the image is not there: applinks image build --tag {image}
#
#     docker compose up --detach        starts the products, and links them once all of them answer
#     docker compose down --volumes     ends them, and forgets what they remember
#
"""
_HEAD_WITH_LOAD = """\
# Made by `applinks compose --load`. Where the images are not there:
#
#     applinks image build --tag {image}
#     applinks image build --load --tag {load_image}
#
#     docker compose up --exit-code-from load-master     one run; its exit status is the verdict
#     docker compose logs load-master                    what it said, without the products' logs
#     docker compose down --volumes                      forgets what the products remember
#
# Reports: {report}
#
"""
USER = 10001
"""Whom the images run as."""
NOT_READY = 5
"""Exit status of a run whose products could not be linked: broken, as ``applinks load`` calls it."""


class KeyFileOutside(ApplinkError):
    message = (
        "The topology {topology} has a key in {file}, which is not below the topology's folder: a container cannot "
        "be given it under that name. Put it below, or write the key into the topology, as public_key."
    )


@dataclass(frozen=True)
class Traffic:
    """What puts load on the products, from containers of its own."""

    INSIDE: ClassVar = FOLDER
    """Where its containers find the topology and the key."""
    REPORT: ClassVar = "/report"
    """Where they leave what was measured."""

    topology: Topology
    topology_file: Path
    key_file: Path
    master: tuple[str, ...]
    """What ``applinks`` is told in the one container whose exit status is the verdict."""
    worker: tuple[str, ...]
    """And in those that make the load."""
    workers: int
    report: Path
    image: str = LOAD_IMAGE

    def hand_over(self) -> str:
        """Whom the master has to run as, for it to read the key and to leave its report, and nobody else."""
        self.report.mkdir(parents=True, exist_ok=True)
        if os.geteuid():
            return f"{os.geteuid()}:{os.getegid()}"
        for path in (self.key_file, self.report):
            os.chown(path, USER, USER)
        return f"{USER}:{USER}"


class _Plainly(yaml.SafeDumper):
    """Says a thing as often as it is meant, without references that people would have to follow."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _as_written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Plainly.add_representer(str, _as_written)


def compose_file(
    topology: Topology,
    hosts: dict[str, str],
    *,
    called: str,
    file: Path | None,
    image: str,
    port_base: int = PORT,
    traffic: Traffic | None = None,
) -> str:
    """``file`` is where the topology lies, unless the image has it; ``hosts`` are names by product."""
    document = compose_document(topology, hosts, called=called, file=file, image=image, port_base=port_base)
    head = _HEAD.format(image=image)
    if traffic:
        document = with_traffic(document, urls_of(topology, hosts, port_base), traffic)
        head = _HEAD_WITH_LOAD.format(image=image, load_image=traffic.image, report=traffic.report.absolute())
    places = "".join(f"#     {name}  {url}\n" for name, url in urls_of(topology, hosts, port_base).items())
    return head + places + "\n" + yaml.dump(document, Dumper=_Plainly, sort_keys=False, allow_unicode=True)


def with_traffic(document: dict[str, Any], urls: dict[str, str], traffic: Traffic) -> dict[str, Any]:
    """The same products with a master and its workers.

    No container ends before the master does: compose would take the first for the end of everything. So it is the
    master who makes the links, and workers stay.
    """
    services = {name: service for name, service in document["services"].items() if name != "links"}
    topology_inside = f"{FOLDER}/{traffic.topology_file.name}"
    makes_links = ["applinks", "links", topology_inside, *_addresses(urls)]
    script = f"{shlex.join(makes_links)} || exit {NOT_READY}\nexec {shlex.join(('applinks', *traffic.master))}\n"
    mounts = [
        *_mounts(traffic.topology_file),
        f"{_plain(str(traffic.key_file.absolute()))}:{FOLDER}/{traffic.key_file.name}:ro",
        f"{_plain(str(traffic.report.absolute()))}:{traffic.REPORT}",
    ]
    generator: dict[str, Any] = {
        "image": _plain(traffic.image),
        # Who waits for a master takes no notice of signals as the first process of a container.
        "init": True,
        "healthcheck": {"disable": True},
        "restart": "no",
        **HARDENED,
    }
    master = {
        "entrypoint": ["sh", "-c"],
        "command": [_plain(script)],
        "environment": {"APPLINKS_CONTROL_TOKEN": TOKEN},
        "user": traffic.hand_over(),
        "volumes": mounts,
        "depends_on": {host: {"condition": "service_healthy"} for host in services},
    }
    worker = {"command": list(traffic.worker), "scale": traffic.workers}
    return document | {"services": services | {"load-master": generator | master, "load-worker": generator | worker}}


def ports_of(topology: Topology, port_base: int = PORT) -> dict[str, int]:
    """The same within and outside, so that one address is right for people and products."""
    taken = {entry.port for entry in topology.products.values() if entry.port}
    free = (port for port in range(port_base, 65536) if port not in taken)
    return {name: entry.port or next(free) for name, entry in topology.products.items()}


def urls_of(topology: Topology, hosts: dict[str, str], port_base: int = PORT) -> dict[str, str]:
    return {
        name: f"http://{hosts[name]}{BROWSABLE}:{port}{topology.products[name].context_path}"
        for name, port in ports_of(topology, port_base).items()
    }


def compose_document(
    topology: Topology, hosts: dict[str, str], *, called: str, file: Path | None, image: str, port_base: int = PORT
) -> dict[str, Any]:
    """The same as plain values."""
    ports, urls = ports_of(topology, port_base), urls_of(topology, hosts, port_base)
    mounts = _mounts(file)
    meant = str(PurePosixPath(FOLDER) / file.name) if file else called
    services: dict[str, Any] = {}
    for name, entry in topology.products.items():
        host = hosts[name]
        services[host] = {
            "image": _plain(image),
            "command": ["product"],
            "environment": {
                "APPLINKS_TOPOLOGY": _plain(meant),
                "APPLINKS_PRODUCT": _plain(name),
                "APPLINKS_BASE_URL": urls[name],
                "APPLINKS_PORT": str(ports[name]),
                "APPLINKS_STORAGE": "sqlite:////data/state.db",
                "APPLINKS_USERBASES": f"sqlite:////userbases/{_file_name(entry.userbase)}.db",
                "APPLINKS_CONTROL_TOKEN": TOKEN,
            },
            "ports": [f"127.0.0.1:{ports[name]}:{ports[name]}"],
            "networks": {"default": {"aliases": [f"{host}{BROWSABLE}"]}},
            "volumes": [f"{host}-data:/data", "userbases:/userbases", *mounts],
            "healthcheck": {
                "test": ["CMD", "applinks", "health"],
                "interval": "2s",
                "timeout": "5s",
                "retries": 15,
                "start_period": "10s",
            },
            "restart": "unless-stopped",
            **HARDENED,
        }
    volumes: dict[str, Any] = {f"{host}-data": {} for host in services}
    if topology.links:
        services["links"] = {
            "image": _plain(image),
            "command": ["links", _plain(meant), *map(_plain, _addresses(urls))],
            "environment": {"APPLINKS_CONTROL_TOKEN": TOKEN},
            "volumes": list(mounts),
            "depends_on": {host: {"condition": "service_healthy"} for host in services},
            "healthcheck": {"disable": True},
            "restart": "no",
            **HARDENED,
        }
        if not mounts:
            del services["links"]["volumes"]
    return {"services": services, "volumes": {**volumes, "userbases": {}}}


def _addresses(urls: dict[str, str]) -> list[str]:
    return [part for at in urls.items() for part in ("--at", "=".join(at))]


def _mounts(file: Path | None) -> list[str]:
    """The topology, and the keys that it names as files."""
    if file is None:
        return []
    file = file.absolute()
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    named = [each.get("public_key_file") for each in document.get("consumers") or ()]
    mounts = []
    for name in dict.fromkeys([file.name, *filter(None, named)]):
        inside = PurePosixPath(FOLDER) / name
        if ".." in inside.parts or not inside.is_relative_to(FOLDER):
            raise KeyFileOutside(topology=file, file=name)
        mounts.append(f"{_plain(str(file.parent / name))}:{_plain(str(inside))}:ro")
    return mounts


def _file_name(userbase: str) -> str:
    return "".join(char if char.isalnum() and char.isascii() else "-" for char in userbase.lower())


def _plain(text: str) -> str:
    """Where compose would put in a variable."""
    return text.replace("$", "$$")

"""The containers that docs/kubernetes describes, on one engine: what a cluster would do with the keys that we use.

PostgreSQL is one of the tests' own, reached from the network of the run alone; nginx stands where a Service is.
"""

import re
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from simulator.tests.storage.cluster import PASSWORD, Cluster

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.topology.control import Control
from applink_simulator.topology.fronts.front import Certificate, Front, FrontPlace
from applink_simulator.topology.fronts.nginx import configuration
from applink_simulator.topology.fronts.nginx_image import put_files
from applink_simulator.transport.http import HttpTransport

from .manifests import Document, Manifests

PORT = 8080
USER = 10001
TOKEN = "token-of-the-tests"
PATIENCE = 60.0
_PLAIN_HTTP = Front(Certificate.NONE, scheme="http")


class Fleet:
    """Started by ``up``; ``down`` removes all of it."""

    def __init__(
        self,
        client: Any,
        programs: Path,
        folder: Path,
        *,
        images: dict[str, str],
        replicas: int,
        topology: str,
        key: KeyPair,
    ) -> None:
        self.manifests = Manifests.read()
        self.replicas = replicas
        self.key = key
        """Of the consumer that Jira knows."""
        self._client, self._programs, self._folder = client, programs, folder
        self._images = images
        self._name = f"applinks-fleet-{uuid4().hex[:8]}"
        self._labels = {"applinks.test": self._name}
        self._secrets = {("postgres", "password"): PASSWORD, ("control-token", "token"): TOKEN}
        self._people = HttpTransport()
        self._postgres: Cluster | None = None
        self.products: dict[str, list[Any]] = {}
        """Replicas by product."""
        (folder / "config").mkdir()
        (folder / "config" / "topology.yaml").write_text(topology)

    def up(self, products: tuple[str, ...], nginx_image: str) -> None:
        self._network = self._client.networks.create(self._name, labels=self._labels)
        self._network.reload()
        self._gateway = self._network.attrs["IPAM"]["Config"][0]["Gateway"]
        self._postgres = Cluster(self._programs, self._gateway, 5432)
        self._postgres.admin(
            f"CREATE ROLE applinks LOGIN PASSWORD '{PASSWORD}'", "CREATE DATABASE applinks OWNER applinks"
        )
        for name in products:
            spec = self.manifests.the("Deployment", name)["spec"]["template"]["spec"]
            self.products[name] = [self.start(spec, alias=f"{name}-replica") for _ in range(self.replicas)]
        for replicas in self.products.values():
            for each in replicas:
                self._await(each)
        for name in products:
            self._balance(name, nginx_image)

    def start(self, pod: Document, *, alias: str = "", args: list[str] | None = None) -> Any:
        """The pod's one container, running."""
        (container,) = pod["containers"]
        rights = container["securityContext"]
        probe = container.get("readinessProbe")
        made = self._client.containers.create(
            self._images[container["image"]],
            args or container.get("args"),
            environment={each["name"]: self._value(each, container) for each in container.get("env", ())},
            labels=self._labels,
            network=self._network.name,
            networking_config={
                self._network.name: self._client.api.create_endpoint_config(aliases=[alias] if alias else [])
            },
            extra_hosts={"postgres": self._gateway},
            ports={f"{each['containerPort']}/tcp": ("127.0.0.1", None) for each in container.get("ports", ())},
            read_only=rights["readOnlyRootFilesystem"],
            cap_drop=rights["capabilities"]["drop"],
            security_opt=[] if rights["allowPrivilegeEscalation"] else ["no-new-privileges"],
            user=f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}",
            healthcheck=_health(probe["exec"]["command"]) if probe else {"test": ["NONE"]},
            **self._volumes(pod, container),
        )
        made.start()
        return made

    def ended(self, pod: Document, *, alias: str = "", args: list[str] | None = None) -> tuple[int, str]:
        """Its exit status, and what it said."""
        container = self.start(pod, alias=alias, args=args)
        try:
            status = container.wait(timeout=PATIENCE * 2)["StatusCode"]
            return status, container.logs().decode()
        finally:
            container.remove(force=True, v=True)

    def control(self, product: str, replica: int) -> Control:
        return Control(self._people, self.address(self.products[product][replica]), TOKEN)

    def address(self, container: Any) -> str:
        """On loopback."""
        container.reload()
        (published,) = container.attrs["NetworkSettings"]["Ports"][f"{PORT}/tcp"]
        return f"http://127.0.0.1:{published['HostPort']}"

    @property
    def report(self) -> Path:
        return self._folder / "load-report"

    def down(self) -> None:
        self._people.close()
        filters = {"label": f"applinks.test={self._name}"}
        for container in self._client.containers.list(all=True, filters=filters):
            container.remove(force=True, v=True)
        if self._postgres is not None:
            self._postgres.remove()
        for network in self._client.networks.list(filters=filters):
            network.remove()

    def _balance(self, name: str, image: str) -> None:
        """Takes turns with what has the replicas' name, as a Service does."""
        place = FrontPlace(_PLAIN_HTTP, f"http://{name}-replica:{PORT}/{name}", PORT, host=name)
        made = self._client.containers.create(
            image,
            labels=self._labels,
            network=self._network.name,
            networking_config={self._network.name: self._client.api.create_endpoint_config(aliases=[name])},
            cap_drop=["ALL"],
        )
        put_files(made, configuration(place, interface="0.0.0.0").files)
        made.start()

    def _await(self, container: Any) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            container.reload()
            if container.attrs["State"]["Health"]["Status"] == "healthy":
                return
            assert container.status != "exited", container.logs().decode()
            assert time.monotonic() < deadline, container.logs().decode()
            time.sleep(0.1)

    def _value(self, variable: Document, container: Document) -> str:
        if "valueFrom" in variable:
            key = variable["valueFrom"]["secretKeyRef"]
            return self._secrets[key["name"], key["key"]]
        others = {each["name"]: each for each in container["env"]}
        return re.sub(r"\$\((\w+)\)", lambda found: self._value(others[found[1]], container), str(variable["value"]))

    def _volumes(self, pod: Document, container: Document) -> dict[str, Any]:
        sources = {each["name"]: each for each in pod.get("volumes", ())}
        tmpfs, volumes = {}, {}
        for mount in container.get("volumeMounts", ()):
            source, inside = sources[mount["name"]], mount["mountPath"]
            if "emptyDir" in source:
                tmpfs[inside] = ""
            elif "configMap" in source:
                volumes[str(self._folder / "config")] = {"bind": inside, "mode": "ro"}
            else:
                folder = self._folder / source["persistentVolumeClaim"]["claimName"]
                folder.mkdir(exist_ok=True)
                folder.chmod(0o777)
                volumes[str(folder)] = {"bind": inside, "mode": "rw"}
        return {"tmpfs": tmpfs, "volumes": volumes}


def _health(command: list[str]) -> dict[str, Any]:
    second = 10**9
    return {"test": ["CMD", *command], "interval": second, "timeout": 5 * second, "retries": 60}

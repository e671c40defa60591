"""What compose does with the keys that our files have, by way of the engine's SDK."""

import time
from typing import Any
from uuid import uuid4

PATIENCE = 90


class Composed:
    def __init__(self, client: Any, document: dict[str, Any]) -> None:
        self.client, self.document = client, document
        self.project = f"applinks-compose-{uuid4().hex[:8]}"
        self.labels = {"applinks.test": self.project}
        self.containers: dict[str, Any] = {}

    def up(self) -> None:
        """The products, until they are healthy, and linked where there are links to make."""
        self.network = self.client.networks.create(self.project, labels=self.labels)
        for name in self.document["volumes"]:
            self.client.volumes.create(f"{self.project}_{name}", labels=self.labels)
        for name, service in self.document["services"].items():
            if service.get("ports"):
                self.containers[name] = self.create(service)
                self.containers[name].start()
        deadline = time.monotonic() + PATIENCE
        for container in self.containers.values():
            while self.health(container) != "healthy":
                assert time.monotonic() < deadline, container.logs().decode()
                time.sleep(0.2)

    def run_links(self) -> str:
        status, said = self.ended("links")
        assert status == 0, said
        return said

    def start(self, name: str) -> None:
        """As many of them as the service says."""
        service = self.document["services"][name]
        for _ in range(service.get("scale", 1)):
            self.create(service, name).start()

    def ended(self, name: str) -> tuple[int, str]:
        """Its exit status, and what it said on standard output."""
        container = self.create(self.document["services"][name], name)
        try:
            container.start()
            status = container.wait(timeout=PATIENCE)["StatusCode"]
            return status, container.logs(stderr=bool(status)).decode()
        finally:
            container.remove(force=True, v=True)

    def health(self, container: Any) -> str:
        container.reload()
        return str(container.attrs["State"]["Health"]["Status"])

    def create(self, service: dict[str, Any], name: str = "") -> Any:
        aliases = [*([name] if name else []), *service.get("networks", {}).get("default", {}).get("aliases", [])]
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
            for key, value in service.get("environment", {}).items()
        }
        return self.client.containers.create(
            service["image"],
            service["command"],
            entrypoint=service.get("entrypoint"),
            user=service.get("user"),
            init=service.get("init", False),
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

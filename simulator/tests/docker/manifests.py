"""The manifests of docs/kubernetes as plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[3] / "docs" / "kubernetes"

Document = dict[str, Any]


@dataclass(frozen=True)
class Manifests:
    documents: tuple[Document, ...]

    @classmethod
    def read(cls) -> "Manifests":
        files = sorted(FOLDER.glob("*.yaml"))
        return cls(tuple(each for file in files for each in yaml.safe_load_all(file.read_text())))

    def the(self, kind: str, name: str) -> Document:
        (found,) = (each for each in self.all(kind) if each["metadata"]["name"] == name)
        return found

    def all(self, kind: str) -> list[Document]:
        return [each for each in self.documents if each["kind"] == kind]

    def pods(self) -> Iterator[tuple[str, Document]]:
        """By the name of who makes them: the pod's own specification."""
        for each in self.documents:
            if each["kind"] == "Pod":
                yield each["metadata"]["name"], each["spec"]
            elif "template" in each.get("spec", {}):
                yield each["metadata"]["name"], each["spec"]["template"]["spec"]

    def containers(self) -> dict[str, Document]:
        """There is one in each pod."""
        found = {}
        for name, pod in self.pods():
            (found[name],) = pod["containers"]
        return found

    def ours(self) -> dict[str, Document]:
        """Those that run an image of ours as it is meant."""
        return {
            name: each
            for name, each in self.containers().items()
            if each["image"].startswith("applink-simulator") and "command" not in each
        }

    @property
    def topology_text(self) -> str:
        return str(self.the("ConfigMap", "topology")["data"]["topology.yaml"])


def plain_environment(container: Mapping[str, Any]) -> dict[str, str]:
    """Without what comes from Secrets."""
    return {each["name"]: each["value"] for each in container.get("env", ()) if "value" in each}

"""What runs have left behind whose owners are gone: removed, and nothing else."""

from typing import TYPE_CHECKING, Any

from applink_simulator.topology.backends.docker.owner import OWNER, Owner
from applink_simulator.topology.backends.docker.run import asking, remove

if TYPE_CHECKING:
    from docker import DockerClient


def sweep(client: "DockerClient") -> list[str]:
    """The ids of the runs that were removed."""
    swept: list[str] = []
    for label in _owners(client):
        owner = Owner.read(label)
        if owner is not None and owner.is_gone:
            swept += remove(client, {"label": [f"{OWNER}={label}"]})
    return sorted(swept)


def _owners(client: "DockerClient") -> set[str]:
    api: Any = client.api
    filters = {"label": [OWNER]}
    with asking("list what runs have left behind"):
        found = [
            *api.containers(all=True, filters=filters),
            *api.networks(filters=filters),
            *(api.volumes(filters=filters)["Volumes"] or ()),
        ]
    return {each["Labels"][OWNER] for each in found if (each.get("Labels") or {}).get(OWNER)}

"""What is served while it is measured."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from applink_fixtures.ready import ready_topology
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.topology.generate import group_names, usernames

CLIENT = "benchmark"
"""Consumer key of the client whose signed requests are measured."""
LINK = {"from": "confluence", "to": "jira", "direction": "two-way", "authentication": "oauth-impersonation"}
PROJECT = "LOAD"
"""The generated issues; whoever is in any generated group sees them."""


@dataclass(frozen=True)
class Size:
    """How much there is in the products beside what the ready topology has."""

    users: int
    groups: int
    issues: int
    links: int
    """Of each product, the one between the two included."""

    def __str__(self) -> str:
        return f"{self.users:,} users, {self.issues:,} issues, {self.links:,} links"

    @property
    def usernames(self) -> list[str]:
        return usernames(self.users)


ORDINARY = Size(users=0, groups=0, issues=0, links=1)
SMALL = Size(users=100, groups=10, issues=1_000, links=2)
LARGE = Size(users=100_000, groups=1_000, issues=1_000_000, links=1_000)


def topology_file(folder: Path, client: KeyPair, size: Size = ORDINARY) -> Path:
    """The ready topology with a shared userbase, with a link and with a client that may impersonate at Jira."""
    topology = yaml.safe_load(ready_topology("shared-userbase").read_text(encoding="utf-8"))
    topology["links"] = [LINK]
    topology["consumers"] = [
        {"at": "jira", "key": CLIENT, "public_key": client.public.text, "impersonation": True, "acting_as": "alice"}
    ]
    if size.users:
        (userbase,) = topology["userbases"].values()
        userbase["generate"] = {"users": size.users, "groups": size.groups}
        topology["products"]["jira"]["projects"][PROJECT] = {
            "visible_to": [f"group:{name}" for name in group_names(size.groups)],
            "generate": {"issues": size.issues},
        }
    file = folder / "pair.yaml"
    file.write_text(yaml.safe_dump(topology), encoding="utf-8")
    return file

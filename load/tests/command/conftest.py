"""Products that run already, for all tests of the command."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from applink_load.plan import Plan, Wish
from applink_load.runner.drive import served
from applink_load.target import Target
from applink_simulator.topology.named import topology_named
from applink_simulator.topology.running import RunningTopology


@dataclass(frozen=True)
class Constellation:
    running: RunningTopology
    plan: Plan
    key_file: Path
    """With the private key of the plan's consumer."""

    @property
    def target(self) -> Target:
        return Target(self.plan.jira, self.plan.confluence, self.plan.consumer, self.plan.private_key)

    @property
    def said(self) -> list[str]:
        """How the command is told where the products are."""
        plan = self.plan
        return ["--target", plan.jira, "--consumer", plan.consumer, "--private-key", str(self.key_file)]


@pytest.fixture(scope="session")
def lasting_constellation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Constellation]:
    file = tmp_path_factory.mktemp("load") / "key.pem"
    with served(topology_named("shared-userbase"), Wish("proxied")) as (running, _, plan):
        file.write_text(plan.private_key)
        yield Constellation(running, plan, file)


@pytest.fixture
def constellation(lasting_constellation: Constellation) -> Iterator[Constellation]:
    yield lasting_constellation
    lasting_constellation.running.reset()

"""Profiles on products that run already, told by their addresses: people, links and consents are theirs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from applink_load.command import load
from applink_load.measured.run import Measured
from applink_load.offered import REQUESTS, SIGNED
from applink_load.plan import Wish
from applink_load.runner.drive import served
from applink_simulator.topology.named import topology_named


@pytest.mark.parametrize(
    ("profile", "users"), [("proxied-as-one", 3), ("dance", 3), ("link-life", 3), ("mixed", 150)]
)
def test_a_profile_runs_on_products_that_run_already(profile: str, users: int, tmp_path: Path):
    """Of the mixed one's people each does something every ten seconds or so."""
    key = tmp_path / "key.pem"
    with served(topology_named("shared-userbase"), Wish(profile)) as (_, _, plan):
        key.write_text(plan.private_key)
        where = ["--target", plan.jira, "--through", plan.confluence]
        signed = ["--consumer", plan.consumer, "--private-key", str(key)] if profile in SIGNED else []
        few = ["--users", str(users), "--run-time", "3s", "--no-ceiling", "--report", str(tmp_path / "report")]
        result = CliRunner().invoke(load, [profile, *where, *signed, *few], catch_exceptions=False)

    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "report" / "result.json").read_text())
    measured = Measured.from_json(report["measured"])
    assert measured.total.count > 5
    assert measured.total.failures == 0
    assert measured.series.keys() <= set(REQUESTS[profile])

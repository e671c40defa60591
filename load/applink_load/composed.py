"""Load for a compose file: what its containers are told to do."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from applink_load.beforehand import prepare
from applink_load.command import load
from applink_load.offered import REQUESTS, SIGNED
from applink_load.plan import CONSUMER
from applink_load.verdict.thresholds import require_known, threshold
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.compose import Traffic
from applink_simulator.topology.load import Topology

PORT = 5557
MASTER = "load-master"


def traffic(
    topology: Topology, urls: Mapping[str, str], profile: str, wished: Sequence[str], *, workers: int, folder: Path
) -> Traffic:
    """``wished`` are options of ``applinks load``, read here as they will be there: UsageError; NotForLoad."""
    asked = load.make_context("applinks load", [profile, *wished])
    try:
        require_known([threshold(text) for text in asked.params["fail_if"]], REQUESTS[asked.params["profile"]])
    except ApplinkError as mistake:
        raise click.UsageError(str(mistake), asked) from mistake
    prepared = prepare(topology, profile, folder)
    readers = prepared.readers
    topology_inside, key_inside = (
        f"{Traffic.INSIDE}/{file.name}" for file in (prepared.topology_file, prepared.key_file)
    )
    master = ["load", profile, "--topology", topology_inside, "--target", urls[readers.jira]]
    if readers.confluence:
        master += ["--through", urls[readers.confluence]]
    if profile in SIGNED:
        master += ["--consumer", CONSUMER, "--private-key", key_inside]
    master += ["--workers", str(workers), "--master", f"0.0.0.0:{PORT}", "--report", Traffic.REPORT, *wished]
    return Traffic(
        topology=prepared.topology,
        topology_file=prepared.topology_file,
        key_file=prepared.key_file,
        master=tuple(master),
        worker=("load", "--standing-worker", f"{MASTER}:{PORT}"),
        workers=workers,
        report=folder / "report",
    )

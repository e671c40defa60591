"""``applinks load``; what is heavy is imported when it runs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from applink_load.profiles import PROFILES, REQUESTS
from applink_simulator.domain.errors import ApplinkError

if TYPE_CHECKING:
    from applink_load.measured.run import Measured

_UNITS = {"s": 1, "m": 60, "h": 3600}


class Duration(click.ParamType[float]):
    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", str(value))
        if found is None or not float(found[1]):
            self.fail(f"{value!r} is no time such as 30s, 2m or 1h", param, ctx)
        return float(found[1]) * _UNITS[found[2]]


@click.command()
@click.argument("profile", type=click.Choice(list(PROFILES)))
@click.option("--topology", "name", default="shared-userbase", show_default=True, help="Which products to serve.")
@click.option("--users", type=click.IntRange(1), default=10, show_default=True, help="How many at the same time.")
@click.option("--run-time", type=Duration(), default="30s", show_default=True, help="Such as 30s or 2m.")
@click.option("--spawn-rate", type=click.FloatRange(0.1), default=50.0, show_default=True, help="New users a second.")
@click.option(
    "--check",
    "checking",
    type=click.FloatRange(0, 1),
    default=1.0,
    show_default=True,
    help="The part of the answers that is held against what their reader may see.",
)
@click.option(
    "--fail-if", multiple=True, metavar="THRESHOLD", help='Such as "p95>150ms"; may be given several times.'
)
@click.option("--json", "to", type=click.Path(path_type=Path, dir_okay=False), help="Keep what was measured there.")
@click.pass_context
def load(
    ctx: click.Context,
    *,
    profile: str,
    name: str,
    users: int,
    run_time: float,
    spawn_rate: float,
    checking: float,
    fail_if: tuple[str, ...],
    to: Path | None,
) -> None:
    """Put load on served products and say by the exit code whether they kept what was asked for.

    0: kept, 1: too slow, 2: asked for what makes no sense, 3: wrong, 4: too little measured, 5: broken.
    """
    from applink_load.runner.drive import Wish, drive, served
    from applink_load.verdict.codes import Verdict
    from applink_load.verdict.judge import judge
    from applink_load.verdict.thresholds import require_known, threshold
    from applink_simulator.topology.named import topology_named

    try:
        thresholds = [threshold(text) for text in fail_if]
        require_known(thresholds, REQUESTS[profile])
        topology = topology_named(name)
    except ApplinkError as problem:
        raise click.UsageError(str(problem)) from problem
    try:
        with served(topology, Wish(profile, users, run_time, spawn_rate, checking)) as (_, _, plan):
            measured = drive(plan)
    except ApplinkError as problem:
        click.echo(f"broken: {problem}", err=True)
        ctx.exit(int(Verdict.BROKEN))
    if to is not None:
        to.write_text(json.dumps(measured.to_json()), encoding="utf-8")
    judgement = judge(measured, thresholds, REQUESTS[profile])
    click.echo(table(measured))
    for finding in measured.findings[:3]:
        click.echo(f"\n{finding.kind}: {finding.told}\n{finding.exchange}")
    click.echo(f"\n{judgement.told}")
    ctx.exit(judgement.exit_code)


def table(measured: Measured) -> str:
    lines = [f"{'request':24}{'count':>8}{'failed':>8}{'/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}"]
    for series in [*measured.series.values(), measured.total]:
        times = (series.percentile(0.5), series.percentile(0.95), series.max) if series.count else (0.0, 0.0, 0.0)
        lines.append(
            f"{series.name:24}{series.count:8}{series.failures:8}{series.rate(measured.seconds):8.0f}"
            + "".join(f"{each * 1000:9.1f}" for each in times)
        )
    return "\n".join([*lines, f"{measured.checked:,} answers checked, {len(measured.findings)} findings"])

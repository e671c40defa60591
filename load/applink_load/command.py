"""``applinks load``; what is heavy is imported when it runs."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from applink_load.offered import PRESIGNED, PROFILES, REQUESTS
from applink_load.options import Address, BaseUrl, Duration, Name
from applink_load.shapes import SHAPES
from applink_simulator.domain.errors import ApplinkError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from applink_load.measured.run import Measured
    from applink_load.plan import Plan, Wish
    from applink_load.runner.drive import Stop
    from applink_load.target import Target
    from applink_load.verdict.judge import Judgement
    from applink_simulator.topology.load import Topology

WIDE = 120
"""Columns of the table where there is no terminal."""
TOLD = 3
"""Findings with their exchange; the report has more."""
CEILING = 1.0
"""Seconds for which the generator is measured by itself."""
BY_SIGNAL = 128
"""And the signal's number: the exit code of a run that was cut short."""

PROFILES_TOLD = "\n".join(f"  {name:14} {told}" for name, told in PROFILES.items())
SHAPES_TOLD = "\n".join(f"  {name:14} {shape.__doc__}" for name, shape in SHAPES.items())
HELP = f"""Put load on products, and say by the exit code whether they kept what was asked for.

Without --target the products of the topology are served for it. With --target they run already, ours or a vendor's,
and the topology says who is there and what each may see.

\b
Profiles:
{PROFILES_TOLD}

\b
Shapes:
{SHAPES_TOLD}

\b
Exit codes:
  0  everything was kept
  1  slow: a threshold on time or rate was broken, or the baseline was left
  2  asked for what makes no sense
  3  wrong: something was shown to who may not see it, a good request was refused,
     a bad one taken, or too many failed
  4  not measured: too few requests to say
  5  broken: the products cannot be reached or are not as said, or the load ended early
  130, 143  cut short by Ctrl-C or SIGTERM, whatever was measured until then
"""


def _work(_ctx: click.Context, option: click.Parameter, address: str | None) -> None:
    """Instead of everything else: the master says what there is to do."""
    if address is None:
        return
    host, _, port = address.rpartition(":")
    command = [sys.executable, "-m", "applink_load.runner.worker", host, port]
    if option.name == "standing_worker":
        command.append("standing")
    # In place of this process: whoever ends it ends the worker.
    os.execv(sys.executable, command)  # noqa: S606


@click.command(help=HELP, short_help="Put load on products; thresholds decide the exit code.")
@click.argument("profile", type=Name(list(PROFILES)))
@click.option(
    "--topology",
    "name",
    metavar="NAME|FILE",
    default="shared-userbase",
    show_default=True,
    help="Who is there and what each may see; without --target also which products to serve.",
)
@click.option("--target", type=BaseUrl(), help="Base URL of a Jira that runs already.")
@click.option("--through", type=BaseUrl(), help="Base URL of the Confluence that runs already, for proxied requests.")
@click.option("--consumer", metavar="KEY", help="The consumer key that the Jira at --target knows the generator by.")
@click.option(
    "--private-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A PEM file with the consumer's private key.",
)
@click.option("--users", type=click.IntRange(1), default=10, show_default=True, help="How many at the same time.")
@click.option("--run-time", type=Duration(), default="30s", show_default=True, help="Such as 30s, 2m or 1h.")
@click.option("--spawn-rate", type=click.FloatRange(0.1), default=50.0, show_default=True, help="New users a second.")
@click.option(
    "--shape",
    type=Name(list(SHAPES)),
    default="constant",
    show_default=True,
    help="How the number of users goes; see above.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0.1),
    help="At most so many requests a second, all users together. [default: as many as they get answered]",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="Processes that make the load together: one for each core that the products leave.",
)
@click.option(
    "--master",
    type=Address(),
    help="Wait at this address of this machine for the --workers, which are started on other machines with --worker. "
    "They are told the consumer's key and the passwords, unencrypted: listen in a network that you trust.",
)
@click.option(
    "--worker",
    type=Address(),
    is_eager=True,
    expose_value=False,
    callback=_work,
    help="Make a part of the load of the master at that address, and take everything else from there.",
)
@click.option(
    "--standing-worker",
    type=Address(),
    is_eager=True,
    expose_value=False,
    callback=_work,
    help="The same for one master after the other, until it is ended: for containers.",
)
@click.option(
    "--prepare",
    type=click.Path(file_okay=False, path_type=Path),
    help="Put load on nothing. Write a key for the generator to that folder, and the topology with which products "
    "know it and are linked as the profile wants.",
)
@click.option(
    "--ceiling/--no-ceiling",
    default=True,
    show_default=True,
    help="First find out, for a second, how many requests the generator itself can make.",
)
@click.option(
    "--presign",
    type=click.IntRange(0, 1_000_000),
    default=0,
    help="Sign so many requests before the run, for a higher rate; each is sent once, within four minutes.",
)
@click.option(
    "--hops/--no-hops",
    default=True,
    show_default=True,
    help="Ask products with each request where its time goes, as ours tell; others do not mind.",
)
@click.option("--runs", type=click.IntRange(1, 20), default=1, show_default=True, help="Repeat it so often.")
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
@click.option(
    "--report",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for report.html, result.json, figures.csv, junit.xml and summary.md.",
)
@click.option(
    "--save-baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Add each run's figures to that file, for later runs to be held against.",
)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Hold the run against such a file.",
)
@click.pass_context
def load(
    ctx: click.Context,
    *,
    profile: str,
    name: str,
    target: str | None,
    through: str | None,
    consumer: str | None,
    private_key: Path | None,
    users: int,
    run_time: float,
    spawn_rate: float,
    shape: str,
    rate: float | None,
    workers: int,
    master: str | None,
    prepare: Path | None,
    ceiling: bool,
    presign: int,
    hops: bool,
    runs: int,
    checking: float,
    fail_if: tuple[str, ...],
    folder: Path | None,
    save_baseline: Path | None,
    against: Path | None,
) -> None:
    from rich.console import Console

    from applink_load import report
    from applink_load.plan import Wish
    from applink_load.runner.drive import Stop
    from applink_load.verdict import baseline
    from applink_load.verdict.shaped import judged
    from applink_load.verdict.thresholds import require_known, threshold
    from applink_simulator.topology.named import topology_named

    if shape == "steps" and (runs > 1 or save_baseline or against):
        raise click.UsageError("--shape steps finds one rate: it goes with neither --runs nor a baseline.")
    if master and (target is None or runs > 1):
        said = "make one run: --runs does not go with it" if target else "reach only what runs already: say --target"
        raise click.UsageError(f"With --master workers of other machines {said}.")
    if presign and profile not in PRESIGNED:
        raise click.UsageError(f"--presign is for profiles that do nothing but sign: {' and '.join(PRESIGNED)}.")
    running = _running(profile, target, through, consumer, private_key)
    if prepare is not None:
        _prepare(ctx, name, profile, prepare)
    try:
        thresholds = [threshold(text) for text in fail_if]
        require_known(thresholds, REQUESTS[profile])
        topology = topology_named(name)
        if against is not None:
            baseline.require_usable(against, profile, shape, users)
        if save_baseline is not None and save_baseline.exists():
            baseline.require_usable(save_baseline, profile, shape, users)
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except (ApplinkError, OSError) as problem:
        raise click.UsageError(str(problem)) from problem
    wish = Wish(
        profile,
        users,
        run_time,
        spawn_rate,
        checking,
        shape,
        rate or 0.0,
        fail_if,
        ceiling_seconds=CEILING if ceiling else 0.0,
        presign=presign,
        hops=hops,
        workers=workers,
        master=master or "",
    )
    stop = Stop()
    try:
        with _products(topology, wish, running) as plan:
            measured = _driven(plan, runs, stop)
    except KeyboardInterrupt:
        click.echo("Ended before there was any load.", err=True)
        ctx.exit(BY_SIGNAL + 2)
    except ApplinkError as problem:
        measured = [_broken(wish, target or "", str(problem))]
    whole = reduce(lambda before, later: before.followed_by(later), measured)
    judgement = judged(whole, thresholds, REQUESTS[profile])
    try:
        if against is not None and not whole.broken:
            judgement = judgement.and_also(baseline.against(against, whole))
        if save_baseline is not None and _is_a_baseline(judgement, stop):
            kept = baseline.save(save_baseline, measured)
            click.echo(f"{save_baseline} holds {kept} runs.", err=True)
    except ApplinkError as problem:
        raise click.UsageError(str(problem)) from problem
    _tell(judgement, Console(highlight=False, soft_wrap=True))
    if folder is not None:
        report.leave(judgement, folder)
    if stop.signal:
        click.echo(f"Cut short after {whole.seconds:.0f} seconds.", err=True)
    ctx.exit(BY_SIGNAL + stop.signal if stop.signal else judgement.exit_code)


def _prepare(ctx: click.Context, name: str, profile: str, folder: Path) -> NoReturn:
    from applink_load.beforehand import prepare
    from applink_simulator.topology.named import topology_named

    try:
        prepared = prepare(topology_named(name), profile, folder)
    except (ApplinkError, OSError) as problem:
        raise click.UsageError(str(problem)) from problem
    click.echo(f"{prepared.topology_file}\n{prepared.key_file}")
    ctx.exit(0)


def _running(
    profile: str, target: str | None, through: str | None, consumer: str | None, private_key: Path | None
) -> Target | None:
    """None where the products are to be served."""
    from applink_load.target import Target

    if target is None:
        for option, said in (("--through", through), ("--consumer", consumer), ("--private-key", private_key)):
            if said is not None:
                raise click.UsageError(f"{option} is about products that run already: say --target too.")
        return None
    pem = private_key.read_text(encoding="ascii", errors="replace") if private_key else ""
    found = Target(target, through or "", consumer or "", pem)
    if lacks := found.lacks_for(profile):
        raise click.UsageError(lacks)
    try:
        if private_key:
            found.key()
    except ApplinkError as problem:
        raise click.UsageError(f"--private-key {private_key}: {problem}") from problem
    return found


@contextmanager
def _products(topology: Topology, wish: Wish, running: Target | None) -> Iterator[Plan]:
    from applink_load.plan import plan_for
    from applink_load.runner.drive import readers_for, served
    from applink_load.target import places_of

    if running is None:
        with served(topology, wish) as (_, _, plan):
            yield plan
    else:
        readers = readers_for(topology, wish)
        yield plan_for(wish, readers, places_of(running, readers, wish))


def _driven(plan: Plan, runs: int, stop: Stop) -> list[Measured]:
    """One after the other, until one is broken or cut short."""
    from rich.console import Console

    from applink_load.runner.drive import drive, stoppable
    from applink_load.showing import Showing

    console = Console(stderr=True, highlight=False)
    measured: list[Measured] = []
    with stoppable(stop):
        while len(measured) < runs and not stop.signal and not (measured and measured[-1].broken):
            if runs > 1:
                console.print(f"Run {len(measured) + 1} of {runs}")
            with Showing(console, plan.seconds) as showing:
                measured.append(drive(plan, showing, stop))
    return measured


def _broken(wish: Wish, target: str, why: str) -> Measured:
    from applink_load.measured.run import Measured

    return Measured(wish.profile, target, wish.users, began=time.time(), shape=wish.shape, broken=why)


def _is_a_baseline(judgement: Judgement, stop: Stop) -> bool:
    from applink_load.verdict.codes import Verdict

    if stop.signal or not judgement.measured.total.count or judgement.verdict in (Verdict.BROKEN, Verdict.WRONG):
        click.echo("This run is no baseline: nothing was saved.", err=True)
        return False
    return True


def _tell(judgement: Judgement, console: Console) -> None:
    from applink_load.verdict.papers import COLOURS, as_table

    if not console.is_terminal:
        console.width = WIDE
    measured = judgement.measured
    if measured.total.count:
        console.print(as_table(judgement))
        console.print(f"{measured.checked:,} answers checked, {measured.all_found:,} findings", markup=False)
    for finding in measured.findings[:TOLD]:
        console.print(f"\n{finding.kind}: {finding.told}\n{finding.exchange}", markup=False)
    style = COLOURS.get(judgement.verdict, "red")
    console.print(f"\n{judgement.told}", style=f"bold {style}", markup=False)

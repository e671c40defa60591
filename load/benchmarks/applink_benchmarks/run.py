"""``python load/benchmarks``: measures everything in interleaved rounds and prints a table."""

import os
import shlex
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from applink_benchmarks import generator
from applink_benchmarks.children import environment
from applink_benchmarks.figures import Measured, Missing, Row
from applink_benchmarks.limit import rsa_limit
from applink_benchmarks.machine import cores, machine, openssl_speed
from applink_benchmarks.pair import Pair, offers_workers, served_pair
from applink_benchmarks.problems import NoMeasurement, told_of
from applink_benchmarks.rates import rate
from applink_benchmarks.rows import ONE, SEVERAL, STUB, rows_of
from applink_benchmarks.scenarios import run_scenarios
from applink_benchmarks.signing import signing
from applink_benchmarks.sizes import measure_sizes
from applink_benchmarks.starting import start
from applink_benchmarks.storing import storing
from applink_benchmarks.stub import VERSION, Stub, installed, node_version, running_stub
from applink_benchmarks.table import print_table
from applink_benchmarks.taken import Taken
from applink_benchmarks.topologies import LARGE, SMALL, topology_file
from applink_benchmarks.traffic import Load, Traffic
from applink_benchmarks.verifying import DISTINCT, verifying
from applink_benchmarks.where_it_goes import profile
from applink_simulator.authentication.keys import KeyPair

WORKERS = ("--workers", "2")


@dataclass(frozen=True)
class Plan:
    rounds: int
    slice: float
    """Seconds for each library in each round."""
    load: float
    """Seconds for each load in each round."""
    starts: int
    """Starts from nothing in each round."""
    scenario_rounds: int
    scenarios: str
    profile: float
    """Seconds of CPU to be sampled."""
    distinct: int = DISTINCT
    """Requests that are verified in turn."""
    openssl: bool = True
    """Ask the system's openssl too."""
    mountebank: bool = True
    size: bool = False


THOROUGH = Plan(rounds=5, slice=0.3, load=2.0, starts=2, scenario_rounds=3, scenarios="features", profile=5.0)
FEW = "features/creation/two_way.feature"
QUICK = Plan(
    rounds=1,
    slice=0.05,
    load=0.5,
    starts=1,
    scenario_rounds=1,
    scenarios=FEW,
    profile=0.3,
    distinct=500,
    openssl=False,
    mountebank=False,
)

Tell = Callable[[str], None]


@click.command()
@click.option("--quick", is_flag=True, help="One short round: to see that it works, not to compare.")
@click.option("--rounds", type=click.IntRange(1, 100), help="Other than five.")
@click.option("--size", is_flag=True, help="Products with a million issues as well: takes 2 GB and minutes.")
@click.option(
    "--mountebank/--no-mountebank",
    default=None,
    help="Measure mountebank beside us, installed with npm the first time. As a rule, but not with --quick.",
)
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures there.")
def main(json_file: Path | None, rounds: int | None, *, quick: bool, size: bool, mountebank: bool | None) -> None:
    """Measure beside yardsticks; compare ratios of one run, never figures of two."""
    plan = QUICK if quick else THOROUGH
    plan = replace(
        plan,
        rounds=rounds or plan.rounds,
        size=size,
        mountebank=plan.mountebank if mountebank is None else mountebank,
    )
    try:
        measured = measure(plan, _command(sys.argv[1:]), lambda what: click.echo(what, err=True))
    except NoMeasurement as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    print_table(measured)
    if json_file is not None:
        json_file.write_text(measured.document(), encoding="utf-8")


def _command(arguments: list[str]) -> str:
    """As somebody types it who wants the same again."""
    if "TOX_ENV_NAME" in os.environ:
        return shlex.join(["tox", "-e", "bench", *(["--", *arguments] if arguments else [])])
    return shlex.join(["python", "load/benchmarks", *arguments])


def measure(plan: Plan, command: str, tell: Tell) -> Measured:
    began = datetime.now(UTC).strftime("%Y-%m-%d, %H:%M UTC")
    described = _described(plan)
    key = KeyPair.generate()
    with tempfile.TemporaryDirectory(prefix="applinks-bench-") as temporary:
        folder = Path(temporary)
        children = environment(folder)
        rows, served_cpu = _ordinary(plan, key, folder, children, tell)
        rows += _sizes(plan, key, folder, children, tell)
    tell("profile")
    parts = profile(plan.profile)
    parts["servers and sockets: what is left of the CPU measured with them"] = max(
        served_cpu - sum(parts.values()), 0.0
    )
    return Measured(command, began, described, plan.rounds, tuple(rows), parts)


def _described(plan: Plan) -> dict[str, str]:
    described = machine()
    described["generator"] = generator.version()
    if plan.mountebank and (node := node_version()):
        described["mountebank"] = f"{VERSION} on Node {node}"
    if plan.openssl and (speed := openssl_speed()):
        described["openssl speed"] = f"{speed:,.0f} RSA-2048 signatures/s on {cores()} cores (its own CPU clock)"
    return described


def _ordinary(
    plan: Plan, key: KeyPair, folder: Path, children: dict[str, str], tell: Tell
) -> tuple[list[Row], float]:
    """All but the sizes, and the microseconds of the products' CPU for a proxied request."""
    taken, missing = Taken(), dict[str, str]()
    with ExitStack() as until_measured:
        limit = until_measured.enter_context(rsa_limit(key.private_pem()))
        # Once unmeasured: it compiles the modules for all that follow.
        start(children)

        def served(who: str, *options: str) -> tuple[Pair, Traffic]:
            own = folder / who.replace(" ", "-")
            own.mkdir()
            pair = until_measured.enter_context(served_pair(topology_file(own, key), children, options))
            taken.add(f"{who} memory ready", pair.megabytes())
            return pair, Traffic(pair, key, own)

        pairs = {ONE: served(ONE)}
        if offers_workers():
            pairs[SEVERAL] = served(SEVERAL, *WORKERS)
        else:
            missing[SEVERAL] = "`applinks serve` has no `--workers`"
        stub = None
        if plan.mountebank:
            try:
                program = installed()
            except NoMeasurement as problem:
                missing[STUB] = str(problem)
            else:
                stub = until_measured.enter_context(running_stub(program, folder, pairs[ONE][1].body()))
        else:
            missing[STUB] = "mountebank was not asked for"
        jobs = {f"sign {name}": job for name, job in signing(key.private_pem()).items()}
        jobs |= {f"verify {name}": job for name, job in verifying(key.private_pem(), plan.distinct).items()}
        stores = until_measured.enter_context(storing(folder))
        for number in range(plan.rounds):
            tell(f"round {number + 1} of {plan.rounds}")
            for name, job in jobs.items():
                taken.add(name, rate(job, plan.slice))
            for store, work in stores.items():
                for name, job in work.items():
                    # By the clock on the wall: a database's own work counts.
                    taken.add(f"{store}: {name}", rate(job, plan.slice / 3, time.perf_counter))
            _loads({who: traffic for who, (_, traffic) in pairs.items()}, stub, limit, plan.load, taken)
            for _ in range(plan.starts):
                _start(children, taken)
            if number < plan.scenario_rounds:
                ran = run_scenarios(plan.scenarios, children)
                taken.add("100 scenarios", ran.seconds_for(100))
                taken.add("scenarios run", ran.run)
                taken.add("scenarios failed", ran.failed)
        for who, (pair, _) in pairs.items():
            taken.add(f"{who} memory loaded", pair.megabytes())
    return rows_of(taken, missing), taken.median(f"{ONE} proxied served cpu")


def _loads(
    traffics: dict[str, Traffic], stub: Stub | None, limit: Callable[[float], float], seconds: float, taken: Taken
) -> None:
    def note(name: str, make: Callable[[], Load]) -> Load:
        with told_of(name):
            load = make()
        taken.add(name, load.outcome.rate)
        taken.add(f"{name} generator cpu", load.outcome.generator_cpu)
        taken.add(f"{name} served cpu", load.served_cpu)
        taken.add(f"{name} p50", load.outcome.p50)
        taken.add(f"{name} p99", load.outcome.p99)
        return load

    # The limit before and after what is measured against it: the machine's speed wanders.
    before = limit(seconds / 4)
    for who, traffic in traffics.items():
        note(f"{who} proxied", partial(traffic.proxied, seconds))
    taken.add("limit", (before + limit(seconds / 4)) / 2)
    for who, traffic in traffics.items():
        unsigned = note(f"{who} unsigned", partial(traffic.unsigned, seconds))
        # Nothing signed is answered faster than the same request unsigned; half as much again in case it was held up.
        most = int(unsigned.outcome.requests * 1.5) + 100
        note(f"{who} signed", partial(traffic.signed, seconds, most=most))
    if stub is not None:
        with told_of(STUB):
            taken.add(STUB, stub.load(seconds).rate)


def _start(children: dict[str, str], taken: Taken) -> None:
    steps = start(children)
    for name, seconds in steps.items():
        taken.add(f"start {name}", seconds)
    taken.add("start", sum(steps.values()))


def _sizes(plan: Plan, key: KeyPair, folder: Path, children: dict[str, str], tell: Tell) -> list[Row]:
    if not plan.size:
        return [Missing("large products", "only with `--size`", f"with {SMALL}")]
    return [
        *measure_sizes(
            SMALL,
            LARGE,
            # Shorter and more often: what lies close together in time can be compared best.
            rounds=plan.rounds * 2,
            seconds=plan.load / 2,
            folder=folder,
            key=key,
            children=children,
            tell=tell,
        )
    ]

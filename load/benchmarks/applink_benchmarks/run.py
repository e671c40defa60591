"""``python load/benchmarks``: measures everything in interleaved rounds and prints a table."""

import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from applink_benchmarks import generator
from applink_benchmarks.children import environment
from applink_benchmarks.figures import Aim, Figure, Samples, Yardstick, less_than
from applink_benchmarks.limit import rsa_limit
from applink_benchmarks.machine import cores, machine, openssl_speed
from applink_benchmarks.pair import served_pair
from applink_benchmarks.problems import NoMeasurement
from applink_benchmarks.rates import rate
from applink_benchmarks.scenarios import run_scenarios
from applink_benchmarks.signing import signing
from applink_benchmarks.starting import start
from applink_benchmarks.storing import WORK, storing
from applink_benchmarks.table import print_table
from applink_benchmarks.traffic import Traffic
from applink_benchmarks.verifying import verifying
from applink_simulator.authentication.keys import KeyPair


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
    openssl: bool = True
    """Ask the system's openssl too."""


THOROUGH = Plan(rounds=5, slice=0.3, load=2.0, starts=2, scenario_rounds=3, scenarios="features")
FEW = "features/creation/two_way.feature"
QUICK = Plan(rounds=1, slice=0.1, load=0.5, starts=1, scenario_rounds=1, scenarios=FEW, openssl=False)

Taken = defaultdict[str, list[float]]
"""Values by name, one per round (for starts, several)."""


@click.command()
@click.option("--quick", is_flag=True, help="One short round: to see that it works, not to compare.")
@click.option("--rounds", type=click.IntRange(1, 100), help="Other than five.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures there.")
def main(json_file: Path | None, rounds: int | None, *, quick: bool) -> None:
    """Measure beside yardsticks; compare ratios of one run, never figures of two."""
    plan = QUICK if quick else THOROUGH
    try:
        figures, described = measure(plan, rounds or plan.rounds, lambda what: click.echo(what, err=True))
    except NoMeasurement as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    print_table(figures, [f"{name}: {value}" for name, value in described.items()])
    if json_file is not None:
        document = {"machine": described, "figures": [each.document() for each in figures]}
        json_file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def measure(plan: Plan, rounds: int, tell: Callable[[str], None]) -> tuple[list[Figure], dict[str, str]]:
    described = machine()
    described["generator"] = generator.wrk() or "sockets.py (wrk is not installed)"
    if plan.openssl and (speed := openssl_speed()):
        described["openssl speed"] = f"{speed:,.0f} RSA-2048 signatures/s on {cores()} cores (its own CPU clock)"
    key = KeyPair.generate()
    taken: Taken = defaultdict(list)
    with ExitStack() as until_measured:
        folder = Path(until_measured.enter_context(tempfile.TemporaryDirectory(prefix="applinks-bench-")))
        limit = until_measured.enter_context(rsa_limit(key.private_pem()))
        # Once unmeasured: it compiles the modules for all that follow.
        children = environment(folder)
        start(children)
        pair = until_measured.enter_context(served_pair(folder, key, children))
        taken["memory ready"].append(pair.megabytes())
        traffic = Traffic(pair, key, folder)
        jobs = {f"sign {name}": job for name, job in signing(key.private_pem()).items()}
        jobs |= {f"verify {name}": job for name, job in verifying(key.private_pem()).items()}
        stores = until_measured.enter_context(storing(folder))
        for number in range(rounds):
            tell(f"round {number + 1} of {rounds}")
            for name, job in jobs.items():
                taken[name].append(rate(job, plan.slice))
            for store, work in stores.items():
                for name, job in work.items():
                    # By the clock on the wall: a database's own work counts.
                    taken[f"{store}: {name}"].append(rate(job, plan.slice / 3, time.perf_counter))
            _loads(traffic, limit, plan.load, taken)
            for _ in range(plan.starts):
                _start(children, taken)
            if number < plan.scenario_rounds:
                ran = run_scenarios(plan.scenarios, children)
                taken["100 scenarios"].append(ran.seconds_for(100))
                taken["scenarios run"].append(ran.run)
                taken["scenarios failed"].append(ran.failed)
        taken["memory loaded"].append(pair.megabytes())
    return figures_of(taken), described


def _loads(traffic: Traffic, limit: Callable[[float], float], seconds: float, taken: Taken) -> None:
    # The limit before and after what is measured against it: the machine's speed wanders.
    before = limit(seconds / 4)
    proxied = traffic.proxied(seconds)
    taken["limit"].append((before + limit(seconds / 4)) / 2)
    unsigned = traffic.unsigned(seconds)
    # Nothing signed is answered faster than the same request unsigned; half as much again in case it was held up.
    signed = traffic.signed(seconds, most=int(unsigned.outcome.requests * 1.5) + 100)
    for name, load in (("proxied", proxied), ("unsigned", unsigned), ("signed", signed)):
        taken[name].append(load.outcome.rate)
        taken[f"{name} generator cpu"].append(load.outcome.generator_cpu)
        taken[f"{name} served cpu"].append(load.served_cpu)
        taken[f"{name} p50"].append(load.outcome.p50)
        taken[f"{name} p99"].append(load.outcome.p99)


def _start(children: dict[str, str], taken: Taken) -> None:
    steps = start(children)
    for name, seconds in steps.items():
        taken[f"start {name}"].append(seconds)
    taken["start"].append(sum(steps.values()))


def figures_of(taken: Taken) -> list[Figure]:
    """The rows of the table."""

    def of(name: str) -> Samples:
        return Samples(tuple(taken[name]))

    def against(name: str, called: str) -> Yardstick:
        return Yardstick(called, of(name))

    def cost(load: str) -> str:
        p50, p99, ours, theirs = (
            of(f"{load} {what}").median for what in ("p50", "p99", "served cpu", "generator cpu")
        )
        cpu = f"CPU per request: products {ours:.0f} µs, generator {theirs:.0f} µs"
        return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms; {cpu}"

    def steps() -> str:
        names = [name for name in taken if name.startswith("start ")]
        return ", ".join(f"{name.removeprefix('start ')} {of(name).median * 1000:.0f}" for name in names) + " ms"

    ran, failed = of("scenarios run").median, of("scenarios failed").median
    return [
        Figure("RSA-2048 limit, all cores", "/s", of("limit")),
        Figure("sign", "/s of CPU", of("sign ours"), against("sign raw", "raw RSA"), Aim(0.83)),
        Figure("sign", "/s of CPU", of("sign ours"), against("sign authlib", "Authlib, key cached")),
        Figure("sign", "/s of CPU", of("sign ours"), against("sign oauthlib", "oauthlib, key cached")),
        Figure("verify", "/s of CPU", of("verify ours"), against("verify authlib", "Authlib, key cached"), Aim(2.7)),
        Figure("verify", "/s of CPU", of("verify ours"), against("verify oauthlib", "oauthlib, key cached")),
        Figure("verify", "/s of CPU", of("verify ours"), against("verify raw", "raw RSA")),
        Figure(
            "who is calling?",
            "/s of CPU",
            of("verify caller"),
            against("verify authlib", "Authlib's signature alone"),
            note="all that a product checks and looks up",
        ),
        Figure(
            "signed requests, direct",
            "/s",
            of("signed"),
            against("unsigned", "the same unsigned"),
            note=cost("signed"),
        ),
        Figure(
            "proxied requests, one process",
            "/s",
            of("proxied"),
            against("limit", "RSA limit"),
            Aim(0.20),
            note=cost("proxied"),
        ),
        *(
            Figure(f"{work}, {store}", "/s", of(f"{store}: {work}"), against(f"memory: {work}", "memory"))
            for store in ("SQLite", "PostgreSQL")
            for work in WORK
            if f"{store}: {work}" in taken
        ),
        Figure("from nothing to a linked pair", "s", of("start"), aim=less_than(0.5, "s"), note=steps()),
        Figure("memory of the pair, ready (PSS)", "MB", of("memory ready"), aim=less_than(60, "MB")),
        Figure("memory of the pair, after the loads (PSS)", "MB", of("memory loaded")),
        Figure(
            "100 scenarios",
            "s",
            of("100 scenarios"),
            aim=less_than(20, "s"),
            note=f"{100 / of('100 scenarios').median:.1f}/s; measured with {ran:.0f}, of which {failed:.0f} failed",
        ),
    ]

"""What large products cost beside small ones: the same two requests, one at a time, to either in turn."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from applink_benchmarks.figures import Figure, Samples, Yardstick, at_most
from applink_benchmarks.generator import lasting
from applink_benchmarks.pair import Pair, served_pair
from applink_benchmarks.taken import Taken
from applink_benchmarks.topologies import PROJECT, Size, topology_file
from applink_benchmarks.traffic import Traffic, Wanted
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.identity import url_based_id
from applink_simulator.topology.place import Place
from applink_simulator.transport.http import HttpTransport

PEOPLE, ISSUES = 50, 2_000
"""Who asks and for what: drawn evenly from among all there are, so that what is far apart has to be found."""
FASTEST = 3_000
"""Requests per second, more than one connection gets answered; so many are signed beforehand."""
PATIENCE = 600.0
SMALLER, LARGER = "smaller", "larger"


@dataclass(frozen=True)
class Sized:
    """A pair of that size, and how long it took to be there."""

    size: Size
    pair: Pair
    traffic: Traffic
    seconds: float


def measure_sizes(
    smaller: Size,
    larger: Size,
    *,
    rounds: int,
    seconds: float,
    folder: Path,
    key: KeyPair,
    children: dict[str, str],
    tell: Callable[[str], None],
) -> list[Figure]:
    taken = Taken()
    with ExitStack() as until_measured:
        served = {}
        for name, size in ((SMALLER, smaller), (LARGER, larger)):
            tell(f"making products with {size}")
            served[name] = until_measured.enter_context(_sized(size, folder / name, key, children))
        for number in range(rounds):
            tell(f"sizes, round {number + 1} of {rounds}")
            # Whoever comes first in a round, comes second in the next.
            for name in list(served) if number % 2 else reversed(served):
                _loads(served[name].traffic, name, seconds, taken)
        for name, each in served.items():
            taken.add(f"{name} memory", each.pair.megabytes())
    return _figures(taken, served)


def _loads(traffic: Traffic, name: str, seconds: float, taken: Taken) -> None:
    signed = traffic.signed(seconds, most=int(FASTEST * lasting(seconds)))
    proxied = traffic.proxied(seconds)
    for what, load in (("signed", signed), ("proxied", proxied)):
        # The mean, not the median: what comes seldom and takes long counts as well.
        taken.add(f"{name} {what}", 1000 / load.outcome.rate)
        taken.add(f"{name} {what} p50", load.outcome.p50)
        taken.add(f"{name} {what} p99", load.outcome.p99)


def _figures(taken: Taken, served: dict[str, Sized]) -> list[Figure]:
    smaller, larger = served[SMALLER], served[LARGER]

    def latency(title: str, what: str) -> Figure:
        told = (f"{name} p50 {taken.median(f'{name} {what} p50'):.2f}, p99 {taken.median(f'{name} {what} p99'):.2f}"
                for name in (LARGER, SMALLER))  # fmt: skip
        yardstick = Yardstick(f"ms with {smaller.size}", taken.samples(f"{SMALLER} {what}"))
        note = f"with {larger.size}, one request at a time; ms: {'; '.join(told)}"
        return Figure(title, "ms", taken.samples(f"{LARGER} {what}"), yardstick, at_most(1.2), note)

    return [
        latency("large products: direct, impersonating", "signed"),
        latency("large products: proxied", "proxied"),
        Figure(
            "large products: memory of the pair (PSS)",
            "MB",
            taken.samples(f"{LARGER} memory"),
            Yardstick(f"MB with {smaller.size}", taken.samples(f"{SMALLER} memory")),
        ),
        Figure(
            "large products: until they answer",
            "s",
            Samples((larger.seconds,)),
            Yardstick(f"s with {smaller.size}", Samples((smaller.seconds,))),
            note="generating the people and the issues; links are made afterwards",
        ),
    ]


@contextmanager
def _sized(size: Size, folder: Path, key: KeyPair, children: dict[str, str]) -> Iterator[Sized]:
    folder.mkdir()
    chance = random.Random(size.users)  # noqa: S311 - the same people in every run
    began = time.monotonic()
    with served_pair(topology_file(folder, key, size), children, patience=PATIENCE) as pair:
        seconds = time.monotonic() - began
        _link(pair, size.links - 1, key)
        people = chance.sample(size.usernames, min(PEOPLE, size.users))
        numbers = chance.sample(range(1, size.issues + 1), min(ISSUES, size.issues))
        wanted = Wanted(people, [f"{PROJECT}-{number}" for number in numbers])
        yield Sized(size, pair, Traffic(pair, key, folder, wanted, connections=1), seconds)


def _link(pair: Pair, count: int, key: KeyPair) -> None:
    """Links to applications that are not there, each with a consumer of its own, at either product."""
    transport = HttpTransport()
    try:
        for product in pair.products:
            administrator = pair.administrator(product, transport)
            for number in range(1, count + 1):
                url = f"http://application{number}.invalid"
                remote = Place(f"application{number}", "generic", f"Application {number}", url, url_based_id(url))
                administrator.must(administrator.create_generic_end(remote), "creating a link")
                trusted = administrator.trust_by_hand(remote, remote.name, key.public.text, acting_as="alice")
                administrator.must(trusted, "trusting an application")
    finally:
        transport.close()

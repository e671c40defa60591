"""What large products cost beside small ones: the same two requests, one at a time, to either in turn."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from applink_benchmarks.figures import Aim, Figure, Yardstick, at_most
from applink_benchmarks.generator import lasting
from applink_benchmarks.pair import Pair, served_pair
from applink_benchmarks.problems import told_of
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
NO_MORE = at_most(1.2)


@dataclass(frozen=True)
class Searched:
    jql: str
    times: int = 20
    """In each round."""
    aim: Aim | None = NO_MORE


SEARCHES = {
    "one key": Searched(f"key = {PROJECT}-1"),
    "a whole project": Searched(f"project = {PROJECT}"),
    "everything, by key": Searched("ORDER BY key"),
    "a word": Searched("summary ~ calendar", times=1, aim=None),
}
"""The last one has to look at every issue."""


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
                _searches(served[name].traffic, name, taken)
        for name, each in served.items():
            taken.add(f"{name} memory", each.pair.megabytes())
            taken.add(f"{name} start", each.seconds)
    return _figures(taken, served)


def _loads(traffic: Traffic, name: str, seconds: float, taken: Taken) -> None:
    with told_of(f"{name} products"):
        signed = traffic.signed(seconds, most=int(FASTEST * lasting(seconds)))
        proxied = traffic.proxied(seconds)
    for what, load in (("signed", signed), ("proxied", proxied)):
        taken.add(f"{name} {what}", load.outcome.p50)
        taken.add(f"{name} {what} mean", 1000 / load.outcome.rate)
        taken.add(f"{name} {what} p99", load.outcome.p99)


def _searches(traffic: Traffic, name: str, taken: Taken) -> None:
    for what, search in SEARCHES.items():
        taken.add(f"{name} {what}", traffic.searches(search.jql, search.times))


def _figures(taken: Taken, served: dict[str, Sized]) -> list[Figure]:
    smaller, larger = served[SMALLER], served[LARGER]

    def compared(title: str, what: str, unit: str, aim: Aim | None = None, note: str = "") -> Figure:
        yardstick = Yardstick(f"{unit} with {smaller.size}", taken.samples(f"{SMALLER} {what}"))
        return Figure(f"large products: {title}", unit, taken.samples(f"{LARGER} {what}"), yardstick, aim, note)

    def latency(title: str, what: str) -> Figure:
        told = "; ".join(
            f"{name} mean {taken.median(f'{name} {what} mean'):.2f}, p99 {taken.median(f'{name} {what} p99'):.2f}"
            for name in (LARGER, SMALLER)
        )
        note = f"{larger.size}; one request at a time, median; in ms: {told}"
        return compared(title, what, "ms", NO_MORE, note)

    return [
        latency("direct, impersonating", "signed"),
        latency("proxied", "proxied"),
        *(compared(f"search for {what}", what, "ms", search.aim) for what, search in SEARCHES.items()),
        compared("memory of the pair (PSS)", "memory", "MB"),
        compared(
            "until they answer", "start", "s", note="people and issues are generated; links are made afterwards"
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

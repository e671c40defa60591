"""Which faults of the catalogue come when, by a seed; and what they may explain."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from applink_simulator.catalogue import catalogue
from applink_simulator.topology.running import RunningTopology

AN_AGE = 800.0
"""Seconds by which all clocks jump: more than any timestamp's window."""
AGES = "clocks jump"
EPISODES_OF_AN_AGE = 3
"""After so many times of trouble."""
CALLS = (
    ("wiki", "hub"),
    ("hub", "wiki"),
    ("handbook", "hub"),
    ("partners", "hub"),
    ("archive", "hub"),
    ("archive", "wiki"),
    ("wiki", "archive"),
)
"""Which product calls which, in this topology."""
FRONTED = ("hub", "partners")
"""Products in front of which something may stand from then on; the link that comes and goes is between others."""


@dataclass(frozen=True)
class Trouble:
    """One fault of the catalogue, with what its phrase names."""

    id: str
    said: str
    """As a scenario says it."""
    products: frozenset[str]
    """It explains what these have a part in, all of them at once."""
    named: Mapping[str, Any] = field(default_factory=dict)

    def begin(self, running: RunningTopology) -> None:
        if self.id == AGES:
            running.clock.move(AN_AGE)
        else:
            catalogue()[self.id].provoke(running, **self.named)


def undo(troubles: list[Trouble], running: RunningTopology) -> None:
    """All of them, whatever they were."""
    running.behave()
    for trouble in troubles:
        if "count" in trouble.named:
            running.set_clock(trouble.named["product"], 0)


def episodes(seed: int, products: tuple[str, ...]) -> Iterator[tuple[float, float, list[Trouble]]]:
    """For ever: seconds of quiet, seconds of trouble, and one or two troubles; all sorts before any comes again."""
    chance = random.Random(seed)  # noqa: S311 - it shall be the same again
    while True:
        deck = [trouble for sort in _SORTS for trouble in sort(chance, products)]
        chance.shuffle(deck)
        while deck:
            for _ in range(EPISODES_OF_AN_AGE):
                if not deck:
                    break
                together = [deck.pop()]
                # Two in front of the same product would be one: the later takes the earlier's place.
                if deck and chance.random() < 0.3 and not (together[0].products & deck[-1].products):
                    together.append(deck.pop())
                yield chance.uniform(6, 9), chance.uniform(2, 5), together
            yield chance.uniform(6, 9), 0.0, [Trouble(AGES, "all clocks jump by 800 seconds", frozenset())]


def _at_a_product(chance: random.Random, products: tuple[str, ...]) -> Iterator[Trouble]:
    for fault, phrase in (("F-19", 0), ("F-13", 2), ("F-23", 1), ("F-10", 3), ("F-22", 2), ("F-49", 0)):
        yield _trouble(fault, phrase, product=chance.choice(products))
    for fault, phrase in (("F-26", 0), ("F-26", 1)):
        yield _trouble(fault, phrase, product=chance.choice(products), count=9)


def _between_two(chance: random.Random, _products: tuple[str, ...]) -> Iterator[Trouble]:
    for fault, phrase in (("F-21", 0), ("F-21", 1), ("F-23", 0)):
        calling, serving = chance.choice(CALLS)
        yield _trouble(fault, phrase, calling=calling, serving=serving)
    calling, serving = chance.choice(CALLS)
    yield _trouble("F-20", 0, product=calling, remote=serving)


def _in_front(chance: random.Random, _products: tuple[str, ...]) -> Iterator[Trouble]:
    for fault, phrase in (("F-13", 0), ("F-13", 1), ("F-12", 0), ("F-10", 2), ("F-14", 0), ("F-17", 0)):
        yield _trouble(fault, phrase, product=chance.choice(FRONTED))


_SORTS = (_at_a_product, _between_two, _in_front)


def _trouble(fault: str, phrase: int, **named: Any) -> Trouble:
    said = catalogue()[fault].phrases[phrase]
    words = re.sub(r"\{(\w+)(?::\w+)?\}", lambda place: str(named[place[1]]), said.pattern)
    # Where the language takes either of two words.
    words = re.sub(r"(\w+)/\w+", r"\1", words)
    products = frozenset(value for value in named.values() if isinstance(value, str))
    return Trouble(fault, words, products, named | dict(said.told))

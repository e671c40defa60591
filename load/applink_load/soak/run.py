"""One soak: products, people and faults together for a while, and what has become of them."""

import importlib.metadata
import os
import platform
import threading
import time
from collections.abc import Callable
from pathlib import Path

from applink_fixtures.ready import ready_topology
from applink_load.apart import ApartSite, apart
from applink_load.meanwhile import meanwhile
from applink_load.soak.answers import Answers
from applink_load.soak.consistency import inconsistencies, statuses
from applink_load.soak.full_early import LONGEST_JOURNAL, full_early
from applink_load.soak.judge import GRACE, Window, growth, unexplained
from applink_load.soak.people import People
from applink_load.soak.result import Result
from applink_load.soak.samples import Sample, sample
from applink_load.soak.troubles import FRONTED, episodes, undo
from applink_simulator.catalogue import catalogue
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.load import load
from applink_simulator.topology.running import RunningTopology

TOPOLOGY = "hub-of-five"
BETWEEN_SAMPLES = 2.0
LAST_QUIET = 2.0
"""Seconds before the end in which no fault begins."""
PACKAGES = ("applink-simulator", "flask", "httptools", "urllib3", "cryptography")

ASKED_FOR = [
    "looks through a link",
    "opens a page with a macro",
    "grants access and takes it back",
    "makes, changes and deletes a link",
    "looks at a link's status",
    "asks with a program's signature",
]


def run(seconds: float, seed: int, command: str, say: Callable[[str], None]) -> Result:
    running, site = apart(load(ready_topology(TOPOLOGY)), full_early)
    with running:
        return _Soak(running, site, seconds, seed, say).result(command)


class _Soak:
    def __init__(
        self, running: RunningTopology, site: ApartSite, seconds: float, seed: int, say: Callable[[str], None]
    ) -> None:
        self._running, self._site, self._seconds, self._seed, self._say = running, site, seconds, seed, say
        self._answers = Answers()
        self._people = People(running, self._answers, seed)
        self._windows: list[Window] = []
        self._samples: list[Sample] = []
        self._crashes: list[str] = []
        self._faults: list[str] = []

    def result(self, command: str) -> Result:
        self._prepare()
        self._answers.began = time.monotonic()
        with meanwhile(self._sample):
            self._people.begin()
            try:
                self._have_troubles()
            finally:
                # Whoever waits for a product that is slow waits no longer.
                self._running.behave()
                stuck = self._people.stop()
        took = self._answers.now()
        time.sleep(GRACE)
        contradictions = self._at_the_end()
        self._gather_crashes()
        answers, left = self._answers, unexplained(self._answers.problems, self._windows)
        return Result(
            command=command,
            machine=_machine(),
            seed=self._seed,
            seconds=round(took, 1),
            requests=answers.requests,
            statuses=dict(sorted(answers.statuses.items())),
            done=dict(answers.done),
            asked_for=ASKED_FOR,
            faults=_counted(self._faults),
            noticed=sum(any(window.explains(each) for each in answers.problems) for window in self._windows),
            stood=len(self._windows),
            explained=len(answers.problems) - len(left),
            unexplained=left[:1000],
            lost=answers.lost + max(0, len(left) - 1000),
            growths=growth(self._samples, self._seconds),
            longest_journal=max((each.journal for each in self._samples), default=0),
            journal_bound=LONGEST_JOURNAL,
            inconsistencies=contradictions,
            crashes=self._crashes,
            stuck=stuck,
            samples=self._samples,
        )

    def _prepare(self) -> None:
        # Something stands in front of these from the beginning, so that the first fault of a front adds nothing.
        for name in FRONTED:
            catalogue()["F-12"].provoke(self._running, product=name, **catalogue()["F-12"].phrases[0].told)
        self._running.behave()
        self._people.statuses = statuses(self._running)
        self._people.get_to_know()

    def _have_troubles(self) -> None:
        answers, running = self._answers, self._running
        for quiet, long, troubles in episodes(self._seed, tuple(running.controls)):
            if not self._wait(quiet):
                return
            began = answers.now()
            for trouble in troubles:
                self._say(f"{began:6.1f} s  {trouble.id}: {trouble.said}")
                trouble.begin(running)
            self._wait(long)
            undo(troubles, running)
            ended = answers.now()
            self._windows += [Window(began, ended, each.said, each.products) for each in troubles]
            self._faults += [each.id for each in troubles]
            self._gather_crashes()

    def _wait(self, seconds: float) -> bool:
        """Whether there is time for more."""
        left = self._seconds - LAST_QUIET - self._answers.now()
        time.sleep(max(0.0, min(seconds, left)))
        if seconds < left:
            return True
        time.sleep(max(0.0, self._seconds - self._answers.now()))
        return False

    def _gather_crashes(self) -> None:
        self._crashes += self._running.journal.crashes
        self._running.journal.forget()

    def _at_the_end(self) -> list[str]:
        """Everybody does everything once more, now that nothing is wrong, and both ends are held together."""
        last = People(self._running, Answers(), self._seed + 1, self._people.statuses)
        with last.answers.doing("getting to know the products again", frozenset()):
            last.get_to_know()
            last.all_once()
            # The link that comes and goes stays, so that there is one more to compare.
            last.make_once_more()
        found = [f"after all faults were over, {each.what}: {each.said}" for each in last.answers.problems]
        return found + inconsistencies(self._running, self._people.statuses)

    def _sample(self, over: threading.Event) -> None:
        try:
            while not over.wait(BETWEEN_SAMPLES):
                longest = max(self._site.journal_lengths().values())
                self._samples.append(sample(self._site.pid, self._answers.now(), longest))
        except (ApplinkError, OSError) as problem:
            # Else a run would pass of which half was measured.
            self._crashes.append(f"measuring ended after {self._answers.now():.0f} s: {problem}")


def _counted(names: list[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}


def _machine() -> dict[str, str]:
    model = next(
        (line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), ""
    )
    return {
        "processor": f"{model.partition(':')[2].strip() or platform.machine()}, {len(os.sched_getaffinity(0))} cores",
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES),
        "load": " ".join(f"{each:.2f}" for each in os.getloadavg()),
    }

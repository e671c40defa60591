"""What a soak has found, and whether that is as it should be."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from applink_load.soak.answers import Problem
from applink_load.soak.judge import SHORTEST, Growth
from applink_load.soak.samples import Sample

MOST_SHOWN = 20


@dataclass(frozen=True)
class Check:
    of: str
    passed: bool | None
    """None: it was not judged, and ``said`` tells why."""
    said: str


@dataclass
class Result:
    """One run, as it is kept in JSON."""

    command: str
    machine: Mapping[str, str]
    seed: int
    seconds: float
    requests: int = 0
    statuses: Mapping[int, int] = field(default_factory=dict)
    done: Mapping[str, int] = field(default_factory=dict)
    asked_for: list[str] = field(default_factory=list)
    """What people were to do; each has to have been done."""
    faults: Mapping[str, int] = field(default_factory=dict)
    """By id."""
    noticed: int = 0
    """Faults during which somebody met a problem."""
    stood: int = 0
    """Faults in all."""
    explained: int = 0
    unexplained: list[Problem] = field(default_factory=list)
    lost: int = 0
    growths: list[Growth] = field(default_factory=list)
    longest_journal: int = 0
    journal_bound: int = 0
    inconsistencies: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)

    @property
    def checks(self) -> list[Check]:
        never = sum(each.never for each in self.unexplained)
        idle = [what for what in self.asked_for if not self.done.get(what)]
        return [
            Check(
                "everybody got through", not idle, f"never done: {', '.join(idle)}" if idle else _counted(self.done)
            ),
            Check(
                "nobody sees what they may not",
                never == 0,
                f"{never} times" if never else "held against the hub's own",
            ),
            Check(
                "no problem that no fault explains",
                len(self.unexplained) == never and not self.lost,
                f"{len(self.unexplained) - never} unexplained, {self.explained} explained"
                + (f", {self.lost} more than were kept" if self.lost else ""),
            ),
            Check(
                "the faults are felt",
                None if self.stood < 5 else self.noticed * 3 >= self.stood,
                f"somebody met a problem in {self.noticed} of {self.stood}"
                + ("; too few to judge" if self.stood < 5 else ""),
            ),
            *self._growth_checks(),
            Check(
                "journals are bounded",
                self.longest_journal <= self.journal_bound,
                f"longest {self.longest_journal} of {self.journal_bound}"
                + ("" if self.longest_journal >= self.journal_bound else "; none was ever full"),
            ),
            Check("no product has crashed", not self.crashes, f"{len(self.crashes)} tracebacks"),
            Check("everybody came back", not self.stuck, ", ".join(self.stuck) or "all threads of the load ended"),
            Check(
                "both ends agree at the end",
                not self.inconsistencies,
                f"{len(self.inconsistencies)} contradictions",
            ),
        ]

    def _growth_checks(self) -> list[Check]:
        if not self.growths:
            if self.seconds < SHORTEST:
                return [Check("nothing leaks", None, f"judged in runs of {SHORTEST / 60:g} minutes and more")]
            return [Check("nothing leaks", passed=False, said=f"only {len(self.samples)} samples, too few to judge")]
        return [
            Check(
                f"no leak of {each.of}",
                not each.is_a_leak,
                f"{each.before:,.0f}, later {each.after:,.0f}; at most {each.most:,.0f}",
            )
            for each in self.growths
        ]

    @property
    def passed(self) -> bool:
        return all(check.passed is not False for check in self.checks)

    def found(self) -> list[str]:
        """What was wrong, in sentences, the first of each sort."""
        problems = [
            f"{each.began:.1f}–{each.ended:.1f} s, {'/'.join(sorted(each.products))}, {each.what}: {each.said}"
            for each in self.unexplained[:MOST_SHOWN]
        ]
        return [*problems, *self.inconsistencies[:MOST_SHOWN], *self.crashes[:3]]

    def document(self) -> str:
        known: dict[str, Any] = {name: getattr(self, name) for name in _FIELDS} | {
            "unexplained": [
                dataclasses.asdict(each) | {"products": sorted(each.products)} for each in self.unexplained
            ],
            "growths": [dataclasses.asdict(each) for each in self.growths],
            "samples": [list(dataclasses.astuple(each)) for each in self.samples],
            "passed": self.passed,
        }
        lines = (f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in known.items())
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def of_document(cls, text: str) -> "Result":
        known = json.loads(text)
        known.pop("passed")
        return cls(
            **known
            | {
                "unexplained": [
                    Problem(**each | {"products": frozenset(each["products"])}) for each in known["unexplained"]
                ],
                "growths": [Growth(**each) for each in known["growths"]],
                "samples": [Sample(*each) for each in known["samples"]],
                # JSON knows names only.
                "statuses": {int(status): count for status, count in known["statuses"].items()},
            }
        )


_FIELDS = [each.name for each in dataclasses.fields(Result)]


def _counted(done: Mapping[str, int]) -> str:
    return ", ".join(f"{what} {count:,}" for what, count in sorted(done.items()))

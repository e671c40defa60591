"""A whole run: its series, and whatever was wrong in it, however fast it was."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

from applink_load.measured.histogram import Histogram
from applink_load.measured.series import Series
from applink_load.measured.stages import Stage

__all__ = ["KINDS", "TOTAL", "Finding", "Kind", "Measured", "Series"]

Kind = Literal["leak", "wrong user", "replay accepted", "bad request accepted", "good request refused"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TOTAL = "all requests"
NEAR = 0.8
"""From this part of its ceiling on, it is the generator that a run measures, at least as much as the products."""
MOST_FINDINGS = 50
"""That are kept of each kind: a product that leaks at every request must not fill the memory. All are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, whatever the percentiles say."""

    kind: Kind
    name: str
    """Of the request."""
    told: str
    """One sentence: who saw what, which may not."""
    exchange: str = ""
    """Request and answer as text, secrets masked."""


@dataclass(slots=True)
class Measured:
    profile: str
    target: str
    users: int
    began: float
    """Seconds since 1970."""
    seconds: float = 0.0
    series: dict[str, Series] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    """Add to them with ``find``."""
    broken: str = ""
    """Why the run could not be done or came to its end too early; empty: it was done."""
    checked: int = 0
    """Answers that were held against what their reader may see."""
    identified: int = 0
    """Those of them that told for whom they were made."""
    beyond: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    """Findings, by kind and name, that are counted but not kept."""
    shape: str = "constant"
    """How the number of users went."""
    stages: tuple[Stage, ...] = ()
    """Stretches that are looked at by themselves."""
    hops: dict[str, dict[str, Histogram]] = field(default_factory=dict)
    """By request name and hop, of those answers that told."""
    presigned: int = 0
    """Requests that were signed before the run."""
    signed_late: int = 0
    """Those that should have been, but of which there were too few."""
    ceiling: float = 0.0
    """Requests a second that the generator was able to make of a server that does nothing; 0: not measured."""

    def add(self, name: str, seconds: float, *, at: float, failure: str = "") -> None:
        """One request; see ``Series.add``."""
        if name not in self.series:
            self.series[name] = Series(name)
        self.series[name].add(seconds, at=at, failure=failure)

    def add_hops(self, name: str, hops: Mapping[str, float]) -> None:
        """Of one request, in seconds."""
        for hop, seconds in hops.items():
            self.hops.setdefault(name, {}).setdefault(hop, Histogram()).add(seconds)

    def find(self, finding: Finding) -> None:
        if sum(each.kind == finding.kind for each in self.findings) < MOST_FINDINGS:
            self.findings.append(finding)
        else:
            self.beyond[finding.kind, finding.name] += 1

    def found(self, kind: Kind, name: str | None = None) -> int:
        """How many there were, kept or not; of one request name, or of all."""
        kept = sum(each.kind == kind and name in (None, each.name) for each in self.findings)
        return kept + sum(
            count
            for (its_kind, its_name), count in self.beyond.items()
            if its_kind == kind and name in (None, its_name)
        )

    @property
    def all_found(self) -> int:
        """Findings of all kinds, kept or not."""
        return len(self.findings) + self.beyond.total()

    @property
    def total(self) -> Series:
        return of_all(self.series.values())

    @property
    def busiest(self) -> float:
        """Requests a second in the slice of the run's time that had most of them."""
        total = self.total
        return max((each.answers.count for each in total.slices.values()), default=0) / total.width

    @property
    def near_the_ceiling(self) -> float:
        """The part of the ceiling that was reached when most requests were made; 0 without a ceiling."""
        return self.busiest / self.ceiling if self.ceiling else 0.0

    @property
    def generator_bound(self) -> bool:
        """More could not have been asked for, so that the products may be able to do more."""
        return self.near_the_ceiling >= NEAR

    def take(self, part: "Measured") -> None:
        """All that was seen in a part of this run, by one of its workers or for a while; merging it so is exact."""
        for name, series in part.series.items():
            self.series.setdefault(name, Series(name)).take(series)
        for finding in part.findings:
            self.find(finding)
        self.beyond.update(part.beyond)
        self.checked += part.checked
        self.identified += part.identified
        self.presigned += part.presigned
        self.signed_late += part.signed_late
        for name, hops in part.hops.items():
            here = self.hops.setdefault(name, {})
            for hop, took in hops.items():
                here.setdefault(hop, Histogram()).take(took)

    def during(self, stage: Stage) -> "Measured":
        """A run that was no more than this stage; what was wrong in the whole was wrong in it."""
        begin, end = stage.whole_seconds(max((each.width for each in self.series.values()), default=1))
        cut = replace(self, users=stage.users, began=self.began + begin, seconds=float(end - begin), stages=())
        cut.series = {name: each.between(begin, end) for name, each in self.series.items()}
        return cut

    def followed_by(self, later: "Measured") -> "Measured":
        """One run after the other, as if there had been no time between them."""
        widest = max((each.width for run in (self, later) for each in run.series.values()), default=1)
        pause = -(-self.seconds // widest) * widest
        both = Measured(
            self.profile,
            self.target,
            users=max(self.users, later.users),
            began=self.began,
            seconds=self.seconds + later.seconds,
            broken="; ".join(dict.fromkeys(each.broken for each in (self, later) if each.broken)),
            # The same generator twice is not two of them.
            ceiling=max(self.ceiling, later.ceiling),
            shape=self.shape,
            stages=(*self.stages, *(stage.later(pause) for stage in later.stages)),
        )
        both.take(self)
        both.take(replace(later, series={name: each.later(int(pause)) for name, each in later.series.items()}))
        return both

    def to_json(self) -> dict[str, Any]:
        """What json.dumps takes, and msgpack."""
        return {
            "profile": self.profile,
            "target": self.target,
            "users": self.users,
            "began": self.began,
            "seconds": self.seconds,
            "broken": self.broken,
            "checked": self.checked,
            "presigned": self.presigned,
            "signed_late": self.signed_late,
            "ceiling": self.ceiling,
            "hops": {name: {hop: took.to_json() for hop, took in hops.items()} for name, hops in self.hops.items()},
            "identified": self.identified,
            "series": [each.to_json() for each in self.series.values()],
            "findings": [asdict(each) for each in self.findings],
            "shape": self.shape,
            "stages": [asdict(each) for each in self.stages],
            "beyond": [{"kind": kind, "name": name, "count": n} for (kind, name), n in self.beyond.items()],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Measured":
        series = [Series.from_json(each) for each in told["series"]]
        return cls(
            profile=str(told["profile"]),
            target=str(told["target"]),
            users=int(told["users"]),
            began=float(told["began"]),
            seconds=float(told["seconds"]),
            series={each.name: each for each in series},
            findings=[Finding(**each) for each in told["findings"]],
            broken=str(told["broken"]),
            checked=int(told["checked"]),
            presigned=int(told["presigned"]),
            signed_late=int(told["signed_late"]),
            ceiling=float(told["ceiling"]),
            hops={
                str(name): {str(hop): Histogram.from_json(took) for hop, took in hops.items()}
                for name, hops in told["hops"].items()
            },
            identified=int(told["identified"]),
            beyond=Counter({(each["kind"], str(each["name"])): int(each["count"]) for each in told["beyond"]}),
            shape=str(told["shape"]),
            stages=tuple(Stage(**each) for each in told["stages"]),
        )


def of_all(series: Iterable[Series]) -> Series:
    """All their requests as one series."""
    total = Series(TOTAL)
    for each in series:
        total.take(each)
    return total

"""How a run goes that is not over yet: what the generator tells each second."""

import json
from dataclasses import asdict, dataclass

from applink_load.measured.run import Measured, of_all

LATELY = 5
"""Seconds that the rate and the percentile are of."""


@dataclass(frozen=True, slots=True)
class Progress:
    seconds: float
    """Since the run began."""
    users: int
    requests: int
    failures: int
    findings: int
    rate: float
    p95: float
    """In seconds."""

    @classmethod
    def of(cls, measured: Measured, seconds: float, users: int) -> "Progress":
        series = measured.series.values()
        width = max((each.width for each in series), default=1)
        end = -(-int(seconds) // width) * width
        begin = max(0, end - max(LATELY, width)) // width * width
        # All of the run once a second would be the generator's main occupation in the end.
        lately = of_all(each.between(begin, end) for each in series)
        requests, failures = (sum(each.count for each in series), sum(each.failures for each in series))
        rate = lately.rate(float(end - begin))
        return cls(seconds, users, requests, failures, measured.all_found, rate, lately.percentile(0.95))

    def line(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str) -> "Progress":
        return cls(**json.loads(line))

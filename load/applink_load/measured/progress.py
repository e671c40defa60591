"""How a run goes that is not over yet: what the generator tells each second."""

import json
from dataclasses import asdict, dataclass

from applink_load.measured.run import Measured

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
        total = measured.total
        end = -(-int(seconds) // total.width) * total.width
        begin = max(0, end - max(LATELY, total.width))
        lately = total.between(begin // total.width * total.width, end)
        findings = len(measured.findings) + measured.beyond.total()
        rate = lately.rate(float(end - begin))
        return cls(seconds, users, total.count, total.failures, findings, rate, lately.percentile(0.95))

    def line(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str) -> "Progress":
        return cls(**json.loads(line))

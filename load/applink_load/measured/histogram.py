"""How long answers took, in buckets that each reach one percent further than the one before."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WIDTH = 1.01
"""A bucket's end divided by its beginning."""
BILLION = 1_000_000_000
_LOG_WIDTH = math.log(WIDTH)


@dataclass(slots=True)
class Histogram:
    """Whole numbers throughout, nanoseconds and counts: sums of floats would depend on the order of merging."""

    buckets: Counter[int] = field(default_factory=Counter)
    count: int = 0
    nanoseconds: int = 0
    """Of all samples together."""
    least: int = 0
    most: int = 0

    def add(self, seconds: float) -> None:
        if not 0 <= seconds < math.inf:
            raise ValueError(f"no answer takes {seconds} seconds")
        nanoseconds = max(1, round(seconds * BILLION))
        self.buckets[int(math.log(nanoseconds) / _LOG_WIDTH)] += 1
        self.least = min(self.least, nanoseconds) if self.count else nanoseconds
        self.most = max(self.most, nanoseconds)
        self.count += 1
        self.nanoseconds += nanoseconds

    def percentile(self, part: float) -> float:
        """Seconds that this part of the samples did not exceed, within one percent; 0 without samples."""
        if not 0 < part <= 1:
            raise ValueError(f"{part} is no part of the samples")
        # 0.07 * 100 is a little more than 7, and the eighth sample is not the seventh.
        rank = math.ceil(round(part * self.count, 6))
        seen = 0
        for bucket in sorted(self.buckets):
            seen += self.buckets[bucket]
            if seen >= rank:
                middle = math.pow(WIDTH, bucket + 0.5)
                return min(max(middle, self.least), self.most) / BILLION
        return 0.0

    @property
    def mean(self) -> float:
        return self.nanoseconds / self.count / BILLION if self.count else 0.0

    @property
    def max(self) -> float:
        return self.most / BILLION

    def take(self, other: "Histogram") -> None:
        """All samples of the other, too."""
        if other.count:
            self.least = min(self.least, other.least) if self.count else other.least
            self.most = max(self.most, other.most)
            self.buckets.update(other.buckets)
            self.count += other.count
            self.nanoseconds += other.nanoseconds

    def to_json(self) -> dict[str, Any]:
        return {
            "nanoseconds": self.nanoseconds,
            "least": self.least,
            "most": self.most,
            "buckets": {str(bucket): count for bucket, count in sorted(self.buckets.items())},
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Histogram":
        buckets = Counter({int(bucket): int(count) for bucket, count in told["buckets"].items()})
        return cls(buckets, buckets.total(), int(told["nanoseconds"]), int(told["least"]), int(told["most"]))

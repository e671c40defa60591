"""What was taken in all rounds, by name."""

from collections import defaultdict

from applink_benchmarks.figures import Samples


class Taken:
    """Values by name, one per round (for starts, several)."""

    def __init__(self) -> None:
        self._values: defaultdict[str, list[float]] = defaultdict(list)

    def add(self, name: str, value: float) -> None:
        self._values[name].append(value)

    def samples(self, name: str) -> Samples:
        return Samples(tuple(self._values[name]))

    def median(self, name: str) -> float:
        return self.samples(name).median

    def names(self, prefix: str) -> list[str]:
        return [name for name in self._values if name.startswith(prefix)]

    def __contains__(self, name: str) -> bool:
        return name in self._values

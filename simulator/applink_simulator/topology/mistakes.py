"""What is wrong in a topology file: each mistake with its place and the word that was probably meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from applink_simulator.domain.errors import BadInput


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong, or for a warning: that is hardly meant."""

    file: str
    line: int
    """From 1; 0 when the mistake is the whole file's."""
    column: int
    what: str
    nearest: str | None = None
    """The known word closest to the one that was written."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        advice = f' (did you mean "{self.nearest}"?)' if self.nearest else ""
        return f"{place}: {self.what}{advice}"


class TopologyMistakes(BadInput):
    """Everything that is wrong in one topology file, a line each."""

    def __init__(self, mistakes: Iterable[Mistake], warnings: Iterable[Mistake] = ()) -> None:
        self.mistakes = list(mistakes)
        self.warnings = list(warnings)
        """As far as they show in what does make sense; not part of the message."""
        super().__init__("\n".join(map(str, self.mistakes)))


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like that word, whatever the case; None when none is much like it."""
    by_lower = {candidate.lower(): candidate for candidate in candidates}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def quoted(text: object) -> str:
    """A word of the file for a message, shortened: a whole key or page does not belong there."""
    words = " ".join(str(text).split())
    return f'"{words}"' if len(words) <= 60 else f'"{words[:57]}..."'

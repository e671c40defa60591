"""The exit codes of a load run: what a build server acts on."""

from enum import IntEnum


class Verdict(IntEnum):
    """The number is the exit code."""

    KEPT = 0
    """Everything that was asked for."""
    SLOW = 1
    """A threshold on time or rate was broken, or a run is slower than its baseline."""
    USAGE = 2
    """What was asked for makes no sense, as with every command: a misspelt threshold, an unknown request name."""
    WRONG = 3
    """A leak, a replay that was accepted, a good request that was refused, or too many failures."""
    NOT_MEASURED = 4
    """Too little was seen to say."""
    BROKEN = 5
    """There was no run worth the name: the target cannot be reached, a worker died, it was ended before a request."""

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", " ")


# A run that broke off says nothing else; that something is wrong matters more than how fast it is; and whoever can be
# told that it is slow need not hear first that something else was not measured.
WORST_FIRST = (
    Verdict.BROKEN,
    Verdict.WRONG,
    Verdict.USAGE,
    Verdict.SLOW,
    Verdict.NOT_MEASURED,
    Verdict.KEPT,
)


def worst(*verdicts: Verdict) -> Verdict:
    """KEPT of none."""
    return min(verdicts, key=WORST_FIRST.index, default=Verdict.KEPT)

"""What whoever reads the figures has to know about them."""

from applink_load.measured.histogram import Histogram
from applink_load.measured.hops import HOPS
from applink_load.measured.run import NEAR, Measured
from applink_load.verdict.figures import shown


def notes(measured: Measured) -> list[str]:
    """A sentence or two each."""
    return [*_of_the_ceiling(measured), *_of_presigning(measured), *_of_the_hops(measured)]


def _of_the_ceiling(measured: Measured) -> list[str]:
    if not measured.ceiling:
        return []
    most, busiest = shown(measured.ceiling, "rate"), shown(measured.busiest, "rate")
    said = (
        f"The generator can make {most} of a server that does nothing; "
        f"when it was busiest it made {busiest}, {measured.near_the_ceiling:.0%} of that."
    )
    if measured.generator_bound:
        said = (
            f"Generator-bound: {said[0].lower()}{said[1:]} From {NEAR:.0%} on it is the generator that is measured, "
            "and the products may be able to do more. Give it more processes (--workers) or other machines."
        )
    return [said]


def _of_the_hops(measured: Measured) -> list[str]:
    """Of all requests that told; the report has it by request name."""
    found: dict[str, Histogram] = {}
    for hops in measured.hops.values():
        for hop, took in hops.items():
            found.setdefault(hop, Histogram()).take(took)
    whole = sum(took.nanoseconds for took in found.values())
    if not whole:
        return []
    parts = [f"{found[hop].nanoseconds / whole:.0%} {hop}" for hop in HOPS if hop in found]
    return [f"Where the time went: {', '.join(parts)}."]


def _of_presigning(measured: Measured) -> list[str]:
    if not measured.presigned + measured.signed_late:
        return []
    said = f"{measured.presigned:,} requests were signed before the run"
    if measured.signed_late:
        said += f"; when those were used up or too old, {measured.signed_late:,} more were signed as it went"
    return [f"{said}."]

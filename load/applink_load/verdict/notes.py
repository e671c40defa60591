"""What whoever reads the figures has to know about them."""

from applink_load.measured.run import NEAR, Measured
from applink_load.verdict.figures import shown


def notes(measured: Measured) -> list[str]:
    """A sentence or two each."""
    return [*_of_the_ceiling(measured)]


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

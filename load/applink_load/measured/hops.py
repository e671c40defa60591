"""Where the time of a request went on its way, as far as the products tell."""

from collections.abc import Mapping

from applink_simulator.domain.hops import SIGNING, THERE, TOTAL, WAITING, read

BEFORE, FIRST, SIGNED, BETWEEN, SECOND, BEYOND = (
    "before the first product",
    "at the first product",
    "signing there",
    "between the products",
    "at the second product",
    "beyond the first product",
)
HOPS = {
    BEFORE: "the network, and until the product takes the request",
    FIRST: "of the product that is asked, without what follows",
    SIGNED: "at the first product, for the second",
    BETWEEN: "the network, and until the second product takes the request",
    SECOND: "as it tells itself",
    BEYOND: "the network and the second product, which does not tell them apart",
}
"""What each means, in order of the way."""


def split(header: str, seconds: float) -> Mapping[str, float]:
    """Seconds by hop, of an answer that took so many and came with that header; nothing if that tells nothing."""
    told = read(header)
    if TOTAL not in told:
        return {}
    total, signing, waiting = told[TOTAL], told.get(SIGNING, 0.0), told.get(WAITING, 0.0)
    found = {BEFORE: seconds - total, FIRST: total - signing - waiting}
    if signing:
        found[SIGNED] = signing
    if THERE in told:
        found |= {BETWEEN: waiting - told[THERE], SECOND: told[THERE]}
    elif waiting:
        found[BEYOND] = waiting
    # Two clocks in two processes: what takes nothing may come out as a little less.
    return {hop: max(0.0, part) for hop, part in found.items()}

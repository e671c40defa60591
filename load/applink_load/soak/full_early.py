"""What products keep is bounded; in ten minutes it has to be full early, or filling it would look like a leak."""

import time

from applink_simulator.domain.exchanges import Journal
from applink_simulator.linking.product import Product
from applink_simulator.storage.memory import MemoryNonces, MemoryState

LONGEST_JOURNAL = 500
"""Exchanges: a tenth of what it is otherwise."""
HURRY = 20
"""How much faster the clock runs by which nonces are forgotten."""


def full_early(product: Product) -> None:
    product.journal = Journal(most=LONGEST_JOURNAL)
    assert isinstance(product.state, MemoryState)  # noqa: S101 - says it to the type checker
    product.state.nonces = MemoryNonces(lambda: time.monotonic() * HURRY)

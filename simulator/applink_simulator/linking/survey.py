"""The status of many links at once, as long as patience lasts: remotes that hang do not hold up the others."""

import threading
import time
import traceback
from collections.abc import Sequence

from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.users import User
from applink_simulator.linking.diagnose import Diagnosis, diagnose
from applink_simulator.linking.product import Product

AT_ONCE = 8


def survey(product: Product, ends: Sequence[LinkEnd], user: User) -> dict[str, Diagnosis]:
    """By application id; whichever took too long is missing, and its remote goes on being waited for in vain."""
    waiting = list(reversed(ends))
    found: dict[str, Diagnosis] = {}

    def look() -> None:
        while waiting:
            try:
                end = waiting.pop()
            except IndexError:
                return
            try:
                found[end.application_id] = diagnose(product, end, user)
            except Exception:
                product.journal.note_crash(f"{product.name}: status of {end.name}\n{traceback.format_exc()}")

    until = time.monotonic() + product.patience
    # Daemons: a remote that never answers must not keep a product from ending.
    threads = [threading.Thread(target=look, daemon=True) for _ in range(min(AT_ONCE, len(ends)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    waiting.clear()
    return dict(found)

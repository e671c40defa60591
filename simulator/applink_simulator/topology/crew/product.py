"""A product that several processes answer for."""

import contextlib
import os
import sys
from collections.abc import Callable
from functools import partial

from applink_simulator.domain.errors import ApplinkError, StorageUrlInvalid
from applink_simulator.topology.birth import Birth
from applink_simulator.topology.crew.foreman import Foreman
from applink_simulator.topology.crew.room import Room
from applink_simulator.topology.crew.worker import Shift
from applink_simulator.topology.log import Log
from applink_simulator.topology.product_process import ProductProcess

CANNOT_SERVE = 3
CALLED_WRONGLY = 2


def lead_crew(
    birth: Birth,
    log: Log,
    begun: Callable[[str, bool], None],
    *,
    above: int | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> int:
    """Serves until it is asked to end; the exit status. PortInUse, AddressNotHere, NoRoom.

    ``begun`` is told the base URL and whether the product was new, once all workers answer. ``is_over`` tells whether
    somebody has asked for the end already.
    """
    room = Room(birth.folder)
    with contextlib.ExitStack() as afterwards:
        afterwards.callback(room.clear)
        listening = afterwards.enter_context(contextlib.closing(birth.listen()))
        url = birth.url_at(listening)

        def work(shift: Shift) -> int:
            try:
                process = ProductProcess(birth, listening, log, room)
            except ApplinkError as problem:
                sys.stderr.write(f"{problem}\n")
                return CALLED_WRONGLY if isinstance(problem, StorageUrlInvalid) else CANNOT_SERVE
            shift.begin(was_new=process.was_new)
            if shift.until_its_end():
                process.stop()
                return 0
            # As if it had been killed with its foreman: nothing of what it had begun is finished.
            room.clear()
            os._exit(1)

        foreman = Foreman(birth.workers, work, room, log, partial(begun, url))
        if is_over():
            foreman.end()
        return foreman.lead(above)

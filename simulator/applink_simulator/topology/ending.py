"""Waiting until somebody wants this process to end."""

import signal
from queue import SimpleQueue


def asked_to_end() -> SimpleQueue[int]:
    """From now on SIGINT and SIGTERM lie in it, and end nothing by themselves; in a main thread.

    An event would not do: a signal that arrives just as its lock is held waits for itself for ever.
    """
    asked: SimpleQueue[int] = SimpleQueue()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda number, _: asked.put(number))
    return asked

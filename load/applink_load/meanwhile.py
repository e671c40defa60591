"""Something that goes on beside what is done, until that is over."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def meanwhile(what: Callable[[threading.Event], object]) -> Iterator[None]:
    """In a thread of its own; it has to end soon after the event that it is given, and is waited for."""
    over = threading.Event()
    thread = threading.Thread(target=what, args=(over,), name=f"meanwhile-{what.__name__}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

"""A key pair for each product name, made once in the life of the process: making one takes a while.

It needs a processor and not the interpreter, so it goes on beside whatever else is being started.
"""

import os
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

from applink_simulator.authentication.keys import KeyPair

_nobodys: deque[Future[KeyPair]] = deque()
_keys: dict[str, Future[KeyPair]] = {}
_lock = threading.RLock()


def begin(count: int) -> None:
    """See to it that as many keys are made or being made in the background, whoever gets them."""
    with _lock:
        missing = count - len(_nobodys) - len(_keys)
        if missing > 0:
            # One processor is left to whoever waits for the keys.
            maker = ThreadPoolExecutor(max(1, (os.cpu_count() or 1) - 1), thread_name_prefix="applinks-keys")
            _nobodys.extend(maker.submit(KeyPair.generate) for _ in range(missing))
            maker.shutdown(wait=False)


def key_of(name: str) -> KeyPair:
    """The product's key pair, waited for when it is still being made."""
    with _lock:
        if name not in _keys:
            begin(len(_keys) + 1)
            _keys[name] = _nobodys.popleft()
    return _keys[name].result()

"""A key pair for each product name, made once in the life of the process: making one takes a while."""

import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from applink_simulator.authentication.keys import KeyPair

_keys: dict[str, Future[KeyPair]] = {}
_lock = threading.Lock()


def begin(names: Iterable[str]) -> None:
    """Start making the keys of these products, in the background."""
    with _lock:
        missing = [name for name in names if name not in _keys]
        if missing:
            maker = ThreadPoolExecutor(max_workers=2, thread_name_prefix="applinks-keys")
            for name in missing:
                _keys[name] = maker.submit(KeyPair.generate)
            maker.shutdown(wait=False)


def key_of(name: str) -> KeyPair:
    """The product's key pair, waited for when it is still being made."""
    begin([name])
    return _keys[name].result()

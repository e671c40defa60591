"""A worker's application: before it answers it has carried out whatever was ordered at another worker."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from applink_simulator.domain.errors import StorageTrouble
from applink_simulator.web.door import Application, Start


class Following:
    def __init__(self, application: Application, follow: Callable[[], None]) -> None:
        self._application = application
        self._follow = follow

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        # The request meets the same trouble, and is answered accordingly.
        with suppress(StorageTrouble):
            self._follow()
        return self._application(environ, start)

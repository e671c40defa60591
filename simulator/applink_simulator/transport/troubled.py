"""A transport whose way to some origins is troubled: the nearest thing to a firewall where there is none."""

import threading
from collections.abc import Callable
from typing import Any

from applink_simulator.domain.errors import (
    ConnectionBroken,
    ConnectionRefused,
    NeverConnected,
    RemoteError,
    UnknownHost,
)
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.domain.urls import origin_of
from applink_simulator.domain.waiting import about_to_wait
from applink_simulator.linking.product import Transport

Trouble = Callable[[OutgoingRequest], RemoteError]
"""What becomes of a request on that way; may take its time."""


class TroubledTransport:
    """Belongs to one product; nothing of what is troubled is sent."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self._troubles: dict[str, Trouble] = {}
        self._over = threading.Event()

    def send(self, request: OutgoingRequest) -> Reply:
        if self._troubles and (trouble := self._troubles.get(origin_of(request.url))):
            raise trouble(request)
        return self._inner.send(request)

    def trouble(self, origin: str, how: str) -> None:
        """``unknown``, ``refused``, ``dropped`` or ``reset``."""
        self._troubles[origin] = getattr(self, f"_{how}")

    def mend(self) -> None:
        """Whoever still waits goes on."""
        self._troubles.clear()
        over, self._over = self._over, threading.Event()
        over.set()

    def __getattr__(self, name: str) -> Any:
        """Trust and closing are the inner one's."""
        return getattr(self._inner, name)

    def _unknown(self, request: OutgoingRequest) -> RemoteError:
        return UnknownHost(url=_where(request))

    def _refused(self, request: OutgoingRequest) -> RemoteError:
        return ConnectionRefused(url=_where(request))

    def _reset(self, request: OutgoingRequest) -> RemoteError:
        return ConnectionBroken(url=_where(request), reason="[Errno 104] Connection reset by peer")

    def _dropped(self, request: OutgoingRequest) -> RemoteError:
        about_to_wait()
        self._over.wait(request.timeout)
        return NeverConnected(url=_where(request), seconds=request.timeout)


def _where(request: OutgoingRequest) -> str:
    return request.url.partition("?")[0]

"""A transport that tells before each request and after each reply: there its product can be made to die."""

from typing import Any
from urllib.parse import urlsplit

from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.domain.points import Doing, Points
from applink_simulator.linking.product import Transport


class WatchedTransport:
    def __init__(self, inner: Transport, points: Points) -> None:
        self._inner = inner
        self._points = points

    def send(self, request: OutgoingRequest) -> Reply:
        what = f"{request.method} {urlsplit(request.url).path}"
        self._points.reach(Doing.ASKS, what)
        reply = self._inner.send(request)
        self._points.reach(Doing.HEARS, what)
        return reply

    def __getattr__(self, name: str) -> Any:
        """Trust, troubles and closing are the inner one's."""
        return getattr(self._inner, name)

"""Half of the requests must be refused: forged, replayed, stale, or signed by a stranger."""

import time

from locust import task

from applink_load.measured.run import Kind
from applink_load.profiles import direct
from applink_load.profiles.judging import Failed
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import Headers, OutgoingRequest, Reply

STALE = 3600.0
"""Seconds; the products take five minutes."""


class _Late(Clock):
    def now(self) -> float:
        return time.time() - STALE


class Load(direct.Load):
    @task(3)
    def forged(self) -> None:
        """A good signature, of another request than the one that is sent."""
        url, headers = self.signed(self._url)
        self._is_refused("forged", f"{url}&startAt=1", headers)

    @task(3)
    def replayed(self) -> None:
        url, headers = self.signed(self._url)

        def judged(reply: Reply) -> None:
            # What was never taken cannot be replayed.
            if reply.status != 200:
                raise Failed(f"answered {reply.status}")

        self.ask("read an issue", OutgoingRequest("GET", url, headers), judged)
        self._is_refused("replayed", url, headers, kind="replay accepted")

    @task(3)
    def stale(self) -> None:
        request = Signer(self.plan.consumer, self.key, _Late()).sign(OutgoingRequest("GET", self._url))
        # The only one of them for which the answer is not 401: timestamp_refused.
        self._is_refused("stale", request.url, request.headers, by=400)

    @task(3)
    def unknown_consumer(self) -> None:
        request = Signer("nobody-knows-me", self.key, Clock()).sign(OutgoingRequest("GET", self._url))
        self._is_refused("unknown consumer", request.url, request.headers)

    @property
    def _url(self) -> str:
        return f"{self.plan.jira}/rest/api/2/issue/{self.person.sees[0]}?fields=summary"

    def _is_refused(
        self, name: str, url: str, headers: Headers, *, kind: Kind = "bad request accepted", by: int = 401
    ) -> None:
        what = f"A request that had to be refused ({name})"
        self.must_be_refused(name, OutgoingRequest("GET", url, headers), what, kind, by=(by,))

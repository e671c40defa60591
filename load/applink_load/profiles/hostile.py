"""Half of the requests must be refused: forged, replayed, stale, or signed by a stranger."""

import time

from locust import task

from applink_load.measured.run import Kind
from applink_load.profiles import direct
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import Headers, OutgoingRequest

STALE = 3600.0
"""Seconds; the products take five minutes."""


class _Late(Clock):
    def now(self) -> float:
        return time.time() - STALE


class Load(direct.Load):
    @task(1)
    def forged(self) -> None:
        """A good signature, of another request than the one that is sent."""
        url, headers = self.signed(self._url)
        self.must_be_refused("forged", f"{url}&startAt=1", headers)

    @task(1)
    def replayed(self) -> None:
        url, headers = self.signed(self._url)
        with self.asked("read an issue", url, headers) as reply:
            # What was never taken cannot be replayed.
            if not reply.ok:
                reply.failure(f"answered {reply.status_code}")
                return
        self.must_be_refused("replayed", url, headers)

    @task(1)
    def stale(self) -> None:
        request = Signer(self.plan.consumer, self.key, _Late()).sign(OutgoingRequest("GET", self._url))
        # The only one of them for which the answer is not 401: timestamp_refused.
        self.must_be_refused("stale", request.url, request.headers, expected=400)

    @task(1)
    def unknown_consumer(self) -> None:
        request = Signer("nobody-knows-me", self.key, Clock()).sign(OutgoingRequest("GET", self._url))
        self.must_be_refused("unknown consumer", request.url, request.headers)

    @property
    def _url(self) -> str:
        return f"{self.plan.jira}/rest/api/2/issue/{self.person.sees[0]}?fields=summary"

    def must_be_refused(self, name: str, url: str, headers: Headers, expected: int = 401) -> None:
        with self.asked(name, url, headers) as reply:
            if reply.ok:
                kind: Kind = "replay accepted" if name == "replayed" else "leak"
                told = f"A request that had to be refused ({name}) was answered with {reply.status_code}"
                self.found(kind, name, told, reply, headers)

            elif reply.status_code == expected:
                reply.success()
            else:
                reply.failure(f"answered {reply.status_code} instead of {expected}")

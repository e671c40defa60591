"""The three loads on a served pair: unsigned, signed, and through Confluence's proxy."""

import json
import statistics
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from applink_benchmarks import generator
from applink_benchmarks.generator import Outcome
from applink_benchmarks.machine import cores
from applink_benchmarks.pair import Pair
from applink_benchmarks.problems import NoMeasurement, UsedUp
from applink_benchmarks.topologies import CLIENT
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.transport.http import HttpTransport

OPEN = "DEMO-1"
"""Anybody sees it, so that an unsigned request can be measured beside a signed one."""
CONNECTIONS = 16


@dataclass(frozen=True)
class Wanted:
    """Who asks for which issues, in turn; all of them may see all of these, and nobody else any."""

    users: Sequence[str] = ("alice", "anna")
    issues: Sequence[str] = ("SEC-1", "SEC-2")
    stranger: str = "bob"
    """Is refused each of the issues."""


@dataclass(frozen=True)
class Load:
    """One load's result with what it cost the products."""

    outcome: Outcome
    served_cpu: float
    """Microseconds of the products' CPU per request."""


class Traffic:
    def __init__(
        self, pair: Pair, client: KeyPair, folder: Path, wanted: Wanted | None = None, connections: int = CONNECTIONS
    ) -> None:
        self._pair = pair
        self._folder = folder
        self._connections = connections
        self._wanted = wanted or Wanted()
        self._signer = Signer(CLIENT, client, Clock())
        self._cookies = [("Cookie", pair.session(user, "confluence")) for user in self._wanted.users]
        self._proxy = self._pair.url("confluence") + "/plugins/servlet/applinks/proxy?"
        self._check()

    def unsigned(self, seconds: float) -> Load:
        return self._send("jira", [self._request("jira", self._issue(OPEN))], seconds, again=True)

    def signed(self, seconds: float, most: int) -> Load:
        """Each request signed just before, with a nonce of its own; there are ``most`` of them.

        Twice as many and twice again when they are used up: how fast they are answered is only known afterwards.
        """
        for _ in range(2):
            with suppress(UsedUp):
                return self._signed_once(seconds, most)
            most *= 2
        return self._signed_once(seconds, most)

    def _signed_once(self, seconds: float, most: int) -> Load:
        users, issues = cycle(self._wanted.users), cycle(self._wanted.issues)
        with ThreadPoolExecutor(cores()) as signers:
            corpus = list(signers.map(self._signed_request, islice(issues, most), users))
        return self._send("jira", corpus, seconds, again=False)

    def proxied(self, seconds: float) -> Load:
        several = max(len(self._cookies), len(self._wanted.issues))
        pairs = islice(zip(cycle(self._wanted.issues), cycle(self._cookies), strict=False), several)
        requests = [self._request("confluence", self._proxied_url(issue), cookie) for issue, cookie in pairs]
        return self._send("confluence", requests, seconds, again=True)

    def body(self) -> bytes:
        """What is answered to a signed request."""
        transport = HttpTransport()
        try:
            return transport.send(self._signed(self._wanted.issues[0], self._wanted.users[0])).body
        finally:
            transport.close()

    def searches(self, jql: str, times: int) -> float:
        """Milliseconds that the first page of a signed search takes, the median of so many."""
        took = []
        transport = HttpTransport()
        try:
            for _ in range(times):
                query = urlencode({"jql": jql, "maxResults": 20, "xoauth_requestor_id": self._wanted.users[0]})
                request = OutgoingRequest("GET", f"{self._pair.url('jira')}/rest/api/2/search?{query}", timeout=60.0)
                signed = self._signer.sign(request)
                began = time.perf_counter()
                reply = transport.send(signed)
                took.append((time.perf_counter() - began) * 1000)
                if not reply.fine or not reply.json()["issues"]:
                    raise NoMeasurement(what="Search", reason=f"{jql} was answered with {reply.status}")
        finally:
            transport.close()
        return statistics.median(took)

    def _send(self, product: str, requests: Iterable[bytes], seconds: float, *, again: bool) -> Load:
        file = self._folder / f"{product}.requests"
        before = self._pair.cpu_seconds()
        outcome = generator.send(
            self._pair.address(product),
            requests,
            file,
            seconds=seconds,
            connections=self._connections,
            again=again,
        )
        return Load(outcome, (self._pair.cpu_seconds() - before) / outcome.requests * 1e6)

    def _issue(self, key: str) -> str:
        return f"{self._pair.url('jira')}/rest/api/2/issue/{key}"

    def _request(self, product: str, url: str, *headers: tuple[str, str]) -> bytes:
        parts = urlsplit(url)
        return generator.request(f"{parts.path}?{parts.query}".rstrip("?"), self._pair.address(product), *headers)

    def _signed_request(self, issue: str, user: str) -> bytes:
        signed = self._signed(issue, user)
        return self._request("jira", signed.url, *signed.headers)

    def _signed(self, issue: str, user: str) -> OutgoingRequest:
        url = f"{self._issue(issue)}?xoauth_requestor_id={quote(user)}"
        return self._signer.sign(OutgoingRequest("GET", url))

    def _proxied_url(self, issue: str) -> str:
        path = f"/rest/api/2/issue/{issue}"
        return self._proxy + urlencode({"appId": self._pair.application_id("jira"), "path": path})

    def _check(self) -> None:
        """Each kind of request does what is claimed of it, and does not without what it needs."""
        issue, user = self._wanted.issues[0], self._wanted.users[0]
        transport = HttpTransport()
        try:
            signed = self._signed(issue, user)
            _must("a signed request", transport.send(signed), issue)
            _must_not("a request sent twice", transport.send(signed))
            _must_not(
                f"a request of {self._wanted.stranger}", transport.send(self._signed(issue, self._wanted.stranger))
            )
            _must("an unsigned request", transport.send(OutgoingRequest("GET", self._issue(OPEN))), OPEN)
            _must_not("an unsigned request", transport.send(OutgoingRequest("GET", self._issue(issue))))
            proxied = OutgoingRequest("GET", self._proxied_url(issue), (self._cookies[0],))
            _must("a proxied request", transport.send(proxied), issue)
        finally:
            transport.close()


def _must(what: str, reply: Reply, key: str) -> None:
    if not reply.fine or json.loads(reply.body).get("key") != key:
        raise NoMeasurement(what=f"For {what}", reason=f"{key} was not shown but answered with {reply.status}")


def _must_not(what: str, reply: Reply) -> None:
    if reply.fine:
        raise NoMeasurement(what=f"For {what}", reason="it should have been refused")

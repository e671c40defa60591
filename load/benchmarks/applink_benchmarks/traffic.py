"""The three loads on the served pair: unsigned, signed, and through Confluence's proxy."""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from applink_benchmarks import generator
from applink_benchmarks.generator import Outcome
from applink_benchmarks.machine import cores
from applink_benchmarks.pair import CLIENT, Pair
from applink_benchmarks.problems import NoMeasurement
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.transport.http import HttpTransport

USER = "alice"
RESTRICTED = "/rest/api/2/issue/SEC-1"
"""Nobody sees it who is not known: asked for once, it shows that signatures count."""
ISSUE = "/rest/api/2/issue/DEMO-1"
"""Anybody sees it, so that the same request can be measured with and without a signature."""


@dataclass(frozen=True)
class Load:
    """One load's result with what it cost the products."""

    outcome: Outcome
    served_cpu: float
    """Microseconds of the products' CPU per request."""


class Traffic:
    def __init__(self, pair: Pair, client: KeyPair, folder: Path, connections: int = 16) -> None:
        self._pair = pair
        self._folder = folder
        self._connections = connections
        self._signer = Signer(CLIENT, client, Clock())
        self._cookie = ("Cookie", pair.session(USER, "confluence"))
        self._proxy = self._pair.url("confluence") + "/plugins/servlet/applinks/proxy?"
        self._check()

    def unsigned(self, seconds: float) -> Load:
        return self._send("jira", [self._request("jira", self._pair.url("jira") + ISSUE)], seconds, again=True)

    def signed(self, seconds: float, most: int) -> Load:
        """Each request signed just before, with a nonce of its own; there are ``most`` of them."""
        with ThreadPoolExecutor(cores()) as signers:
            corpus = list(signers.map(self._signed_request, range(most)))
        return self._send("jira", corpus, seconds, again=False)

    def proxied(self, seconds: float) -> Load:
        requests = [self._request("confluence", self._proxied_url(ISSUE), self._cookie)]
        return self._send("confluence", requests, seconds, again=True)

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

    def _request(self, product: str, url: str, *headers: tuple[str, str]) -> bytes:
        parts = urlsplit(url)
        return generator.request(f"{parts.path}?{parts.query}".rstrip("?"), self._pair.address(product), *headers)

    def _signed_request(self, _number: int) -> bytes:
        signed = self._signed(ISSUE)
        return self._request("jira", signed.url, *signed.headers)

    def _signed(self, path: str) -> OutgoingRequest:
        url = f"{self._pair.url('jira')}{path}?xoauth_requestor_id={quote(USER)}"
        return self._signer.sign(OutgoingRequest("GET", url))

    def _proxied_url(self, path: str) -> str:
        return self._proxy + urlencode({"appId": self._pair.application_id("jira"), "path": path})

    def _check(self) -> None:
        """Each kind of request does what is claimed of it, and does not without what it needs."""
        transport = HttpTransport()
        try:
            signed = self._signed(RESTRICTED)
            _must("a signed request", transport.send(signed), "SEC-1")
            _must_not("a request sent twice", transport.send(signed))
            unsigned = self._pair.url("jira")
            _must("an unsigned request", transport.send(OutgoingRequest("GET", unsigned + ISSUE)), "DEMO-1")
            _must_not("an unsigned request", transport.send(OutgoingRequest("GET", unsigned + RESTRICTED)))
            proxied = OutgoingRequest("GET", self._proxied_url(RESTRICTED), (self._cookie,))
            _must("a proxied request", transport.send(proxied), "SEC-1")
        finally:
            transport.close()


def _must(what: str, reply: Reply, key: str) -> None:
    if not reply.fine or json.loads(reply.body).get("key") != key:
        raise NoMeasurement(what=f"For {what}", reason=f"{key} was not shown but answered with {reply.status}")


def _must_not(what: str, reply: Reply) -> None:
    if reply.fine:
        raise NoMeasurement(what=f"For {what}", reason="it should have been refused")

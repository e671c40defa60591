"""Confluence that calls Jira over a link, each with a storage of its own, put together without a topology."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from applink_simulator.authentication import signed_caller
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.content import Container, Issue
from applink_simulator.domain.links import Consumer, LinkEnd, Provider
from applink_simulator.domain.messages import IncomingRequest, OutgoingRequest
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.state import Storage
from applink_simulator.domain.tokens import Token, TokenState, UserToken
from applink_simulator.domain.users import Audience, User
from applink_simulator.linking.product import Product
from applink_simulator.products import kinds
from applink_simulator.topology.keys import key_of
from applink_simulator.transport.in_process import InProcessTransport
from applink_simulator.web.app import create_app

ALICE = User("alice", "Alice")
NOW = datetime(2026, 11, 23, tzinfo=UTC)
DEMO = Container("1", "DEMO", "Demo", Audience.of(["alice"]))
ISSUE = "/rest/api/2/issue/DEMO-1"
GRANTED = "granted"

WAYS = {
    "impersonation": (Provider.IMPERSONATION, "?xoauth_requestor_id=alice", ""),
    "two-legged": (Provider.TWO_LEGGED, "", ""),
    "per user": (Provider.OAUTH, "", GRANTED),
}
"""What is configured at the calling end, and what it adds to a request's query and takes for a token."""


class Scene:
    def __init__(self, near: Storage, far: Storage, profile: Profile = Profile.VENDOR) -> None:
        self.applications: dict[str, object] = {}
        self.transport = InProcessTransport(self.applications)
        self.confluence = self._product("confluence", near, profile)
        self.jira = self._product("jira", far, profile)
        for each in (self.confluence, self.jira):
            each.state.directory.fill([ALICE])
            self.applications[f"http://{each.name}.test"] = create_app(each)
        self.jira.state.contents.fill([DEMO], [Issue("10001", DEMO, 1, "Lamp", NOW, NOW)], [])
        self.consumer = Consumer(
            self.confluence.consumer_key,
            "Confluence",
            self.confluence.key.public.text,
            application_id=self.confluence.application_id,
            two_legged_allowed=True,
            two_legged_user="alice",
            impersonation_allowed=True,
        )
        self.jira.state.consumers.put(self.consumer)
        self.jira.state.tokens.put(
            Token(GRANTED, "s", self.consumer.key, TokenState.ACCESS, time.time(), username="alice")
        )
        link = self.jira.application_id
        self.end = LinkEnd(link, "jira", "Jira", self.jira.base_url, self.jira.base_url)
        self.confluence.state.ends.add(self.end)
        self.confluence.state.user_tokens.put(UserToken(link, "alice", GRANTED, "s", granted=True))
        self.session = self.confluence.state.sessions.open("alice")

    def _product(self, name: str, storage: Storage, profile: Profile) -> Product:
        return Product(
            name,
            kinds()[name],
            f"http://{name}.test/{name}",
            storage.state(name, "people"),
            self.transport,
            lambda: key_of(name),
            profile=profile,
        )

    def signed(self, way: str) -> IncomingRequest:
        """As it arrives at Jira."""
        _, query, token = WAYS[way]
        sent = self.confluence.signer.sign(OutgoingRequest("GET", self.jira.base_url + ISSUE + query), token)
        url, _, query = sent.url.partition("?")
        return IncomingRequest("GET", url, query, sent.headers)

    def verified(self, request: IncomingRequest) -> Caller | None:
        return signed_caller(request, self.jira.serving)

    def calls_with(self, way: str) -> None:
        self.confluence.state.ends.put(replace(self.end, providers=frozenset({WAYS[way][0]})))

    def proxied(self) -> int:
        """The status with which Alice's browser is answered when it asks Confluence for an issue of Jira."""
        query = f"appId={self.jira.application_id}&path={ISSUE}"
        cookie = f"JSESSIONID.confluence={self.session.id}"
        url = f"{self.confluence.base_url}/plugins/servlet/applinks/proxy?{query}"
        return self.transport.send(OutgoingRequest("GET", url, (("Cookie", cookie),))).status

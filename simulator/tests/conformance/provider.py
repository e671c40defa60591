"""The product under test as a stranger's application meets it: registered over HTTP, called over sockets."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from applink_simulator.domain.clock import Clock
from applink_simulator.domain.profiles import Profile
from applink_simulator.linking.product import Product
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Administrator

from .oracle import Consumer, Text, by_oauthlib
from .wire import Answer, Call, send

WHO_AM_I = "/plugins/servlet/applinks/whoami"
REQUEST_TOKEN = "/plugins/servlet/oauth/request-token"
ACCESS_TOKEN = "/plugins/servlet/oauth/access-token"
LINKS = "/rest/applinks/3.0/applicationlink"
SECRET_ISSUE = "/rest/api/2/issue/SEC-1"
"""Alice and ``integration`` may see it."""
PUBLIC_ISSUE = "/rest/api/2/issue/DEMO-1"

EXECUTING_USER = "integration"
"""Whom a two-legged request acts as."""


@dataclass
class Provider:
    """Jira, with two consumers of the tests' own that it trusts: the first one and ``other``."""

    running: RunningTopology
    consumer: Consumer
    other: Consumer
    ids: dict[str, str] = field(default_factory=dict)
    """Application id of each consumer's link."""

    @property
    def product(self) -> Product:
        return self.running.products["jira"]

    @property
    def clock(self) -> Clock:
        return self.product.clock

    @property
    def now(self) -> int:
        return int(self.clock.now())

    @property
    def is_strict(self) -> bool:
        return self.product.profile is Profile.STRICT

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.product.base_url)
        return parts.hostname or "", parts.port or 80

    def administrator(self) -> Administrator:
        return self.running.administrator("jira")

    def person(self, username: str) -> Administrator:
        """Somebody over REST with a password, administrator or not."""
        return self.running.administrator("jira", username)

    # What an administrator does.

    def link(self, consumer: Consumer, name: str) -> str:
        """A generic link for that consumer; its application id."""
        admin = self.administrator()
        url = f"http://{name}.invalid"
        entity = {"typeId": "generic", "name": name, "rpcUrl": url, "displayUrl": url}
        admin.must(admin.ask("PUT", LINKS, entity), f"linking {name}")
        self.ids[consumer.key] = next(link["id"] for link in admin.links() if link["name"] == name)
        return self.ids[consumer.key]

    def trust(
        self, consumer: Consumer, *, two_legged: bool = True, user: str | None = EXECUTING_USER, imp: bool = True
    ) -> None:
        reply = self.put_consumer(
            consumer, twoLOAllowed=two_legged, executingTwoLOUser=user, twoLOImpersonationAllowed=imp
        )
        assert reply.fine, reply.text

    def put_consumer(self, consumer: Consumer, **more: Any) -> Any:
        body = {"key": consumer.key, "name": consumer.key, "publicKey": consumer.public_key, **more}
        path = f"/rest/applinks-oauth/latest/applicationlink/{self.ids[consumer.key]}/authentication/consumer"
        return self.administrator().ask("PUT", path, body)

    # What the consumer sends.

    def call(self, path: str = WHO_AM_I, method: str = "GET", **more: Any) -> Call:
        return Call(method, self.product.base_url + path, self.address, **more)

    def at_host(self, netloc: str, call: Call) -> Call:
        """The call with another ``Host``."""
        parts = urlsplit(call.url)
        return replace(call, url=f"{parts.scheme}://{netloc}{parts.path}")

    def signed(self, path: str = WHO_AM_I, method: str = "GET", text: Text = by_oauthlib, **more: Any) -> Call:
        return self.consumer.sign(self.call(path, method, **more), text)

    def as_user(self, username: str, path: str = WHO_AM_I, method: str = "GET", **more: Any) -> Call:
        """Signed for a query that names the user to act as."""
        return self.signed(path, method, query=f"xoauth_requestor_id={username}", **more)

    def token_request(self, *, more: dict[str, Any] | None = None, **changes: str | None) -> Call:
        """A request for a request token: ``more`` of the call, and protocol parameters changed or left out."""
        usual: dict[str, str | None] = {"oauth_token": None, "oauth_callback": "oob"}
        return self.consumer.sign(self.call(REQUEST_TOKEN, "POST", **(more or {})), **(usual | changes))

    def change(self, **more: Any) -> Call:
        """Unsigned: makes the first consumer's link the primary one, as the system administrator."""
        query = "&".join(filter(None, ("xoauth_requestor_id=anna", more.pop("query", ""))))
        path = f"/rest/applinks/3.0/applicationlink/primary/{self.ids[self.consumer.key]}"
        return self.call(path, "POST", query=query, **more)

    # What comes of it.

    @property
    def remembered(self) -> tuple[object, ...]:
        """All that a request could have changed, but for nonces and the count of wrong verifiers."""
        state = self.product.state
        return (
            {end.application_id: end for end in state.ends},
            {consumer.key: consumer for consumer in state.consumers},
            {token.value: replace(token, wrong_verifiers=0) for token in state.tokens},
            set(state.sessions._sessions),
        )

    def served(self, call: Call) -> Answer:
        """The answer to a request that has to be accepted."""
        answer = send(call)
        assert answer.problem is None, f"refused: {answer.problem_parameters}"
        if "/oauth/request-token" in call.url:
            assert answer.form["oauth_token"], answer.text
        assert answer.status == 200, (answer.status, answer.text)
        return answer

    def served_as(self, username: str, call: Call) -> Answer:
        answer = self.served(call)
        assert answer.caller == username
        return answer

    def refused(self, call: Call, status: int | set[int], problem: str | None = None) -> Answer:
        """The answer to a request that must have no effect and show nothing."""
        before = self.remembered
        answer = send(call)
        self.is_refusal(answer, status, problem)
        assert self.remembered == before
        return answer

    def is_refusal(self, answer: Answer, status: int | set[int], problem: str | None) -> None:
        assert answer.status in ({status} if isinstance(status, int) else status), (answer.status, answer.text)
        assert answer.problem == problem, answer.problem_parameters
        assert answer.caller == "anonymous"
        assert not answer.every("Set-Cookie")
        if problem is None:
            assert EXECUTING_USER not in answer.text
            return
        assert answer.form == answer.problem_parameters
        bare, *detailed = (
            answer.every("WWW-Authenticate") if answer.status == 401 else ["", *answer.every("WWW-Authenticate")]
        )
        assert len(detailed) == 1
        if answer.status == 401:
            assert f'realm="{_percent(self.product.base_url)}"' in bare

    def tells_apart(
        self,
        good: Callable[[], Call],
        spoil: Callable[[Call], Call],
        status: int | set[int],
        problem: str | None = None,
    ) -> Answer:
        """Refuses the spoilt request and accepts the same one as it was.

        A strict product accepts the very same one, nonce and all: whoever spoils a message on its way does
        not use it up. One in the vendor profile has burned the nonce (Q-4) and needs another.
        """
        sound = good()
        answer = self.refused(spoil(sound), status, problem)
        self.served(sound if self.is_strict else good())
        return answer


def _percent(text: str) -> str:
    return text.replace(":", "%3A").replace("/", "%2F")

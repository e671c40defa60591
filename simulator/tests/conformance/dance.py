"""The dance at the serving end: a consumer of the tests' own asks, and a person with a browser decides."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from applink_simulator.domain.messages import FORM, Reply
from applink_simulator.domain.tokens import Token
from applink_simulator.topology.browser import Page
from applink_simulator.topology.visitor import Visitor

from .oracle import Consumer
from .provider import ACCESS_TOKEN, REQUEST_TOKEN, WHO_AM_I, Provider
from .wire import Answer, Call

AUTHORIZE = "/plugins/servlet/oauth/authorize"
CALLBACK = "http://tool.invalid/done"


@dataclass
class Dance:
    """``consumer`` wants a token of Jira's users; a person's browser is a new one each time."""

    provider: Provider
    consumer: Consumer

    def request(self, callback: str | None = CALLBACK, **changes: str | None) -> Call:
        usual: dict[str, str | None] = {"oauth_token": None, "oauth_callback": callback}
        return self.consumer.sign(self.provider.call(REQUEST_TOKEN, "POST"), **(usual | changes))

    def requested(self, callback: str | None = CALLBACK) -> str:
        """A request token's value."""
        return self.provider.served(self.request(callback)).form["oauth_token"]

    def person(self, username: str | None = "alice") -> Visitor:
        return self.provider.running.visitor(username, "jira")

    def asked(self, token: str, visitor: Visitor) -> Page:
        """The page with the question, or the page that says why there is none."""
        return visitor.open(f"{AUTHORIZE}?oauth_token={token}")

    def decides(self, token: str, button: str = "Allow", username: str = "alice") -> Reply:
        """What the product answers to the button; a redirect is not followed."""
        visitor = self.person(username)
        method, url, body = self.asked(token, visitor).filled_in(button, {})
        return visitor.browser.send(method, url, (("Content-Type", FORM),), body)

    def allowed(self, callback: str = CALLBACK, username: str = "alice") -> tuple[str, str]:
        """A request token that somebody has approved, and its verifier."""
        token = self.requested(callback)
        return token, brought_back(self.decides(token, username=username))["oauth_verifier"]

    def exchange(self, token: str | None, verifier: str | None = None, **more: str | None) -> Call:
        call = self.provider.call(ACCESS_TOKEN, "POST")
        return self.consumer.sign(call, oauth_token=token, oauth_verifier=verifier, **more)

    def exchanged(self, token: str, verifier: str | None) -> dict[str, str]:
        answer = self.provider.served(self.exchange(token, verifier))
        assert answer.form["oauth_token"]
        return answer.form

    def granted(self, username: str = "alice") -> dict[str, str]:
        """The answer with an access token that acts as that user."""
        return self.exchanged(*self.allowed(username=username))

    def use(self, token: str, path: str = WHO_AM_I, **more: Any) -> Call:
        return self.consumer.sign(self.provider.call(path, **more), oauth_token=token)

    def stored(self, token: str) -> Token:
        found = self.provider.product.state.tokens.get(token)
        assert found is not None
        return found

    def without_three_legged(self) -> None:
        """Behind HTTP's back: no level of a link is without it."""
        consumers = self.provider.product.state.consumers
        known = consumers.get(self.consumer.key)
        assert known is not None
        consumers.put(replace(known, three_legged_allowed=False))


def brought_back(reply: Reply) -> dict[str, str]:
    """What the browser carries to the consumer."""
    assert reply.status == 302, (reply.status, reply.text)
    return dict(parse_qsl(urlsplit(reply.header("Location") or "").query, keep_blank_values=True))


def spoilt(call: Call) -> Call:
    """With a signature that does not fit."""
    signature = call.get("oauth_signature")
    return call.with_protocol(oauth_signature=("B" if signature[0] == "A" else "A") + signature[1:])


def is_no_token(answer: Answer) -> bool:
    return "oauth_token" not in answer.form

"""People who allow the generator to act for them, use that, and take it back on the product's own page (3LO)."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import gevent
from locust import task
from locust.exception import RescheduleTask

from applink_load.plan import Person
from applink_load.profiles.judging import REFUSALS, Failed, Wrong, fine, issues_in
from applink_load.profiles.reader import Judged, Reader, Visit
from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.parameters import read_form
from applink_simulator.domain.messages import FORM, OutgoingRequest, Reply
from applink_simulator.topology.browser import NotOnThePage, Page
from applink_simulator.topology.visitor import EVERYTHING, REVOKE

SERVLETS = "/plugins/servlet/oauth"
ACCESS_TOKENS = f"{SERVLETS}/users/access-tokens"
CALLBACK = "http://load-generator.invalid/back"
"""Where the product sends the browser afterwards; it is read and not followed."""
DENIED_OF = 5
"""Of so many questions, one is answered with no."""
PATIENCE = 0.05
"""Seconds after which somebody looks again for a person who has nothing to do."""


class Load(Reader):
    """A person dances with one of Locust's users at a time: their page does not tell tokens of one program apart."""

    @property
    def people(self) -> tuple[Person, ...]:
        return self.plan.own_people

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.visits: dict[str, Visit] = {}

    @task
    def dance(self) -> None:
        with self._somebody() as person:
            if next(self.shared.numbers) % DENIED_OF == DENIED_OF - 1:
                self._deny(person)
            else:
                self._allow(person)

    def _allow(self, person: Person) -> None:
        token = self._request_token()
        visit, question = self._question(person, token)
        verifier = self._decide(visit, question, "Allow")
        access = self._access_token(token, verifier)
        self._search("search with the token", person, access)
        self._revoke(visit)
        self._search_after_revoking(person, access)

    def _deny(self, person: Person) -> None:
        token = self._request_token()
        visit, question = self._question(person, token)
        verifier = self._decide(visit, question, "Deny")
        request = self._asking_for_access(token, verifier)
        what = f"Access that {person.username} had denied"
        self.must_be_refused("ask for what was denied", request, what, "bad request accepted", by=(401, 403))

    @contextmanager
    def _somebody(self) -> Iterator[Person]:
        """Who has nothing to do; after a while without anybody, the next try."""
        for person in random.sample(self.people, len(self.people)):
            mine = self.shared.lock(person.username)
            if mine.acquire(blocking=False):
                try:
                    yield person
                finally:
                    mine.release()
                return
        gevent.sleep(PATIENCE)
        raise RescheduleTask

    def _request_token(self) -> str:
        url = f"{self.plan.jira}{SERVLETS}/request-token"
        reply = self.ask("get a request token", self.signer.sign_form(url, [(names.CALLBACK, CALLBACK)]), _has_token)
        return _token_in(reply)

    def _question(self, person: Person, token: str) -> tuple[Visit, Page]:
        """The page on which the product asks, as that person's browser shows it."""
        if person.username not in self.visits:
            self.visits[person.username] = Visit.of(self, person, "jira", self.plan.jira)
        visit, path = self.visits[person.username], f"{SERVLETS}/authorize?{urlencode({names.TOKEN: token})}"
        page = visit.looks("see the question", path, self._for(person, "Allow", "Deny"))
        return visit, page

    def _decide(self, visit: Visit, question: Page, button: str) -> str:
        """The verifier, which goes back with the browser."""
        method, url, body = question.filled_in(button, {})
        headers = (("Content-Type", FORM), ("Referer", question.url))
        reply = visit.sends(button.lower(), method, url, _leads_back, headers, body)
        return parse_qs(urlsplit(reply.header("Location") or "").query).get(names.VERIFIER, [""])[0]

    def _asking_for_access(self, token: str, verifier: str) -> OutgoingRequest:
        url = f"{self.plan.jira}{SERVLETS}/access-token"
        return self.signer.sign_form(url, [(names.TOKEN, token), (names.VERIFIER, verifier)])

    def _access_token(self, token: str, verifier: str) -> str:
        return _token_in(self.ask("get an access token", self._asking_for_access(token, verifier), _has_token))

    def _search(self, name: str, person: Person, token: str) -> None:
        sight = self.sight_of(person)

        def judged(reply: Reply) -> None:
            if reply.status in REFUSALS:
                raise Wrong("good request refused", f"What {person.username} had allowed was refused")
            fine(reply)
            if self.looks_closely():
                shown, is_all = issues_in(reply)
                sight.require_no_more(shown)
                self.checked(sight, reply)
                if is_all:
                    sight.require_no_less(shown, person.sees)

        self.ask(name, self._with_token(token), judged)

    def _search_after_revoking(self, person: Person, token: str) -> None:
        what = f"A request with access that {person.username} had revoked"
        request = self._with_token(token)
        self.must_be_refused("search after revoking", request, what, "bad request accepted", by=(401, 403))

    def _with_token(self, token: str) -> OutgoingRequest:
        return self.signer.sign(OutgoingRequest("GET", self.plan.jira + EVERYTHING["jira"]), token)

    def _revoke(self, visit: Visit) -> None:
        """On the page that shows people who may act for them: the newest comes first."""
        button = REVOKE + self.plan.consumer
        judged = self._for(self.plan.person(visit.username), button)
        page = visit.looks("see what has access", ACCESS_TOKENS, judged)
        method, url, body = page.filled_in(button, {})
        headers = (("Content-Type", FORM), ("Referer", page.url))
        visit.sends("revoke", method, url, fine, headers, body)

    def _for(self, person: Person, *buttons: str) -> Judged:
        """A page that was made for that person and has these buttons."""
        sight = self.sight_of(person)

        def judged(reply: Reply) -> None:
            if reply.status != 200:
                raise Failed(f"answered {reply.status}")
            if self.looks_closely():
                self.checked(sight, reply)
            page = Page("", reply)
            for button in buttons:
                try:
                    page.filled_in(button, {})
                except NotOnThePage:
                    raise Failed(f"a page without the button {button}") from None

        return judged


def _has_token(reply: Reply) -> None:
    fine(reply)
    if not _token_in(reply):
        raise Failed("an answer without a token")


def _token_in(reply: Reply) -> str:
    return dict(read_form(reply.text.strip())).get(names.TOKEN, "")


def _leads_back(reply: Reply) -> None:
    if reply.status not in (302, 303):
        raise Failed(f"answered {reply.status}")
    if not (reply.header("Location") or "").startswith(CALLBACK):
        raise Failed("the browser was sent elsewhere")

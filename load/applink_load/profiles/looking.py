"""Reading: issues one by one, all of them at once, and whom the product takes the reader for."""

import random
from collections.abc import Iterator, Sequence

from locust import task

from applink_load.offered import READING
from applink_load.plan import Person
from applink_load.profiles.corpus import Prepared
from applink_load.profiles.judging import REFUSALS, Failed, Wrong, issues_in
from applink_load.profiles.reader import Reader
from applink_simulator.domain.messages import Headers, OutgoingRequest, Reply
from applink_simulator.topology.visitor import EVERYTHING

READ, SEARCH, ASK = READING
WEIGHTS = {READ: 6, SEARCH: 2, ASK: 1}
WHO_AM_I = "/plugins/servlet/applinks/whoami"
"""Answers with a username as text, and with nothing to nobody; in every product that has application links."""


class Looking(Reader):
    abstract = True

    def prepared(self, path: str) -> tuple[str, Headers]:
        """URL and headers with which the person asks Jira for the path."""
        raise NotImplementedError

    @property
    def seen_as(self) -> Person:
        """Whom Jira has to take the reader for."""
        return self.person

    @task(WEIGHTS[READ])
    def read_an_issue(self) -> None:
        request = self.drawn(READ)
        self.look(READ, request.url, request.headers, (request.key,))

    @task(WEIGHTS[SEARCH])
    def search(self) -> None:
        request = self.drawn(SEARCH)
        self.look(SEARCH, request.url, request.headers, self.seen_as.sees)

    @task(WEIGHTS[ASK])
    def ask_who_i_am(self) -> None:
        request = self.drawn(ASK)

        def judged(reply: Reply) -> None:
            if reply.status != 200:
                raise Failed(f"answered {reply.status}")
            if self.looks_closely():
                self.measured.checked += 1
                self.measured.identified += 1
                self.sight_of(self.seen_as).require_named(reply.text.strip())

        self.ask(ASK, OutgoingRequest("GET", request.url, request.headers), judged)

    def drawn(self, name: str) -> Prepared:
        """The next of those that were signed before, whoever asks it; one made now where there is none left."""
        if self.corpus is None:
            return self.fresh(name)
        found = self.corpus.take(name)
        if found is None:
            self.measured.signed_late += 1
            return self.fresh(name)
        self.measured.presigned += 1
        self.person = found.person
        return found

    def fresh(self, name: str) -> Prepared:
        key = random.choice(self.plan.issues) if name == READ else ""  # noqa: S311
        path = {READ: f"/rest/api/2/issue/{key}?fields=summary", SEARCH: EVERYTHING["jira"], ASK: WHO_AM_I}[name]
        url, headers = self.prepared(path)
        return Prepared(name, self.person, key, url, headers)

    def beforehand(self, count: int) -> Iterator[Prepared]:
        """So many, as often of each name as they are asked."""
        for name in random.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count):  # noqa: S311
            yield self.fresh(name)

    def look(self, name: str, url: str, headers: Headers, expected: Sequence[str]) -> None:
        """Finds fault with an answer that shows too much, refuses what is theirs, or is meant for somebody else."""
        sight, asking = self.sight_of(self.seen_as), self.sight_of(self.person)

        def judged(reply: Reply) -> None:
            if reply.status in REFUSALS:
                if name == SEARCH or sight.issues.issuperset(expected):
                    what = ", ".join(expected[:5]) or "a search"
                    raise Wrong("good request refused", f"{sight.username} was refused {what}, which they may see")
                if self.looks_closely():
                    self.checked(asking, reply)
                return
            if reply.status != 200:
                raise Failed(f"answered {reply.status}")
            if not self.looks_closely():
                return
            shown, is_all = issues_in(reply)
            # What is shown weighs more than to whom the product thinks it shows it.
            sight.require_no_more(shown)
            self.checked(asking, reply)
            if is_all:
                sight.require_no_less(shown, expected)

        self.ask(name, OutgoingRequest("GET", url, headers), judged)

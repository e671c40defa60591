"""Reading: issues one by one, all of them at once, and whom the product takes the reader for."""

import random
from collections.abc import Sequence

from locust import task

from applink_load.plan import Person
from applink_load.profiles.judging import REFUSALS, Failed, Wrong, issues_in
from applink_load.profiles.reader import Reader
from applink_simulator.domain.messages import Headers, OutgoingRequest, Reply
from applink_simulator.topology.visitor import EVERYTHING

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

    @task(6)
    def read_an_issue(self) -> None:
        key = random.choice(self.plan.issues)  # noqa: S311
        url, headers = self.prepared(f"/rest/api/2/issue/{key}?fields=summary")
        self.look("read an issue", url, headers, (key,))

    @task(2)
    def search(self) -> None:
        url, headers = self.prepared(EVERYTHING["jira"])
        self.look("search", url, headers, self.seen_as.sees)

    @task(1)
    def ask_who_i_am(self) -> None:
        url, headers = self.prepared(WHO_AM_I)

        def judged(reply: Reply) -> None:
            if reply.status != 200:
                raise Failed(f"answered {reply.status}")
            if self.looks_closely():
                self.measured.checked += 1
                self.measured.identified += 1
                self.sight_of(self.seen_as).require_named(reply.text.strip())

        self.ask("ask who I am", OutgoingRequest("GET", url, headers), judged)

    def look(self, name: str, url: str, headers: Headers, expected: Sequence[str]) -> None:
        """Finds fault with an answer that shows too much, refuses what is theirs, or is meant for somebody else."""
        sight, asking = self.sight_of(self.seen_as), self.sight_of(self.person)

        def judged(reply: Reply) -> None:
            if reply.status in REFUSALS:
                if name == "search" or sight.issues.issuperset(expected):
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

"""What all profiles have in common: somebody asks, and what comes back is held against what they may see."""

import random
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from locust import FastHttpUser, constant, task
from locust.contrib.fasthttp import ResponseContextManager

from applink_load.measured.run import Finding, Kind, Measured
from applink_load.plan import Person, Plan
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import Headers, OutgoingRequest
from applink_simulator.topology.visitor import EVERYTHING

REFUSALS = (401, 403, 404)
SECRETS = re.compile(r'(oauth_signature="?|os_password=|JSESSIONID=)[^",;&\s]+')
LONGEST_TOLD = 2_000


class Reader(FastHttpUser):
    """One of Locust's users; the plan, the key and the measurement are those of the whole process."""

    abstract = True
    wait_time = constant(0)
    plan: ClassVar[Plan]
    measured: ClassVar[Measured]
    key: ClassVar[KeyPair]
    """Parsed once: that alone takes a hundred times as long as a signature's check."""

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.person: Person = random.choice(self.plan.people)  # noqa: S311
        self.signer = Signer(self.plan.consumer, self.key, Clock())

    def prepared(self, path: str) -> tuple[str, Headers]:
        """URL and headers with which the person asks Jira for the path."""
        raise NotImplementedError

    @task(3)
    def read_an_issue(self) -> None:
        key = random.choice(self.plan.issues)  # noqa: S311
        url, headers = self.prepared(f"/rest/api/2/issue/{key}?fields=summary")
        self.look("read an issue", url, headers, (key,))

    @task(1)
    def search(self) -> None:
        url, headers = self.prepared(EVERYTHING["jira"])
        self.look("search", url, headers, self.person.sees)

    def look(self, name: str, url: str, headers: Headers, expected: Sequence[str]) -> None:
        """Asks, and finds fault with an answer that shows too much or refuses what is theirs."""
        sees = frozenset(self.person.sees)
        with self.asked(name, url, headers) as reply:
            if reply.status_code in REFUSALS:
                if name == "search" or sees.issuperset(expected):
                    said = (
                        f"{self.person.username} was refused {', '.join(expected) or 'a search'}, which they may see"
                    )
                    self.found("good request refused", name, said, reply, headers)
                else:
                    reply.success()
                return
            if reply.status_code != 200:
                reply.failure(f"answered {reply.status_code}" if reply.status_code else "no answer")
                return
            if random.random() >= self.plan.checking:  # noqa: S311
                return
            self.measured.checked += 1
            try:
                shown = keys_in(reply.json())
            except (ValueError, TypeError, KeyError, AttributeError):
                reply.failure("an answer that is not the issues asked for")
                return
            if more := shown - sees:
                said = f"{self.person.username} was shown {', '.join(sorted(more))}, which they may not see"
                self.found("leak", name, said, reply, headers)
            elif less := frozenset(expected) - shown:
                said = f"{self.person.username} was not shown {', '.join(sorted(less))}, which they may see"
                self.found("good request refused", name, said, reply, headers)

    def asked(self, name: str, url: str, headers: Headers) -> ResponseContextManager:
        return self.client.get(url, name=name, headers=dict(headers), catch_response=True, allow_redirects=False)

    def found(self, kind: Kind, name: str, told: str, reply: ResponseContextManager, headers: Headers) -> None:
        asked = "\n".join(f"{header}: {value}" for header, value in headers)
        exchange = f"GET {reply.url}\n{asked}\n\n{reply.status_code}\n{(reply.text or '')[:LONGEST_TOLD]}"
        self.measured.find(Finding(kind, name, told + ".", SECRETS.sub(r"\1***", exchange)))
        reply.failure(kind)

    def signed(self, url: str) -> tuple[str, Headers]:
        request = self.signer.sign(OutgoingRequest("GET", url))
        return request.url, request.headers


def keys_in(document: Any) -> frozenset[str]:
    issues = document.get("issues", [document])
    return frozenset(issue["key"] for issue in issues)

"""What all profiles have in common: somebody asks, and what comes back is held against what they may see."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from gevent.lock import BoundedSemaphore
from locust import FastHttpUser, constant
from locust.exception import RescheduleTask

from applink_load.measured.run import Finding, Kind, Measured
from applink_load.plan import Person, Plan
from applink_load.profiles.corpus import Corpus
from applink_load.profiles.judging import Failed, Sight, Wrong, exchange, fine
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import Headers, OutgoingRequest, Reply, as_headers
from applink_simulator.products import kinds
from applink_simulator.topology.browser import Browser, Page
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import Account, LoginFailed, Visitor, signature_of

Judged = Callable[[Reply], None]
"""Raises Failed or Wrong about an answer that is not as it has to be."""
LOG_IN = "log in"
LOGIN_PATHS = frozenset(kind.login_path for kind in kinds().values())


@dataclass
class Shared:
    """What the users of one run have in common."""

    sights: dict[str, Sight] = field(default_factory=dict)
    """By username; with many issues it takes long to make one."""
    numbers: Iterator[int] = field(default_factory=count)
    _locks: dict[str, BoundedSemaphore] = field(default_factory=dict)

    def lock(self, name: str) -> BoundedSemaphore:
        """For what one at a time may do."""
        return self._locks.setdefault(name, BoundedSemaphore(1))


class Reader(FastHttpUser):
    """One of Locust's users; the plan, the key and the measurement are those of the whole process."""

    abstract = True
    wait_time = constant(0)
    plan: ClassVar[Plan]
    measured: ClassVar[Measured]
    key: ClassVar[KeyPair]
    """Parsed once: that alone takes a hundred times as long as a signature's check."""
    corpus: ClassVar[Corpus | None] = None
    """What was signed before the run, if anything was."""

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        # A browser's cookies are kept for each product by itself, which on one host a jar would not do.
        self.client.client.cookiejar = None
        # Of Locust's own objects the one that lives as long as a run.
        self.shared: Shared = vars(environment).setdefault("shared", Shared())
        self.person: Person = random.choice(self.people)  # noqa: S311
        self.signer = Signer(self.plan.consumer, self.key, Clock())

    @property
    def people(self) -> tuple[Person, ...]:
        """Of whom this user is one."""
        return self.plan.people

    def sight_of(self, person: Person) -> Sight:
        if person.username not in self.shared.sights:
            self.shared.sights[person.username] = Sight.of(person, self.plan)
        return self.shared.sights[person.username]

    def looks_closely(self) -> bool:
        """At the part of the answers that the plan says."""
        return random.random() < self.plan.checking  # noqa: S311

    def signed(self, url: str) -> tuple[str, Headers]:
        request = self.signer.sign(OutgoingRequest("GET", url))
        return request.url, request.headers

    def ask(self, name: str, request: OutgoingRequest, judged: Judged = fine) -> Reply:
        """One request of that name; after an answer that is not as it has to be, the user begins something else."""
        with self.client.request(
            request.method,
            request.url,
            name=name,
            data=request.body or None,  # type: ignore[arg-type]
            headers=dict(request.headers),
            catch_response=True,
            allow_redirects=False,
        ) as answer:
            headers = () if answer.headers is None else as_headers(answer.headers.items())
            reply = Reply(answer.status_code, headers, answer.content or b"")
            try:
                if not reply.status:
                    raise Failed("no answer")
                judged(reply)
            except Wrong as problem:
                told = Finding(problem.kind, name, f"{problem.told}.", exchange(request, reply))
                self.measured.find(told)
                answer.failure(problem.kind)
                raise RescheduleTask from problem
            except Failed as problem:
                answer.failure(str(problem))
                raise RescheduleTask from problem
            answer.success()
        return reply

    def must_be_refused(
        self, name: str, request: OutgoingRequest, what: str, kind: Kind, *, by: tuple[int, ...]
    ) -> None:
        """``what`` the request was, in words."""

        def judged(reply: Reply) -> None:
            if 200 <= reply.status < 300:
                raise Wrong(kind, f"{what} was answered with {reply.status}")
            if reply.status not in by:
                raise Failed(f"answered {reply.status} instead of {' or '.join(map(str, by))}")

        self.ask(name, request, judged)

    def checked(self, sight: Sight, reply: Reply) -> None:
        """Counts an answer that is looked at closely, and finds out for whom it was made."""
        self.measured.checked += 1
        self.measured.identified += sight.require_own(reply)


class Wire:
    """Carries a browser's requests; whoever uses it says first what the next ones are for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.name = ""
        self.judged: Judged = fine

    def send(self, request: OutgoingRequest) -> Reply:
        if request.method == "POST" and request.url.partition("?")[0].endswith(tuple(LOGIN_PATHS)):
            return self._reader.ask(LOG_IN, request, _logged_in)
        return self._reader.ask(self.name, request, self.judged)


class Visit(Visitor):
    """Somebody with a browser whose every request is measured."""

    @classmethod
    def of(cls, reader: Reader, person: Person, kind: str, url: str) -> "Visit":
        browser = Browser(Wire(reader), signature_of(person.username))
        place = Place(kind, kind, kind, url, "")
        return cls(place, browser, {url: Account(person.username, person.password)})

    def credentials(self) -> Headers:
        """What the person's browser sends with every request, the session with it."""
        self.enter()
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.browser.cookies_for(self.place.url + "/"))
        return (self.browser.agent, ("Cookie", cookies))

    def enter(self) -> None:
        try:
            self.log_in()
        except LoginFailed as problem:
            raise RescheduleTask from problem

    @property
    def username(self) -> str:
        return next(iter(self.accounts.values())).username

    def looks(self, name: str, path: str, judged: Judged = fine) -> Page:
        return Page(self.url(path), self.sends(name, "GET", path, judged))

    def sends(
        self, name: str, method: str, path: str, judged: Judged = fine, headers: Headers = (), body: bytes = b""
    ) -> Reply:
        """Without following where the answer leads."""
        wire = self.browser.transport
        assert isinstance(wire, Wire)  # noqa: S101 - says it to the type checker
        self.enter()
        wire.name, wire.judged = name, judged
        return self.browser.send(method, self.url(path), headers, body)


def _logged_in(reply: Reply) -> None:
    if reply.header("X-Seraph-LoginReason") != "OK":
        raise Failed(f"no session: answered {reply.status}")

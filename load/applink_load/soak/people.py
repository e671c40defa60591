"""Who does what all the time: readers, people who grant access, administrators, and a program."""

import random
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from applink_load.soak.answers import Answers, NotRight, WatchedTransport
from applink_load.soak.consistency import Statuses
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.browser import Browser
from applink_simulator.topology.program import Program
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import EVERYTHING, LEVELS, Administrator, Visitor, signature_of

LOOKS = 6
"""How often somebody looks before they log out."""

Sight = frozenset[str]
"""Keys of issues."""


@dataclass
class People:
    """All of one run; ``begin`` sets them to work until they are told to stop."""

    running: RunningTopology
    answers: Answers
    seed: int
    statuses: Statuses = field(default_factory=dict)
    """What the links that stay say of themselves while nothing is wrong."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _sights: dict[str | None, Sight] = field(default_factory=dict)
    """By person: which issues of the hub they see there, without any link; what links show is held against it."""

    def get_to_know(self) -> None:
        """Before anything goes wrong: who may see what, by what the hub itself shows them."""
        for username in (None, "alice", "bob", "adam", "integration"):
            reply = self.running.visitor(username, "hub").ask("GET", EVERYTHING["jira"])
            self._sights[username] = keys_in(reply)
        nobodys, bobs, alices = (self._sights[each] for each in (None, "bob", "alice"))
        if not nobodys < bobs < alices:
            raise NotRight(f"too little to tell people apart by: {self._sights}")
        self._program = Program(
            self.running.place("archive"), self._watched("archive"), self.running.clock.now, f"soak-{self.seed}"
        )
        self._program.is_registered(self.running.administrator("archive"), "archivist")

    @property
    def _tasks(self) -> Mapping[str, Callable[[random.Random], None]]:
        return {
            "alice": lambda chance: self.read(chance, "alice", "wiki", self._sights["alice"]),
            "bob": lambda chance: self.read(chance, "bob", "wiki", self._sights["bob"]),
            # Where a link acts as one account for all, what that account may see is seen.
            "petra": lambda chance: self.read(chance, "petra", "partners", self._sights["integration"]),
            "archivist": lambda chance: self.read(chance, "archivist", "archive", self._sights[None]),
            "pages": self.open_pages,
            "dance": self.dance,
            "links": self.make_and_delete,
            "status": self.look_at_status,
            "program": self.ask_as_program,
        }

    def begin(self) -> None:
        for name, task in self._tasks.items():
            thread = threading.Thread(target=self._go_on, args=(name, task), name=f"soak-{name}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, patience: float = 90.0) -> list[str]:
        """Those who have not come back by then."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=patience)
        return [thread.name for thread in self._threads if thread.is_alive()]

    def all_once(self) -> None:
        for name, task in self._tasks.items():
            task(random.Random(f"{self.seed} {name}"))  # noqa: S311

    def _go_on(self, name: str, task: Callable[[random.Random], None]) -> None:
        chance = random.Random(f"{self.seed} {name}")  # noqa: S311
        while not self._stop.is_set():
            task(chance)
            self._stop.wait(chance.uniform(0.01, 0.1))

    def read(self, chance: random.Random, username: str, through: str, sight: Sight) -> None:
        hub = self.running.place("hub")
        visitor = self._visitor(username, through, "hub")
        for _ in range(LOOKS):
            with self.answers.doing("looks through a link", frozenset((through, "hub"))):
                sees_exactly(visitor.everything_of(hub), sight)
            if self._stop.wait(chance.uniform(0.0, 0.05)):
                break
        self._leave(visitor)

    def open_pages(self, chance: random.Random) -> None:
        username, product, title, sight = chance.choice(
            (
                ("alice", "wiki", "Roadmap", self._sights["alice"]),
                ("bob", "wiki", "Roadmap", self._sights["bob"]),
                ("bob", "handbook", "Open questions", self._sights["bob"]),
                ("petra", "partners", "What we wait for", self._sights["integration"]),
            )
        )
        visitor = self._visitor(username, product, "hub")
        with self.answers.doing("opens a page with a macro", frozenset((product, "hub"))):
            reply = visitor.visit(self.running.page(product, title))
            shown = frozenset(re.findall(r'data-issue-key="([^"]+)"', reply.text))
            _no_more_than(shown, sight)
            if reply.status != 200:
                raise NotRight(f"answered {reply.status}")
            if product == "wiki" and shown != sight:
                raise NotRight(f"the macro shows {_in_words(shown)} instead of {_in_words(sight)}")
        self._leave(visitor)

    def dance(self, chance: random.Random) -> None:
        username = chance.choice(("alice", "bob", "adam"))
        hub, handbook = self.running.place("hub"), self.running.place("handbook")
        reader, owner = self._visitor(username, "handbook", "hub"), self._visitor(username, "hub", "handbook")
        with self.answers.doing("grants access and takes it back", frozenset(("handbook", "hub"))):
            # Left over from when a fault was in the way.
            if handbook.title in owner.granted_access():
                owner.revokes_access(handbook)
            reader.asks_access(hub)
            reader.press("Allow")
            sees_exactly(reader.everything_of(hub), self._sights[username])
            owner.revokes_access(handbook)
            refused = reader.everything_of(hub)
            _no_more_than(keys_in(refused), self._sights[None])
            if refused.status != 401:
                raise NotRight(f"after access was taken back, {refused.status} was answered instead of 401")
        self._leave(reader)
        self._leave(owner)

    def make_and_delete(self, chance: random.Random) -> None:
        """The one link that comes and goes; nobody else touches it."""
        with self.answers.doing("makes, changes and deletes a link", frozenset(("archive", "wiki"))):
            self._make_link(chance)
            self._delete_link()

    def make_once_more(self) -> None:
        """The same link, which stays."""
        self._make_link(random.Random(self.seed))  # noqa: S311

    def _make_link(self, chance: random.Random) -> None:
        self._delete_link()
        archive, wiki = self.running.place("archive"), self.running.place("wiki")
        here, there = self._administrator("archive", "wiki"), self._administrator("wiki", "archive")
        here.must(here.create_link(wiki, there=there, trust=True), "creating a link")
        _is_working(here.status(wiki))
        _is_working(there.status(archive))
        level = LEVELS[chance.choice(("OAuth", "OAuth with impersonation"))]
        here.must(here.set_levels(wiki, level, level), "setting levels")
        there.must(there.set_levels(archive, level, level), "setting levels")
        _is_working(here.status(wiki))
        _is_working(there.status(archive))

    def _delete_link(self) -> None:
        for name, other in (("archive", "wiki"), ("wiki", "archive")):
            administrator, remote = self._administrator(name, other), self.running.place(other)
            # One that was made while the remote could not say who it is has another id than the remote's.
            if (link := administrator.link_to(remote)) is not None:
                known = replace(remote, application_id=link["id"])
                administrator.must(administrator.delete_link(known), "deleting an end")

    def look_at_status(self, chance: random.Random) -> None:
        name, remote = chance.choice(sorted(self.statuses))
        with self.answers.doing("looks at a link's status", frozenset((name, remote))):
            status = self._administrator(name, remote).status(self.running.place(remote))
            found = None if status["working"] else status.get("error", {}).get("type")
            if found != self.statuses[name, remote]:
                raise NotRight(f"{name} says {found or 'connected'} of {remote}")

    def ask_as_program(self, _chance: random.Random) -> None:
        with self.answers.doing("asks with a program's signature", frozenset(("archive",))):
            reply = self._program.views("KEPT-1")
            if reply.status != 200:
                raise NotRight(f"answered {reply.status}: {reply.text[:200]}")

    def _visitor(self, username: str, product: str, *others: str) -> Visitor:
        browser = Browser(self._watched(product, *others), signature_of(username))
        return self.running.visitor(username, product, browser)

    def _administrator(self, product: str, *others: str) -> Administrator:
        return replace(self.running.administrator(product), transport=self._watched(product, *others))

    def _leave(self, visitor: Visitor) -> None:
        """A session that is not closed stays for ever, as in a browser that is left open."""
        for place in self.running.places:
            if visitor.browser.cookies_for(place.url + "/"):
                with self.answers.doing("logs out", frozenset((place.name,))):
                    replace(visitor, place=place).log_out()

    def _watched(self, *products: str) -> WatchedTransport:
        return WatchedTransport(self.running.transport, self.answers, frozenset(products))


def keys_in(reply: Reply) -> Sight:
    """Of the issues that a search has found; none where something else was answered."""
    try:
        found: Any = reply.json()
        return frozenset(issue["key"] for issue in found["issues"])
    except (ValueError, KeyError, TypeError):
        return frozenset()


def sees_exactly(reply: Reply, sight: Sight) -> None:
    seen = keys_in(reply)
    _no_more_than(seen, sight)
    if reply.status != 200:
        raise NotRight(f"answered {reply.status}: {reply.text[:200]}")
    if seen != sight:
        raise NotRight(f"sees {_in_words(seen)} instead of {_in_words(sight)}")


def _no_more_than(seen: Sight, sight: Sight) -> None:
    if seen - sight:
        raise NotRight(f"sees {_in_words(seen - sight)}, which they may not see", never=True)


def _is_working(status: Mapping[str, Any]) -> None:
    if not status["working"]:
        raise NotRight(f"a new link says {status.get('error')}")


def _in_words(keys: Sight) -> str:
    return ", ".join(sorted(keys)) or "nothing"

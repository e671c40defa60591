"""Administrators who make, edit, check and delete links, beside people who read.

The first of Locust's users and every tenth after it is an administrator. One of them at a time makes the link between
Confluence and Jira, with both ends and trust; the others make links of their own to applications that are none.
"""

import random
import secrets
from collections.abc import Callable
from typing import Any

from applink_load.plan import Person
from applink_load.profiles import impersonating
from applink_load.profiles.judging import Failed, Sight, Wrong, fine
from applink_load.profiles.reader import Judged, Wire
from applink_simulator.domain.identity import url_based_id
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import LEVELS, Administrator

EVERY = 10
MARK = "load-generator"
"""With which the names of all links begin that are made here."""
LINK = "the link between Confluence and Jira"


class Office:
    """An administrator at one product; every answer has to be made for them."""

    def __init__(self, load: "Load", place: Place, person: Person) -> None:
        self.place = place
        self._wire = Wire(load)
        self._administrator = Administrator(place, self._wire, person.username, person.password)
        self._load = load
        self._sight: Sight = load.sight_of(person)

    def does(self, name: str, what: Callable[[Administrator], Reply], judged: Judged = fine) -> Reply:
        def of_this_person(reply: Reply) -> None:
            if reply.status in (401, 403):
                said = f"{self._sight.username}, who administers {self.place.kind}, was refused: {name}"
                raise Wrong("good request refused", said)
            judged(reply)
            if self._load.looks_closely():
                self._load.checked(self._sight, reply)

        self._wire.name, self._wire.judged = name, of_this_person
        return what(self._administrator)

    def link_to(self, remote: Place) -> dict[str, Any] | None:
        known = _links_in(self.does("list the links", Administrator.look_at_links, _lists))
        return known.get(remote.application_id)


class Load(impersonating.Load):
    def on_start(self) -> None:
        if next(self.shared.numbers) % EVERY == 0:
            self.tasks = [type(self).look_after_links]
        self.jira = self._office("jira", self.plan.jira, self.plan.jira_id)
        if self.plan.confluence:
            self.confluence = self._office("confluence", self.plan.confluence, self.plan.confluence_id)

    def _office(self, kind: str, url: str, application_id: str) -> Office:
        person = self.plan.person(self.plan.administrators[url])
        return Office(self, Place(kind, kind, f"{MARK} {kind}", url, application_id), person)

    def look_after_links(self) -> None:
        self.jira.does("list the links", Administrator.look_at_links, _lists)
        self._try_without_the_right()
        the_link = self.shared.lock(LINK)
        # Of several generators, one has the link between the products to itself.
        if self.plan.confluence and self.plan.part == 0 and the_link.acquire(blocking=False):
            try:
                if self._is_free():
                    self._between_products()
                    return
            finally:
                the_link.release()
        self._to_an_application()

    def _between_products(self) -> None:
        """Two ends with trust; both have to say that it works, and neither may know it any more afterwards."""
        wiki, tracker = self.confluence, self.jira
        both = ((wiki, tracker), (tracker, wiki))
        account = self.plan.person(self.plan.administrators[self.plan.jira])
        there = Administrator(tracker.place, Wire(self), account.username, account.password)
        name = f"{MARK} {tracker.place.url}"
        wiki.does("make a link", lambda at: at.create_link(tracker.place, there=there, trust=True, name=name), _made)
        for level in (LEVELS["OAuth with impersonation"], LEVELS["OAuth"]):
            for office, remote in both:
                office.does("set what a link may", _setting(remote.place, level))
            for office, remote in both:
                office.does("check a link", _status(remote.place), _works)
        wiki.does("edit a link", _renaming(tracker.place, f"{name} renamed"))
        self._delete_both()
        for office, remote in both:
            office.does("check a deleted link", _status(remote.place), _is_gone)

    def _is_free(self) -> bool:
        """Whether a link can be made: what is left of a run that was cut short is deleted, what is others' stays."""
        mine, theirs = self.confluence.link_to(self.jira.place), self.jira.link_to(self.confluence.place)
        if mine is None:
            return theirs is None
        if str(mine["name"]).startswith(MARK):
            self._delete_both()
            return True
        return False

    def _delete_both(self) -> None:
        """The end whose name says that it was made here goes last: what is left over can be told by it."""
        if self.jira.link_to(self.confluence.place) is not None:
            self.jira.does("delete a link", _deleting(self.confluence.place))
        self.confluence.does("delete a link", _deleting(self.jira.place))

    def _to_an_application(self) -> None:
        remote = _nowhere()
        office = random.choice([self.jira, *([self.confluence] if self.plan.confluence else [])])  # noqa: S311
        office.does("make a link", lambda at: at.create_generic_end(remote))
        office.does("check a link", _status(remote), _is_told)
        office.does("edit a link", _renaming(remote, f"{remote.name} renamed"))
        office.does("list the links", Administrator.look_at_links, _listing(remote))
        office.does("delete a link", _deleting(remote))
        office.does("check a deleted link", _status(remote), _is_gone)

    def _try_without_the_right(self) -> None:
        others = [each for each in self.plan.people if not each.administers]
        if not others:
            return
        person = random.choice(others)  # noqa: S311
        remote = _nowhere()
        wire = Wire(self)
        wire.name = "make a link as a reader"

        def judged(reply: Reply) -> None:
            if reply.status < 300:
                said = f"{person.username}, who is no administrator, made a link"
                raise Wrong("bad request accepted", said)
            if reply.status not in (401, 403):
                raise Failed(f"answered {reply.status} instead of 401 or 403")

        wire.judged = judged
        Administrator(self.jira.place, wire, person.username, person.password).create_generic_end(remote)


def _nowhere() -> Place:
    """An application that is none, with an address of its own."""
    url = f"http://{MARK}-{secrets.token_hex(8)}.invalid"
    return Place("application", "generic", f"{MARK} {url}", url, url_based_id(url))


def _setting(remote: Place, level: dict[str, bool]) -> Callable[[Administrator], Reply]:
    return lambda at: at.set_levels(remote, level, level)


def _status(remote: Place) -> Callable[[Administrator], Reply]:
    return lambda at: at.look_at_status(remote)


def _renaming(remote: Place, name: str) -> Callable[[Administrator], Reply]:
    return lambda at: at.rename_link(remote, name)


def _deleting(remote: Place) -> Callable[[Administrator], Reply]:
    return lambda at: at.delete_link(remote)


def _document(reply: Reply) -> dict[str, Any]:
    fine(reply)
    try:
        document = reply.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Failed("an answer that is no JSON")
    return document


def _made(reply: Reply) -> None:
    """With trust at both ends: the products answer well even where that part did not work."""
    if not _document(reply).get("autoConfigurationSuccessful", True):
        raise Failed("a link was made without trust")


def _works(reply: Reply) -> None:
    document = _document(reply)
    if not document.get("working"):
        error = document.get("error") or {}
        raise Failed(f"a link that does not work: {error.get('type', 'no reason told')}")


def _is_told(reply: Reply) -> None:
    if "link" not in _document(reply):
        raise Failed("a status without its link")


def _is_gone(reply: Reply) -> None:
    if reply.status != 404:
        raise Failed(f"a deleted link was answered with {reply.status}")


def _links_in(reply: Reply) -> dict[str, dict[str, Any]]:
    """By application id."""
    try:
        return {str(each["id"]): each for each in _document(reply)["applicationLinks"]}
    except (KeyError, TypeError):
        raise Failed("an answer that is no list of links") from None


def _lists(reply: Reply) -> None:
    _links_in(reply)


def _listing(remote: Place) -> Judged:
    def judged(reply: Reply) -> None:
        if remote.application_id not in _links_in(reply):
            raise Failed("a link that was made is not listed")

    return judged

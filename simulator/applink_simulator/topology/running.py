"""A topology that runs: its products at their addresses, and the people who use them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.domain.urls import origin_of
from applink_simulator.domain.users import Audience, User
from applink_simulator.linking.product import Product, Transport
from applink_simulator.topology.browser import Browser
from applink_simulator.topology.constellation_clock import ConstellationClock
from applink_simulator.topology.control import Control
from applink_simulator.topology.crowd import Crowd
from applink_simulator.topology.file import full_version
from applink_simulator.topology.journals import Journals
from applink_simulator.topology.load import Topology
from applink_simulator.topology.mistakes import nearest
from applink_simulator.topology.people import users_of
from applink_simulator.topology.place import Place
from applink_simulator.topology.program import Program
from applink_simulator.topology.site import Cut, Site
from applink_simulator.topology.visitor import Account, Administrator, Visitor, signature_of
from applink_simulator.topology.wishes import make_links

if TYPE_CHECKING:
    from applink_simulator.topology.fronts.front import Front, StandingFront

LONGEST_WAIT = 60.0
"""Seconds for which one of a crowd waits for a page."""

BEGINNING = "beginning"
"""Name of the snapshot that a reset goes back to."""


class NoSuchName(ApplinkError):
    message = "{what} {name!r} does not exist{hint}."


class AddressTaken(ApplinkError):
    message = "{url} is the address of {name}: it has to move away first."


@dataclass
class RunningTopology:
    """What a backend hands over: everything that a scenario does to products goes through here.

    Whatever is broken here is whole again after a reset.
    """

    topology: Topology
    backend: str
    """Its name in BACKENDS."""
    site: Site = field(repr=False)
    products: Mapping[str, Product] = field(default_factory=dict, repr=False)
    """The products themselves, where they live in this process: for tests of their insides alone."""
    _fronts: "dict[str, StandingFront]" = field(default_factory=dict, repr=False)
    _honest: "dict[str, Front]" = field(default_factory=dict, repr=False)
    """What stood in front of a product, or might as well have, before something there went wrong."""
    _really: dict[str, str] = field(default_factory=dict, repr=False)
    """Base URLs of products that believe in another one."""
    _faults: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _trusted: list[str] = field(default_factory=list, repr=False)
    _newcomers: dict[tuple[str, str], User] = field(default_factory=dict, repr=False)
    """People whom the topology file does not know, by userbase and username."""
    _programs: dict[tuple[str, str | None], Program] = field(default_factory=dict, repr=False)
    _crowd: Crowd | None = field(default=None, repr=False)
    _away: bool = False
    """Somebody has moved, or something stands at an old address."""

    def __post_init__(self) -> None:
        self.controls = {name: self.site.control(name) for name in self.topology.products}
        self.clock = ConstellationClock(self.controls)
        self.journal = Journals(self.controls)
        self._homes = {name: self.site.base_url(name) for name in self.controls}
        """Base URLs as the topology has them."""
        self._places: dict[str, Place] = {}
        self._first_places: dict[str, Place] = {}
        """As they are after each reset."""

    def begin(self) -> None:
        """Furnished products are linked, and that is what a reset goes back to."""
        make_links(self)
        for control in self.controls.values():
            control.keep(BEGINNING)
        self.journal.clear()
        self._first_places = {name: self.place(name) for name in self.controls}

    @property
    def transport(self) -> Transport:
        """How people reach the products."""
        return self.site.people

    def place(self, name: str) -> Place:
        name = self._named(name)
        if name not in self._places:
            what = self.controls[name].product()
            front = self._fronts[name].place.url if name in self._fronts else ""
            self._places[name] = Place(
                name,
                what["kind"],
                what["title"],
                self._really.get(name) or what["base_url"],
                what["application_id"],
                front,
                self.site.published(name),
            )
        return self._places[name]

    def place_of(self, application_id: str) -> Place:
        """NoSuchName when no product of the topology has that id."""
        for place in self.places:
            if place.application_id == application_id:
                return place
        raise unknown("The product with the id", application_id, self.controls)

    @property
    def places(self) -> list[Place]:
        return [self.place(name) for name in self.controls]

    def control(self, product: str) -> Control:
        return self.controls[self._named(product)]

    def change(self, product: str, **changes: str) -> None:
        """As ``Control.change``: whoever asks for the product's place afterwards learns of it."""
        self.control(product).change(**changes)
        self._places.pop(self._named(product), None)

    def _named(self, name: str) -> str:
        """The product meant, whatever the case: administrators write Jira."""
        for known in self.controls:
            if known.lower() == name.lower():
                return known
        raise unknown("The product", name, self.controls)

    def person(self, username: str, product: str) -> User:
        """Somebody of the product's userbase as the topology file describes them, or who has come since."""
        entry = self.topology.products[self._named(product)]
        if (newcomer := self._newcomers.get((entry.userbase, username.lower()))) is not None:
            return newcomer
        people = users_of(self.topology.userbases[entry.userbase])
        for user in people:
            if user.name.lower() == username.lower():
                return user
        raise unknown("The user", username, [user.name for user in people])

    def hire(self, product: str, username: str) -> None:
        """Somebody new in that product's userbase, until the next reset; the password is the username."""
        person = User(username, display_name=username, password=username)
        self.control(product).put_user(username, display_name=username, password=username)
        self._newcomers[self.userbase(product), username.lower()] = person

    def rename(self, product: str, username: str, name: str) -> None:
        """Somebody of that product's userbase is called otherwise, with the password as it was, until a reset."""
        person = self.person(username, product)
        self.control(product).put_user(person.name, name=name)
        self._newcomers[self.userbase(product), name.lower()] = replace(person, name=name)

    def visitor(self, username: str | None, product: str, browser: Browser | None = None) -> Visitor:
        """Somebody at that product, with a browser of their own unless one is given; None is anybody, not logged in.

        Whoever is in a userbase can log in at every product that has it.
        """
        browser = browser or Browser(self.transport, signature_of(username))
        accounts: dict[str, Account] = {}
        if username is not None:
            account, userbase = self.account(username, product), self.userbase(product)
            same = [name for name in self.controls if self.userbase(name) == userbase]
            accounts = {self.place(name).url: account for name in same}
        return Visitor(self.place(product), browser, accounts)

    def userbase(self, product: str) -> str:
        return self.topology.products[self._named(product)].userbase

    def account(self, username: str, product: str) -> Account:
        person = self.person(username, product)
        return Account(person.name, person.password)

    def administrator(self, product: str, username: str | None = None) -> Administrator:
        """That person over REST; without a name the first system administrator of the product."""
        person = self.person(username or self.system_administrators(product)[0], product)
        return Administrator(self.place(product), self.transport, person.name, person.password)

    def system_administrators(self, product: str) -> list[str]:
        """Usernames, in order of the file."""
        entry = self.topology.products[self._named(product)]
        meant = Audience.of(entry.system_administrators)
        return [user.name for user in users_of(self.topology.userbases[entry.userbase]) if meant.includes(user)]

    def program(self, product: str, username: str | None = None) -> Program:
        """A program that an administrator of the product has registered, to act as that user or as nobody."""
        at = self.place(product), username
        if (at[0].name, username) not in self._programs:
            program = Program(at[0], self.transport, self.clock.now, username or "nobody")
            program.is_registered(self.administrator(product), username)
            self._programs[at[0].name, username] = program
        return self._programs[at[0].name, username]

    def page(self, product: str, title: str) -> str:
        """The path of a page of that title; NoSuchName without one."""
        spaces = self.topology.products[self._named(product)].spaces
        for key, space in spaces.items():
            if any(page.title == title for page in space.pages):
                return f"/display/{key}/{title.replace(' ', '+')}"
        raise unknown("The page", title, [page.title for space in spaces.values() for page in space.pages])

    def crowd(self, product: str, path: str, count: int) -> None:
        """That many people ask for the page, and again as soon as they have it, until the trouble is over."""
        url = self.place(product).url + path
        request = OutgoingRequest("GET", url, (signature_of(None),), timeout=LONGEST_WAIT)
        self._crowd = Crowd(lambda: self.transport.send(request), count)

    def home_of(self, product: str) -> str:
        """Where it was before it moved."""
        return self._homes[self._named(product)]

    def move(self, product: str, *, to: str | None = None, path: str | None = None, signpost: bool = False) -> Place:
        """The product has another base URL, a free one or the one given, and is what it was, until the next reset.

        Nothing is at the old address then, or a signpost that sends everybody on.
        """
        name = self._named(product)
        old = self.site.base_url(name)
        if to is None:
            self._rehouse(name, None, urlsplit(old).path if path is None else path)
        else:
            self._require_free(to)
            self._rehouse(name, origin_of(to), urlsplit(to).path)
        if signpost:
            self.site.put_up_signpost(old, self.site.base_url(name))
        return self.place(name)

    def _rehouse(self, name: str, origin: str | None, path: str) -> None:
        self._away = True
        self._really.pop(name, None)
        self.journal.gather(name)
        is_new = self.site.move(name, origin, path)
        self._places.pop(name, None)
        if is_new:
            self._tell_all_again(name)

    def _require_free(self, url: str) -> None:
        for name in self.controls:
            if origin_of(self.site.base_url(name)) == origin_of(url):
                raise AddressTaken(url=url, name=name)

    def _move_home(self) -> None:
        away = [name for name, home in self._homes.items() if self.site.base_url(name) != home]
        # All of them leave before one returns: it may find another at its address.
        for name in away:
            self.site.vacate(name)
        for name in away:
            self._rehouse(name, origin_of(self._homes[name]), urlsplit(self._homes[name]).path)
        self._away = False

    def switch_off(self, product: str) -> None:
        """Its process ends; what it had confirmed is there when it runs again."""
        name = self._named(product)
        self.place(name)
        self.journal.gather(name)
        self.site.switch_off(name)

    def switch_on(self, product: str) -> None:
        """It runs again, with its clock and its faults; one that runs is left alone."""
        name = self._named(product)
        if self.site.switch_on(name):
            self._tell_all_again(name)

    def _tell_all_again(self, name: str) -> None:
        """A process that has just begun knows neither the time nor what is wrong with it."""
        self.clock.tell(name)
        if name in self._fronts:
            self.change(name, told_origin=self._fronts[name].place.told_origin)
        for fault in self._faults.get(name, ()):
            self.controls[name].put_fault(fault)
        for authority in self._trusted:
            self.controls[name].change(trusted_authority=authority)

    def set_clock(self, product: str, seconds: float) -> None:
        """That product's clock is ahead of the others by that much, behind when negative."""
        self.clock.differ(self._named(product), seconds)

    def turn_clock(self, product: str, seconds: float) -> None:
        """That product's clock jumps, backwards when negative; the others' stay right."""
        self.clock.skew(self._named(product), seconds)

    def misbehave(self, product: str, fault: str) -> None:
        """From now on the fault of that name stands at the product's door, until the next reset."""
        name = self._named(product)
        self.controls[name].put_fault(fault)
        self._faults.setdefault(name, []).append(fault)

    def stand_in_front(self, product: str, front: "Front") -> None:
        """From now on other products' new links lead there, until the next reset; people go past it.

        It takes the place of the one before, at the same address but for http and https.
        """
        name = self._named(product)
        port = self._fronts[name].place.port if name in self._fronts else 0
        self._take_away(name)
        self._fronts[name] = standing = self.site.put_in_front(name, front, port)
        if standing.authority:
            self._trusted.append(standing.authority)
        self.change(name, told_origin=standing.place.told_origin)

    def spoil_front(self, product: str, front: "Front") -> None:
        """Something is wrong with what stands in front of the product, until it is told to behave.

        Where nothing stood, an honest proxy does from now on; links that led to the product lead there.
        """
        name = self._named(product)
        self._honest.setdefault(name, self._fronts[name].place.front if name in self._fronts else front.honest)
        self._stand_and_lead(name, front)

    def _stand_and_lead(self, name: str, front: "Front") -> None:
        before = self.place(name).address
        self.stand_in_front(name, front)
        address = self.place(name).address
        if address == before:
            return
        for other, control in self.controls.items():
            if other == name:
                continue
            for link in control.links():
                if link["rpc_url"] == before:
                    control.rewrite_link(link["application_id"], rpc_url=address)

    def misname(self, product: str, url: str) -> None:
        """The product believes that this is its base URL, until the next reset; it is where it was."""
        name = self._named(product)
        self._really.setdefault(name, self.place(name).url)
        self.change(name, base_url=url)

    def _take_away(self, name: str) -> None:
        if name in self._fronts:
            self._fronts.pop(name).stop()
            self.change(name, told_origin="")

    def hide_name(self, product: str, seen_by: str) -> None:
        """One product cannot resolve the other's host name, until the next reset."""
        self.site.hide_name(self._named(product), self._named(seen_by))

    def cut(self, calling: str, serving: str, how: Cut) -> None:
        """Requests of the one do not reach the other, until the next reset; the other direction works."""
        self.site.cut(self._named(calling), self._named(serving), how)

    def install(self, product: str, version: str) -> None:
        """That version of the product, with all it remembers, until the next reset."""
        place = self.place(product)
        versions = self.controls[place.name].product()["versions"]
        wanted = full_version(version, versions)
        if wanted not in versions:
            raise unknown("The version", version, versions)
        self.change(place.name, version=str(wanted))

    def rewrite_end(self, product: str, remote: str, **changes: Any) -> None:
        """As the product itself does, or somebody in its database: administrators cannot."""
        self.control(product).rewrite_link(self.place(remote).application_id, **changes)

    def behave(self) -> None:
        """Every product runs, nothing is cut off, no fault stands anywhere, and proxies are as they were at first."""
        self.end_faults()
        honest, self._honest = self._honest, {}
        for name, front in honest.items():
            self._stand_and_lead(name, front)

    def end_faults(self) -> None:
        """As ``behave``, but for proxies: for when nobody goes on."""
        self.site.mend()
        if self._crowd is not None:
            self._crowd.disperse()
            self._crowd = None
        faulty, self._faults = self._faults, {}
        for name in self.controls:
            self.switch_on(name)
        for name in faulty:
            self.controls[name].clear_faults()

    def reset(self) -> None:
        """As the topology file says, with its links, no fault, an empty journal and a clock that is right."""
        self.end_faults()
        self._honest.clear()
        for name in list(self._fronts):
            self._take_away(name)
        if self._away:
            self._move_home()
        self._trusted.clear()
        self._newcomers.clear()
        self._programs.clear()
        self._really.clear()
        for control in self.controls.values():
            control.reset(BEGINNING)
        self.clock.forget()
        self.journal.forget()
        self._places = self._first_places.copy()

    def stop(self) -> None:
        for front in self._fronts.values():
            front.stop()
        self._fronts.clear()
        self.site.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def unknown(what: str, name: str, known: object) -> NoSuchName:
    candidates = [str(each) for each in known] if hasattr(known, "__iter__") else []
    close = nearest(name, candidates)
    hint = f" (did you mean {close!r}?)" if close else f"; there are {', '.join(candidates[:20])}"
    return NoSuchName(what=what, name=name, hint=hint)

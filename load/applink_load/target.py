"""Products that run already: before they are put under load, whether they are what the topology says.

Each thing that would spoil the run is told with what to do about it, instead of as ten thousand failed requests.
"""

import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Literal
from urllib.parse import quote

from applink_load.offered import AS_ONE, NAMING, SIGNED, THROUGH
from applink_load.plan import CONSUMER, Person, Places, Readers, Wish
from applink_simulator.authentication.keys import KeyPair, read_private_key
from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.parameters import decode, is_oauth_header, read_header
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.errors import ApplinkError, RemoteError, Unreadable
from applink_simulator.domain.manifest import Manifest
from applink_simulator.domain.messages import OutgoingRequest, Reply, every_header
from applink_simulator.linking.documents.manifest import read_manifest
from applink_simulator.linking.documents.markup import read_document
from applink_simulator.linking.product import Transport
from applink_simulator.topology.browser import Browser
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import PROXY, Account, LoginFailed, Visitor, signature_of
from applink_simulator.transport.http import HttpTransport

MANIFEST = "/rest/applinks/1.0/manifest"
MYSELF = "/rest/api/2/myself"
MOST_ASKED = 20
"""People, evenly from among all: whether they exist there."""
MOST_TOLD = 5

Kind = Literal["jira", "confluence"]
OPTIONS: dict[Kind, str] = {"jira": "--target", "confluence": "--through"}


class NotReady(ApplinkError):
    """What has to be put right at the products, or in what was said about them."""


class Unreachable(NotReady):
    message = "{url} cannot be reached: {reason} Start the product, or correct {option}."


class NoProduct(NotReady):
    message = (
        "{url} answers, but not as a product with application links: {reason}. Give the product's base URL in "
        "{option}, with its context path, such as http://localhost:8080/jira."
    )


class AnotherKind(NotReady):
    message = "{url} is {name}, of the kind {found}; {option} takes a product of the kind {wanted}."


class ClocksApart(NotReady):
    message = (
        "The clock of {url} is {apart}: it refuses signed requests (timestamp_refused) that are more than five "
        "minutes off. Set both clocks, for instance with NTP. Nothing is known to be wrong with the key."
    )


class ConsumerUnknown(NotReady):
    message = (
        "{url} knows no consumer {consumer!r} (consumer_key_unknown). An administrator makes it known there: "
        "application links, incoming, with this consumer key and the public half of the private key. Or correct "
        "--consumer."
    )


class KeyWrong(NotReady):
    message = (
        "{url} knows the consumer {consumer!r} but refuses its signature (signature_invalid): the private key does "
        "not belong to the public key that it has, or a proxy in front of it changes the URL, so that another one "
        "was signed than the product sees. Its manifest says its URL is {believed}."
    )


class NotAccepted(NotReady):
    message = (
        "{url} refuses the signed request of the consumer {consumer!r} with status {answered}{problem}. Allow it "
        "two-legged OAuth (2LO){more} in the product's application links."
    )


class ActsAsAnother(NotReady):
    message = "Requests of the consumer {consumer!r} run as {found} at {url}, but {expected}. Change one of the two."


class PeopleUnknown(NotReady):
    message = (
        "{unknown} of the {asked} people of the topology who were asked about {are} not known at {url} or may not "
        "log in there, such as {who}. Create them there with their groups, or give the --topology that describes "
        "who is there. When nobody is known, see whether the consumer may impersonate (2LO with impersonation)."
    )


class CannotLogIn(NotReady):
    message = (
        "{who} cannot log in at {url} with the password of the topology. Correct the password, the base URL in "
        "--through, or let that person in; after several wrong passwords a login in a browser may be needed."
    )


class NoWayThrough(NotReady):
    message = (
        "{who} does not reach {jira} through {url}: {reason}. Link the two with {how}, and look "
        "at the link's status there, or let `applinks diagnose` tell it."
    )


@dataclass(frozen=True, slots=True)
class Target:
    """What somebody said about products that run already."""

    jira: str
    """Base URL, as given."""
    confluence: str = ""
    consumer: str = ""
    private_key: str = field(default="", repr=False)
    """As PEM."""

    def key(self) -> KeyPair:
        """Unreadable when it is none."""
        return read_private_key(self.private_key)

    def lacks_for(self, profile: str) -> str:
        """What has to be said besides for that profile; empty when all is said."""
        if profile in THROUGH and not self.confluence:
            return f"{profile} goes through a Confluence: say --through too."
        if profile in SIGNED and not (self.consumer and self.private_key):
            return f"{profile} signs its requests: say --consumer and --private-key too."
        return ""


def places_of(target: Target, readers: Readers, wish: Wish) -> Places:
    """NotReady with what has to be put right first."""
    transport = HttpTransport()
    try:
        return _Inspection(target, readers, transport).places(wish)
    finally:
        transport.close()


@dataclass(frozen=True)
class _Inspection:
    target: Target
    readers: Readers
    transport: Transport

    def places(self, wish: Wish) -> Places:
        jira, confluence = _bare(self.target.jira), _bare(self.target.confluence)
        manifest = self.manifest(jira, "jira")
        acting_as, key = self.readers.acting_as, self.target.private_key
        if wish.profile in SIGNED:
            # Who names a user in each request need not act as anybody in the others.
            if wish.profile in NAMING:
                self.require_people(jira, manifest)
            else:
                acting_as = self.account(jira, manifest)
        else:
            # Nothing is signed here; the products do.
            key = KeyPair.generate().private_pem()
        confluence_id = ""
        if confluence:
            at = self.manifest(confluence, "confluence")
            confluence_id = at.id
        if wish.profile in THROUGH:
            place = Place(confluence, "confluence", confluence, confluence, confluence_id)
            one = self.require_way_through(place, manifest, as_one=wish.profile in AS_ONE)
            acting_as = one or acting_as
        consumer = self.target.consumer or CONSUMER
        return Places(
            jira=jira,
            jira_id=manifest.id,
            confluence=confluence,
            confluence_id=confluence_id,
            private_key=key,
            acting_as=acting_as,
            consumer=consumer,
        )

    def manifest(self, url: str, kind: Kind) -> Manifest:
        option = OPTIONS[kind]
        try:
            reply = self.transport.send(OutgoingRequest("GET", url + MANIFEST))
        except RemoteError as problem:
            raise Unreachable(url=url, reason=str(problem), option=option) from None
        if 300 <= reply.status < 400:
            reason = f"it redirects to {reply.header('Location') or 'nowhere'}"
            raise NoProduct(url=url, reason=reason, option=option)
        if not reply.fine:
            raise NoProduct(url=url, reason=f"{MANIFEST} gives {reply.status}", option=option)
        try:
            found = read_manifest(read_document(reply.body, reply.content_type))
        except (Unreadable, ValueError):
            raise NoProduct(url=url, reason=f"{MANIFEST} gives no manifest", option=option) from None
        if found.type_id != kind:
            raise AnotherKind(url=url, name=found.name, found=found.type_id, wanted=kind, option=option)
        return found

    def account(self, url: str, manifest: Manifest) -> str:
        """Username as whom plain OAuth acts; with that, all that signing needs is right."""
        reply = self.signed(url + MYSELF)
        found, consumer = _name(reply), self.target.consumer
        if not found:
            raise self.refusal(reply, url, manifest)
        declared = next((each.acting_as for each in self.readers.topology.consumers if each.key == consumer), None)
        if declared and declared.lower() != found.lower():
            expected = f"the topology says {declared}"
            raise ActsAsAnother(url=url, consumer=consumer, found=found, expected=expected)
        known = {each.username.lower(): each.username for each in self.readers.people}
        if found.lower() not in known:
            expected = "the topology knows nobody of that name who may log in"
            raise ActsAsAnother(url=url, consumer=consumer, found=found, expected=expected)
        return known[found.lower()]

    def refusal(self, reply: Reply, url: str, manifest: Manifest) -> NotReady:
        told, consumer = _told(reply), self.target.consumer
        match problem := told.get("oauth_problem", ""):
            case "timestamp_refused":
                return ClocksApart(url=url, apart=_apart(reply, told))
            case "consumer_key_unknown":
                return ConsumerUnknown(url=url, consumer=consumer)
            case "signature_invalid":
                return KeyWrong(url=url, consumer=consumer, believed=manifest.url)
        word = f" ({problem})" if problem else ""
        more = " as one user who is there and may log in"
        return NotAccepted(url=url, consumer=consumer, answered=reply.status, problem=word, more=more)

    def require_people(self, url: str, manifest: Manifest) -> None:
        asked = [each.username for each in _some(self.readers.people)]
        unknown = []
        for username in asked:
            reply = self.signed(f"{url}{MYSELF}?{names.REQUESTOR}={quote(username, safe='')}")
            if "oauth_problem" in _told(reply):
                raise self.refusal(reply, url, manifest)
            if _name(reply).lower() != username.lower():
                unknown.append(username)
        if unknown:
            are = "is" if len(unknown) == 1 else "are"
            who = ", ".join(unknown[:MOST_TOLD])
            count = "None" if len(unknown) == len(asked) else len(unknown)
            raise PeopleUnknown(url=url, unknown=count, asked=len(asked), are=are, who=who)

    def require_way_through(self, confluence: Place, jira: Manifest, *, as_one: bool) -> str:
        """Username of the one as whom all of them get there, where that is what is wanted."""
        one = ""
        # One wrong password each: several of them would lock people out.
        for each in _some(self.readers.people):
            browser = Browser(self.transport, signature_of(each.username))
            account = Account(each.username, each.password)
            visitor = Visitor(confluence, browser, {confluence.url: account})
            try:
                reply = visitor.ask("GET", PROXY, appId=jira.id, path=MYSELF)
            except LoginFailed:
                raise CannotLogIn(who=each.username, url=confluence.url) from None
            except RemoteError as problem:
                raise Unreachable(url=confluence.url, reason=str(problem), option=OPTIONS["confluence"]) from None
            found = _name(reply)
            if as_one and not one and any(found == person.username for person in self.readers.people):
                one = found
            if found.lower() != (one if as_one and found else each.username).lower():
                reason = f"it is {found} there" if found else f"the answer is {reply.status}"
                how = "OAuth, acting as somebody whom the topology knows" if as_one else "OAuth with impersonation"
                raise NoWayThrough(who=each.username, jira=jira.url, url=confluence.url, reason=reason, how=how)
        return one

    @cached_property
    def signer(self) -> Signer:
        """Made once: to read a private key takes as long as a hundred signatures."""
        return Signer(self.target.consumer, self.target.key(), Clock())

    def signed(self, url: str) -> Reply:
        try:
            return self.transport.send(self.signer.sign(OutgoingRequest("GET", url)))
        except RemoteError as problem:
            raise Unreachable(url=url, reason=str(problem), option=OPTIONS["jira"]) from None


def _bare(url: str) -> str:
    return url.rstrip("/")


def _some(people: tuple[Person, ...]) -> list[Person]:
    step = -(-len(people) // MOST_ASKED)
    return list(people[::step])


def _name(reply: Reply) -> str:
    """Whose the answer of ``myself`` is; empty when it is nobody's."""
    try:
        document: Any = reply.json() if reply.status == 200 else None
    except ValueError:
        document = None
    return str(document.get("name", "")) if isinstance(document, dict) else ""


def _told(reply: Reply) -> dict[str, str]:
    """What a refusal says of itself, by name."""
    lines = every_header(reply.headers, "WWW-Authenticate")
    return {name: decode(value) for line in lines if is_oauth_header(line) for name, value in read_header(line)}


def _apart(reply: Reply, told: dict[str, str]) -> str:
    """By what the refusal says it would have taken, or by the answer's date."""
    first, _, last = told.get("oauth_acceptable_timestamps", "").partition("-")
    if first.isdigit() and last.isdigit():
        there = (int(first) + int(last)) / 2
    else:
        try:
            there = parsedate_to_datetime(reply.header("Date") or "").timestamp()
        except ValueError:
            return "another than this machine's by an amount that it does not tell"
    seconds = there - time.time()
    return f"{abs(seconds):,.0f} seconds {'ahead of' if seconds > 0 else 'behind'} this machine's"

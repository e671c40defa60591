"""Two-way creation by redirect: the browser carries the wish to the other product, and back (applinks.md 5.3).

What arrives is whatever somebody put into an address. It says where to look and what is wanted; what is believed is
what the product there says of itself, and what an administrator here confirms. The names of the parameters and the
first three words of the log are known; the way back is a guess of the reference.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import ApplinkError, BadInput, LinkBackMeant, Unreadable
from applink_simulator.domain.identity import url_based_id
from applink_simulator.domain.links import Level, LinkEnd
from applink_simulator.domain.manifest import Manifest
from applink_simulator.domain.urls import is_web_address
from applink_simulator.linking.configure import may_set, set_oauth_status
from applink_simulator.linking.create import WizardWarning, look_at
from applink_simulator.linking.ends import add_end, require_name, require_url
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import OAuthStatus

LIST = "/plugins/servlet/applinks/listApplicationLinks"
STARTED = ("inprogress.creation", "completed.creation.local", "inprogress.creation.reciprocal")
DONE = "completed.creation.reciprocal"
_LEVELS = ("UserAuth", "ServerAuth", "PreAuth")
"""Three-legged, two-legged, impersonation: the ends of the parameters' names."""
LONGEST_VALUE = 4_000


@dataclass(frozen=True, slots=True)
class LinkBack:
    """What the other product's wizard asks for, as read from an address: nothing of it is proven."""

    starting_url: str
    starting_type: str
    original_id: str
    """The application id that the asking product knows us by."""
    shared_userbase: bool
    incoming: Level
    """What our end shall take, which is what the other end sends."""
    outgoing: Level

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "LinkBack | None":
        """None when nobody asks for a link back; Unreadable when the address makes no sense."""
        if "applinkStartingUrl" not in query:
            return None
        starting_url = _unquoted(query, "applinkStartingUrl")
        if not is_web_address(starting_url):
            raise Unreadable("The address that asks for a link back names no web address to link to.")
        shared = query.get("sharedUserbase") == "true"
        return cls(
            starting_url=starting_url.rstrip("/"),
            starting_type=_unquoted(query, "applinkStartingType"),
            original_id=_unquoted(query, "applinkOriginalCreatedId").lower(),
            shared_userbase=shared,
            incoming=_level(query, "Out", shared=shared),
            outgoing=_level(query, "In", shared=shared),
        )

    def parameters(self) -> dict[str, str]:
        """As an address carries them: text in JSON's quotes, truth without."""
        levels = {f"applinkConfigIn{name}": on for name, on in _bits(self.outgoing)}
        levels |= {f"applinkConfigOut{name}": on for name, on in _bits(self.incoming)}
        return {
            "applinkStartingUrl": json.dumps(self.starting_url),
            "applinkStartingType": json.dumps(self.starting_type),
            "applinkOriginalCreatedId": json.dumps(self.original_id),
            "sharedUserbase": json.dumps(self.shared_userbase),
            **levels,
        }


def _unquoted(query: Mapping[str, str], name: str) -> str:
    text = query.get(name, "")[:LONGEST_VALUE]
    if not text.startswith('"'):
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(f"The parameter {name} is no JSON text.") from None
    return str(value)


def _level(query: Mapping[str, str], direction: str, *, shared: bool) -> Level:
    on = [query.get(f"applinkConfig{direction}{name}") for name in _LEVELS]
    if not any(on):
        return Level.IMPERSONATION if shared else Level.OAUTH
    enabled, two_legged, impersonation = (value == "true" for value in on)
    return Level.of_bits(enabled=enabled, two_legged=two_legged, impersonation=impersonation)


def _bits(level: Level) -> list[tuple[str, str]]:
    steps = (Level.THREE_LEGGED_ONLY, Level.OAUTH, Level.IMPERSONATION)
    return [(name, json.dumps(level >= step)) for name, step in zip(_LEVELS, steps, strict=True)]


@dataclass(frozen=True, slots=True)
class Made:
    """A new end; ``problem`` says why its authentication could not be set up, if it could not."""

    end: LinkEnd
    problem: ApplinkError | None = None


def create_here(
    product: Product, caller: Caller, manifest: Manifest, rpc_url: str, name: str, wanted: OAuthStatus | None
) -> Made:
    """This product's half; None wants it without authentication.

    Whoever may not set up that authentication gets no link either; if the remote does not tell what it signs with,
    the link stays without.
    """
    require_name(name)
    if wanted is not None:
        may_set(product, caller, wanted.incoming, wanted.outgoing)
    display_url = require_url(manifest.url, "displayUrl")
    end = LinkEnd(manifest.id, manifest.type_id, name, require_url(rpc_url, "rpcUrl"), display_url)
    end = add_end(product, end)
    if wanted is None:
        return Made(end)
    try:
        set_oauth_status(product, end, wanted)
    except ApplinkError as problem:
        return Made(end, problem)
    return Made(end)


def way_there(product: Product, end: LinkEnd, *, shared_userbase: bool) -> str:
    """Where the browser goes so that an administrator of the other product makes its half."""
    level = Level.IMPERSONATION if shared_userbase else Level.OAUTH
    wish = LinkBack(
        product.base_url, product.kind.type_id, end.application_id, shared_userbase, incoming=level, outgoing=level
    )
    return _address(end, wish.parameters() | {"applinkCreationStatusLog": _log(STARTED)})


def look_back(product: Product, wish: LinkBack) -> Manifest | WizardWarning | None:
    """What the asking product says of itself, after the same checks as for every address in the wizard.

    LinkBackMeant when the wish was meant for another product.
    """
    if wish.original_id not in {product.application_id, url_based_id(product.base_url)}:
        raise LinkBackMeant(title=product.title)
    return look_at(product, wish.starting_url)


def create_back(product: Product, caller: Caller, wish: LinkBack) -> Made:
    """Our half of the link, as an administrator here has confirmed it."""
    manifest = look_back(product, wish)
    if not isinstance(manifest, Manifest):
        raise BadInput(f"No application with application links answers at {wish.starting_url}.")
    wanted = OAuthStatus(wish.incoming, wish.outgoing)
    return create_here(product, caller, manifest, wish.starting_url, manifest.name, wanted)


def way_back(product: Product, made: Made) -> str:
    """Back to the product where it began, which looks for itself how the link is."""
    result = {"applinkCreatedId": json.dumps(product.application_id), "applinkCreated": "true"}
    return _address(made.end, result | {"applinkCreationStatusLog": _log((*STARTED, DONE))})


def came_back(query: Mapping[str, str]) -> str | None:
    """The id of the link that was begun here and that the other product says it has completed."""
    if query.get("applinkCreated") != "true":
        return None
    try:
        return _unquoted(query, "applinkCreatedId").lower()
    except Unreadable:
        return None


def _address(end: LinkEnd, parameters: dict[str, str]) -> str:
    return f"{end.display_url}{LIST}?{urlencode(parameters)}"


def _log(words: tuple[str, ...]) -> str:
    return json.dumps([{"status": word} for word in words], separators=(",", ":"))

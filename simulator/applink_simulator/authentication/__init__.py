"""How an end proves itself: one file per authentication type, all of them in SCHEMES."""

from applink_simulator.authentication.anonymous import Anonymous
from applink_simulator.authentication.basic import Basic
from applink_simulator.authentication.oauth import OAuth
from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.checks import Checks
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.oauth_impersonation import OAuthImpersonation
from applink_simulator.authentication.oauth_per_user import OAuthPerUser
from applink_simulator.authentication.scheme import Scheme, Serving, SignedScheme
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import ConsumerKeyUnknown, ParameterAbsent
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.messages import IncomingRequest
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.users import User

SIGNED: tuple[SignedScheme, ...] = (OAuthPerUser(), OAuthImpersonation(), OAuth())
"""In the order in which a serving end recognises them."""

CALLING: tuple[Scheme, ...] = (OAuthImpersonation(), OAuthPerUser(), OAuth(), Basic())
"""In the order in which a calling end prefers them (auth.md 3.4)."""

ANONYMOUS_SCHEME: Scheme = Anonymous()

SCHEMES: dict[str, Scheme] = {scheme.name: scheme for scheme in (*CALLING, ANONYMOUS_SCHEME)}


def scheme_for(end: LinkEnd, user: User | None) -> Scheme:
    """How this end calls its remote for that user: chosen by configuration, never by result (auth.md 3.4).

    An impersonating type wins over one user for all; and nobody logged in means an anonymous request,
    not a two-legged one (LNK-040).
    """
    if user is None:
        return ANONYMOUS_SCHEME
    configured = [scheme for scheme in CALLING if scheme.provider in end.providers]
    impersonating = [scheme for scheme in configured if scheme.impersonates]
    return next(iter(impersonating or configured), ANONYMOUS_SCHEME)


def signed_caller(request: IncomingRequest, serving: Serving) -> Caller | None:
    """Whom a signed data request acts as; None when it is not OAuth at all (auth.md 1.5)."""
    message = Message.of(request)
    if message is None or not _recognised(message, serving.profile):
        return None
    scheme = next(scheme for scheme in SIGNED if scheme.claims(message, serving.profile))
    scheme.before_signature(message, serving)
    consumer_key = message.get(names.CONSUMER_KEY) or ""
    consumer = serving.state.consumers.get(consumer_key)
    if consumer is None:
        raise ConsumerKeyUnknown(consumer_key=consumer_key)
    checks(serving).pass_or_raise(message, consumer)
    return scheme.caller(message, consumer, serving)


def checks(serving: Serving) -> Checks:
    return Checks(serving.profile, serving.guesses, serving.clock, serving.state.nonces)


def _recognised(message: Message, profile: Profile) -> bool:
    """All six names must be there; strict takes an absent token for an empty one and names what is missing (Q-5)."""
    missing = names.RECOGNISED_BY - message.first.keys()
    if profile is Profile.VENDOR or not message.in_header:
        return not missing
    if missing - {names.TOKEN}:
        raise ParameterAbsent(names=sorted(missing - {names.TOKEN}))
    return True

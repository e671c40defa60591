"""How an end proves itself: one file per authentication type, all of them in SCHEMES."""

from collections.abc import Sequence
from dataclasses import dataclass

from applink_simulator.authentication.anonymous import Anonymous
from applink_simulator.authentication.basic import Basic
from applink_simulator.authentication.oauth import OAuth
from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.checks import Checks, Claim
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.oauth_impersonation import OAuthImpersonation
from applink_simulator.authentication.oauth_per_user import OAuthPerUser
from applink_simulator.authentication.scheme import Scheme, Serving, SignedScheme
from applink_simulator.domain.admission import Admitted, Held, Nonce
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import ApplinkError, ConsumerKeyUnknown, ParameterAbsent
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
    signatory = message.get(names.CONSUMER_KEY) or "", message.get(names.TOKEN) or ""
    held = serving.state.held(*signatory, latest=False)
    while True:
        asking = _Asking(message, scheme, serving, held)
        try:
            return asking.caller()
        except _OutOfDate:
            held = serving.state.held(*signatory, latest=True)
        except ApplinkError:
            # Who is refused by what was remembered may be good by what is held now.
            if held.just_read or asking.admitted is not None:
                raise
            remembered, held = held, serving.state.held(*signatory, latest=True)
            if held.written == remembered.written:
                raise


class _OutOfDate(Exception):
    """What was remembered of whoever signed is not so any more, and nothing has been claimed."""


@dataclass(slots=True)
class _Asking:
    """One look at a message, by what is held of whoever signed it."""

    message: Message
    scheme: SignedScheme
    serving: Serving
    held: Held
    admitted: Admitted | None = None

    def caller(self) -> Caller:
        self.scheme.before_signature(self.message, self.held, self.serving)
        consumer = self.held.consumer
        if consumer is None:
            raise ConsumerKeyUnknown(consumer_key=self.message.get(names.CONSUMER_KEY) or "")
        checks(self.serving, self._claim).pass_or_raise(self.message, consumer)
        assert self.admitted is not None  # noqa: S101 - a message passes no checks without its nonces
        return self.scheme.caller(self.message, consumer, self.admitted, self.serving)

    def _claim(self, nonces: Sequence[Nonce], now: float) -> bool:
        username = self.scheme.username(self.message, self.held, self.serving.profile)
        self.admitted = self.serving.state.admit(self.held, nonces, now, username)
        if self.admitted is None:
            raise _OutOfDate
        return self.admitted.nonces_are_new


def checks(serving: Serving, claim: Claim) -> Checks:
    return Checks(serving.profile, serving.guesses, serving.clock, claim)


def _recognised(message: Message, profile: Profile) -> bool:
    """All six names must be there; strict takes an absent token for an empty one and names what is missing (Q-5)."""
    missing = names.RECOGNISED_BY - message.first.keys()
    if profile is Profile.VENDOR or not message.in_header:
        return not missing
    if missing - {names.TOKEN}:
        raise ParameterAbsent(names=sorted(missing - {names.TOKEN}))
    return True

"""What an authentication type has to be able to do, at the calling end and at the serving end."""

from dataclasses import dataclass
from typing import ClassVar, NoReturn, Protocol

from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.admission import Admitted, Held
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.errors import BareRefusal, PermissionDenied
from applink_simulator.domain.links import Consumer, LinkEnd, Provider
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.domain.profiles import Guesses, Profile
from applink_simulator.domain.state import State
from applink_simulator.domain.tokens import UserToken
from applink_simulator.domain.users import User


@dataclass(frozen=True, slots=True)
class Serving:
    """The product that is being called, as far as authentication needs to know it."""

    state: State
    profile: Profile
    guesses: Guesses
    clock: Clock

    def refuse(self, reason: str) -> NoReturn:
        """Without a problem word in the vendor profile, with one in the strict (Q-9)."""
        if self.profile is Profile.VENDOR:
            raise BareRefusal(reason=reason)
        refused = PermissionDenied()
        refused.explanation = reason
        raise refused

    def user(self, username: str, way: str, consumer: Consumer, admitted: Admitted) -> Caller:
        """The user of that name as the caller; one who is unknown is nobody (vendor) or refused (strict, Q-11)."""
        user = admitted.user
        if user is None:
            if self.profile is Profile.STRICT:
                self.refuse(f"No user is called {username!r} here.")
            return Caller(None, way, consumer.key)
        if not admitted.rights.may_log_in(user):
            self.refuse(f"The user {user.name} may not log in here.")
        return Caller(user, way, consumer.key)


@dataclass(frozen=True, slots=True)
class Calling:
    """The product that is calling: its signature and its end of the link."""

    signer: Signer
    end: LinkEnd
    authorisation_url: str = ""
    """Where the logged-in user can get himself a token for the remote, if the authentication type needs one."""
    token: UserToken | None = None
    """Likewise, what he holds already."""


class Scheme(Protocol):
    """One authentication type."""

    name: ClassVar[str]
    provider: ClassVar[Provider | None]
    """What must be configured at the calling end; None needs nothing."""
    impersonates: ClassVar[bool]
    """Acts as the logged-in user rather than as one user for all."""

    def sign(self, request: OutgoingRequest, calling: Calling, user: User | None) -> OutgoingRequest: ...


class SignedScheme(Scheme, Protocol):
    """An authentication type that travels as an OAuth message."""

    def claims(self, message: Message, profile: Profile) -> bool:
        """Whether the message is of this type; the first type in the table that says yes has it."""

    def before_signature(self, message: Message, held: Held, serving: Serving) -> None:
        """What the products check before they look at the signature (auth.md 1.4)."""

    def username(self, message: Message, held: Held, profile: Profile) -> str:
        """Of the user whom the message would act as; empty for nobody."""

    def caller(self, message: Message, consumer: Consumer, admitted: Admitted, serving: Serving) -> Caller:
        """Whom a message with a good signature acts as; that user has been looked up."""

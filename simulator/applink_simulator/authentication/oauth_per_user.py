"""OAuth per user: with the token that this user was granted at the serving product (three-legged)."""

from typing import ClassVar

from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.scheme import Calling, Serving
from applink_simulator.domain.admission import Admitted, Held
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import (
    CredentialsRequired,
    LoginRequired,
    PermissionDenied,
    TokenExpired,
    TokenRejected,
)
from applink_simulator.domain.links import Consumer, Provider
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.tokens import TokenState
from applink_simulator.domain.users import User

ACCESS_TOKEN_LIFETIME = 5 * 365 * 24 * 3600
"""Seconds (auth.md 1.6)."""


class OAuthPerUser:
    """Sound across userbases: each user has shown at the other product who he is there."""

    name: ClassVar = "oauth-per-user"
    provider: ClassVar[Provider | None] = Provider.OAUTH
    impersonates: ClassVar = True

    def sign(self, request: OutgoingRequest, calling: Calling, user: User | None) -> OutgoingRequest:
        if user is None:
            raise LoginRequired
        token = calling.token
        if token is None or not token.granted:
            # None is held before the dance, which a person starts at this address (auth.md 2).
            raise CredentialsRequired(url=calling.end.rpc_url, authorisation_url=calling.authorisation_url)
        return calling.signer.sign(request, token.value)

    def claims(self, message: Message, profile: Profile) -> bool:
        return bool(message.get(names.TOKEN))

    def before_signature(self, message: Message, held: Held, serving: Serving) -> None:
        token = held.token
        if token is None or token.state is not TokenState.ACCESS:
            raise TokenRejected
        if token.consumer_key != message.get(names.CONSUMER_KEY):
            raise TokenRejected
        if serving.clock.now() >= token.created + ACCESS_TOKEN_LIFETIME:
            raise TokenExpired

    def username(self, message: Message, held: Held, profile: Profile) -> str:
        return (held.token and held.token.username) or ""

    def caller(self, message: Message, consumer: Consumer, admitted: Admitted, serving: Serving) -> Caller:
        if not consumer.three_legged_allowed:
            raise PermissionDenied
        user = admitted.user
        if user is None or not admitted.rights.may_log_in(user):
            serving.refuse("The user who granted the token may not log in.")
        return Caller(user, self.name, consumer.key)

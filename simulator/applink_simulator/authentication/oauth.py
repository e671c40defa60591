"""Plain OAuth: always the user that the serving end has pre-configured, whoever is logged in (two-legged)."""

from typing import ClassVar

from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.scheme import Calling, Serving
from applink_simulator.domain.admission import Admitted, Held
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.links import Consumer, Provider
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.users import User


class OAuth:
    """Needs no shared userbase: nobody's name crosses the link."""

    name: ClassVar = "oauth"
    provider: ClassVar[Provider | None] = Provider.TWO_LEGGED
    impersonates: ClassVar = False

    def sign(self, request: OutgoingRequest, calling: Calling, user: User | None) -> OutgoingRequest:
        return calling.signer.sign(request)

    def claims(self, message: Message, profile: Profile) -> bool:
        return not message.get(names.TOKEN)

    def before_signature(self, message: Message, held: Held, serving: Serving) -> None:
        pass

    def username(self, message: Message, held: Held, profile: Profile) -> str:
        return (held.consumer and held.consumer.two_legged_user) or ""

    def caller(self, message: Message, consumer: Consumer, admitted: Admitted, serving: Serving) -> Caller:
        if not consumer.two_legged_allowed:
            serving.refuse("Two-legged requests are not allowed on this link.")
        if not consumer.two_legged_user:
            return Caller(None, self.name, consumer.key)
        return serving.user(consumer.two_legged_user, self.name, consumer, admitted)

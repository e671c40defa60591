"""OAuth with impersonation: acts as the logged-in user; only sound when both products share a userbase."""

from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote

from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.scheme import Calling, Serving
from applink_simulator.domain.admission import Admitted, Held
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import LoginRequired
from applink_simulator.domain.links import Consumer, Provider
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.users import User


class OAuthImpersonation:
    """The username travels in the query, signed; the serving end looks it up in its own userbase."""

    name: ClassVar = "oauth-impersonation"
    provider: ClassVar[Provider | None] = Provider.IMPERSONATION
    impersonates: ClassVar = True

    def sign(self, request: OutgoingRequest, calling: Calling, user: User | None) -> OutgoingRequest:
        if user is None:
            raise LoginRequired
        mark = "&" if "?" in request.url else "?"
        url = f"{request.url}{mark}{names.REQUESTOR}={quote(user.name, safe='')}"
        return calling.signer.sign(replace(request, url=url))

    def claims(self, message: Message, profile: Profile) -> bool:
        return not message.get(names.TOKEN) and _requestor(message, profile) is not None

    def before_signature(self, message: Message, held: Held, serving: Serving) -> None:
        pass

    def username(self, message: Message, held: Held, profile: Profile) -> str:
        return _requestor(message, profile) or ""

    def caller(self, message: Message, consumer: Consumer, admitted: Admitted, serving: Serving) -> Caller:
        # No falling back to the pre-configured user: he may see what this one may not (LNK-011).
        if not consumer.impersonation_allowed:
            serving.refuse("Impersonation is not allowed on this link.")
        username = _requestor(message, serving.profile) or ""
        return serving.user(username, self.name, consumer, admitted)


def _requestor(message: Message, profile: Profile) -> str | None:
    """The username asked for; the vendor's products also take ``user_id`` for one (Q-10)."""
    username = message.asked(names.REQUESTOR)
    if username is None and profile is Profile.VENDOR:
        username = message.asked(names.REQUESTOR_ALIAS)
    return username

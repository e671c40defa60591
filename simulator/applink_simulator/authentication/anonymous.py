"""No authentication: only what everybody may see."""

from typing import ClassVar

from applink_simulator.authentication.scheme import Calling
from applink_simulator.domain.links import Provider
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.domain.users import User


class Anonymous:
    """Says nothing of who is calling."""

    name: ClassVar = "anonymous"
    provider: ClassVar[Provider | None] = None
    impersonates: ClassVar = False

    def sign(self, request: OutgoingRequest, calling: Calling, user: User | None) -> OutgoingRequest:
        return request

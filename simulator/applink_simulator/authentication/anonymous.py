"""No authentication: only what everybody may see."""

from applink_simulator.authentication.scheme import Calling
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.domain.users import User


class Anonymous:
    """Says nothing of who is calling."""

    name = "anonymous"
    provider = None
    impersonates = False

    def sign(self, request: OutgoingRequest, calling: Calling, user: User | None) -> OutgoingRequest:
        return request

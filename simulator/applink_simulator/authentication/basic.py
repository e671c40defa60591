"""Basic access: one stored user name and password, whoever is logged in; discouraged (auth.md 5.2)."""

import base64
import binascii
from typing import ClassVar

from applink_simulator.authentication.scheme import Calling
from applink_simulator.domain.errors import WrongPassword
from applink_simulator.domain.links import Provider
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.domain.users import User


class Basic:
    """Sends the link's account with every request."""

    name: ClassVar = "basic"
    provider: ClassVar[Provider | None] = Provider.BASIC
    impersonates: ClassVar = False

    def sign(self, request: OutgoingRequest, calling: Calling, user: User | None) -> OutgoingRequest:
        account = calling.end.basic_account
        if account is None:
            return request
        return request.with_headers(("Authorization", basic_header(account.username, account.password)))


def basic_header(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def read_basic_header(authorization: str) -> tuple[str, str] | None:
    """User name and password; None for another scheme, WrongPassword when it cannot be read."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        username, colon, password = base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise WrongPassword from None
    if not colon:
        raise WrongPassword
    return username, password

"""Whether somebody may change the remote's half of something, asked before it is tried (applinks.md 5.7 and 6)."""

from dataclasses import dataclass
from enum import Enum

from applink_simulator.domain.errors import ApplinkError, CredentialsRequired
from applink_simulator.domain.links import LinkEnd, Provider
from applink_simulator.domain.users import User
from applink_simulator.linking.documents.markup import XML, read_document
from applink_simulator.linking.product import Product
from applink_simulator.linking.proxy import Across, send_across

RESOURCES = "/rest/applinks/1.0/permission"


class Code(Enum):
    """What may be the matter; the value is the word on the wire."""

    ALLOWED = "ALLOWED"
    MISSING = "MISSING"
    """There is no such half."""
    NO_PERMISSION = "NO_PERMISSION"
    """Known there, and without the right."""
    NO_AUTHENTICATION = "NO_AUTHENTICATION"
    """Nobody, there."""
    CREDENTIALS_REQUIRED = "CREDENTIALS_REQUIRED"
    """No token yet."""
    AUTHENTICATION_FAILED = "AUTHENTICATION_FAILED"
    NO_CONNECTION = "NO_CONNECTION"
    """No answer, or none that makes sense."""


SAID = frozenset({Code.ALLOWED, Code.MISSING, Code.NO_PERMISSION, Code.NO_AUTHENTICATION})
"""What a remote can say; the others are what comes of asking."""
UNAUTHENTICATED = frozenset({Code.NO_AUTHENTICATION, Code.CREDENTIALS_REQUIRED, Code.AUTHENTICATION_FAILED})


@dataclass(frozen=True, slots=True)
class Permission:
    """What came of asking the remote; ``url`` is where the user can authenticate, if that might help."""

    code: Code
    url: str | None = None


def ask_remote(product: Product, end: LinkEnd, user: User | None, what: str) -> Permission:
    """In the way in which it would be done; a remote that is slow is not waited for for ever."""
    code = _code_there(product, end, user, what)
    may_help = code in UNAUTHENTICATED and Provider.OAUTH in end.providers
    return Permission(code, product.authorisation_url(end) if may_help else None)


def _code_there(product: Product, end: LinkEnd, user: User | None, what: str) -> Code:
    across = Across(f"{RESOURCES}/{what}", headers=(("Accept", XML),), timeout=product.patience)
    try:
        reply = send_across(product, end, user, across)
        if reply.status == 401:
            return Code.AUTHENTICATION_FAILED
        if reply.status != 200:
            return Code.NO_CONNECTION
        said = Code(read_document(reply.body, reply.content_type).get("code"))
        return said if said in SAID else Code.NO_CONNECTION
    except CredentialsRequired:
        return Code.CREDENTIALS_REQUIRED
    except (ApplinkError, ValueError):
        return Code.NO_CONNECTION

"""How faithful a product is: to the vendor or to the standards, and what it does where nobody is certain."""

from dataclasses import dataclass
from enum import Enum


class Profile(Enum):
    """``vendor`` reproduces the quirks Q-1 to Q-19 of auth.md 8; ``strict`` obeys the standards."""

    VENDOR = "vendor"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Guesses:
    """What the references leave open, each a switch; the default is the better supported reading."""

    hidden_issue: str = "revealed"
    """A Jira issue one may not see: ``revealed`` (403, anonymous 401; products.md 2) or ``hidden`` (404)."""
    server_info_needs_login: bool = False
    """Anonymous ``serverInfo``: 200 on most Jiras, 401 on the Jira 11 SDK image (products.md 13)."""
    unreadable_signature_crashes: bool = False
    """A signature of wrong length or bad Base64: ``signature_invalid``, or 500 at the vendor's (auth.md 10)."""
    unknown_link_crashes: bool = False
    """``GET applicationlink/{id}`` for an unknown id: 500 by reading (applinks.md 9), or a clean 404."""
    credentials_in_query_suffice: bool = False
    """``al_username``/``al_password`` alone on REST; the rest framework may answer 401 first (applinks.md 3.0)."""
    blocked_hosts: bool = False
    """The wizard refuses loopback addresses as a 9.x product does; off here, where everything is on loopback."""
    version_conflict_is_bad_request: bool = False
    """A Confluence page saved with the wrong version: 409, or 400 on some versions (products.md 4)."""
    nobody_may_ask_for_permission: bool = False
    """A remote that asks as nobody whether a link may be deleted: 401, or NO_AUTHENTICATION (applinks.md 5.7)."""

"""Each numbered step of the protocol at which a product can die, and what both ends are then left with.

A row holds for its own point and for all later ones of that product until the next row: the table says of every
point what is left. Sections are those of the notes on the protocol (applinks.md, auth.md). Nothing of the simulator
but the words for its points is used here.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from applink_simulator.domain.points import Doing

NEAR, FAR = "confluence", "jira"
"""Where it begins, and the other one."""
STORES, CONFIRMS, ASKS, HEARS, ANSWERS = Doing.STORES, Doing.CONFIRMS, Doing.ASKS, Doing.HEARS, Doing.ANSWERS


@dataclass(frozen=True)
class Left:
    """How both ends can be: what each has of the link, and what its status says of it."""

    near: frozenset[str]
    far: frozenset[str]
    near_says: str | None
    """None where there is no link, ``CONNECTED`` where nothing is wrong."""
    far_says: str | None


def left(near: str, far: str, near_says: str | None, far_says: str | None) -> Left:
    return Left(_words(near), _words(far), near_says, far_says)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(",") if word.strip())


@dataclass(frozen=True)
class KillPoint:
    action: str
    section: str
    step: str
    at: str
    doing: Doing
    what: str
    """With ``*`` for anything."""
    leaves: str
    """The name of one of the states that the action goes through."""
    nth: int = 1
    """Which of several such points."""

    def fits(self, doing: str, what: str) -> bool:
        return self.doing == doing and fnmatchcase(what, self.what)


BARE = "link, takes nothing, sends nothing"
OAUTH = "link, takes oauth, sends oauth"
LIKE_USERS = "link, takes impersonation, sends impersonation"
ONE_SIDED = "NO_REMOTE_APPLINK"
MISMATCH = "AUTH_LEVEL_MISMATCH"
OFF = "DISABLED"
WHOLE = "CONNECTED"

STATES: dict[str, dict[str, Left]] = {
    "one-way creation": {
        "nothing": left("", "", None, None),
        # The remote gave no manifest, so its link goes by its address (applinks.md 2.5).
        "one-way by its address": left("link by its address, takes nothing, sends nothing", "", ONE_SIDED, None),
        "one-way": left(BARE, "", ONE_SIDED, None),
    },
    "two-way creation by credentials": {
        "nothing": left("", "", None, None),
        "the far end alone": left("", BARE, None, ONE_SIDED),
        "both, bare": left(BARE, BARE, OFF, OFF),
        "near by address": left("link by its address, takes nothing, sends nothing", BARE, OFF, OFF),
        "near configured": left(OAUTH, BARE, MISMATCH, MISMATCH),
        "whole": left(OAUTH, OAUTH, WHOLE, WHOLE),
    },
    "two-way creation by redirect": {
        "nothing": left("", "", None, None),
        "near, bare": left(BARE, "", ONE_SIDED, None),
        "near configured": left(OAUTH, "", ONE_SIDED, None),
        "both, far bare": left(OAUTH, BARE, MISMATCH, MISMATCH),
        "whole": left(OAUTH, OAUTH, WHOLE, WHOLE),
    },
    "configuring authentication": {
        "both, bare": left(BARE, BARE, OFF, OFF),
        "near configured": left(OAUTH, BARE, MISMATCH, MISMATCH),
        "whole": left(OAUTH, OAUTH, WHOLE, WHOLE),
    },
    "dance": {
        "nothing": left(OAUTH, OAUTH, WHOLE, WHOLE),
        "asked for": left(OAUTH, f"{OAUTH}, nobody requested", WHOLE, WHOLE),
        "begun": left(f"{OAUTH}, alice has begun", f"{OAUTH}, nobody requested", WHOLE, WHOLE),
        "allowed": left(f"{OAUTH}, alice has begun", f"{OAUTH}, alice approved", WHOLE, WHOLE),
        # What she granted is on her list there; here it is not known, so she is asked again.
        "granted, not known here": left(f"{OAUTH}, alice has begun", f"{OAUTH}, alice access", WHOLE, WHOLE),
        "granted": left(f"{OAUTH}, alice holds a token", f"{OAUTH}, alice access", WHOLE, WHOLE),
    },
    "relocation": {
        "lost": left(f"{OAUTH}, old address", OAUTH, "CONNECTION_REFUSED", WHOLE),
        "found": left(OAUTH, OAUTH, WHOLE, WHOLE),
    },
    "deletion of one end": {
        "whole": left(
            f"{OAUTH}, primary, alice access, alice holds a token, DOC–DEMO",
            f"{OAUTH}, alice access, alice holds a token, DEMO–DOC",
            WHOLE,
            WHOLE,
        ),
        # Another link of the type is primary now, and nothing of this one is left.
        "one-sided": left("", f"{OAUTH}, alice access, alice holds a token, DEMO–DOC", None, ONE_SIDED),
    },
    "deletion of both ends": {
        "whole": left(f"{LIKE_USERS}, DOC–DEMO", f"{LIKE_USERS}, DEMO–DOC", WHOLE, WHOLE),
        "the near end alone": left(f"{LIKE_USERS}, DOC–DEMO", "", ONE_SIDED, None),
        "nothing": left("", "", None, None),
    },
    "project link with its other half": {
        "none": left(LIKE_USERS, LIKE_USERS, WHOLE, WHOLE),
        "the far half alone": left(LIKE_USERS, f"{LIKE_USERS}, DEMO–DOC", WHOLE, WHOLE),
        "both halves": left(f"{LIKE_USERS}, DOC–DEMO", f"{LIKE_USERS}, DEMO–DOC", WHOLE, WHOLE),
    },
    "project link taken away at both": {
        "both halves": left(f"{LIKE_USERS}, DOC–DEMO", f"{LIKE_USERS}, DEMO–DOC", WHOLE, WHOLE),
        "the near half alone": left(f"{LIKE_USERS}, DOC–DEMO", LIKE_USERS, WHOLE, WHOLE),
        "none": left(LIKE_USERS, LIKE_USERS, WHOLE, WHOLE),
    },
}
"""What an action goes through: the first is how it finds both ends, the last how it leaves them when nobody dies.

Each of the others is a one-sided state that the protocol knows.
"""


Row = tuple[str, str, str, Doing, str, str] | tuple[str, str, str, Doing, str, str, int]


def _of(action: str, *rows: Row) -> tuple[KillPoint, ...]:
    return tuple(KillPoint(action, *row) for row in rows)


LINK_FORM = "POST */applicationlinkForm/createAppLink"
MANIFEST = "GET */rest/applinks/1.0/manifest"
CONSUMER = "GET */plugins/servlet/oauth/consumer-info"
LIST = "GET *listApplicationLinks"

KILL_POINTS: tuple[KillPoint, ...] = (
    *_of(
        "one-way creation",
        ("5.2", "looks at the address", NEAR, ASKS, MANIFEST, "nothing"),
        ("5.2", "is looked at", FAR, ANSWERS, MANIFEST, "nothing"),
        ("5.2", "shows what is there", NEAR, ANSWERS, "GET */applicationlinkForm/manifest", "nothing"),
        ("5.2", "asks once more who that is", NEAR, ASKS, MANIFEST, "nothing", 2),
        ("5.2", "says who it is", FAR, ANSWERS, MANIFEST, "one-way by its address", 2),
        ("5.2", "stores its link", NEAR, STORES, "ends.add", "nothing"),
        ("5.2", "confirms its link", NEAR, CONFIRMS, "*", "nothing"),
        ("5.2", "tells the administrator", NEAR, ANSWERS, LINK_FORM, "one-way"),
    ),
    *_of(
        "two-way creation by credentials",
        ("5.4 1", "asks whether that is an administrator", NEAR, ASKS, "GET */authenticationinfo", "nothing"),
        ("5.4 1", "says that it is one", FAR, ANSWERS, "GET */authenticationinfo", "nothing"),
        ("5.4 2", "asks for the link back", NEAR, ASKS, "PUT */rest/applinks/1.0/applicationlink/*", "nothing"),
        ("5.4 2", "stores the link back", FAR, STORES, "ends.add", "nothing"),
        ("5.4 2", "confirms the link back", FAR, CONFIRMS, "*", "nothing"),
        ("5.4 2", "tells of the link back", FAR, ANSWERS, "PUT */applicationlink/*", "the far end alone"),
        ("5.4 2", "hears of the link back", NEAR, HEARS, "PUT */applicationlink/*", "the far end alone"),
        ("5.4 3", "asks who that is", NEAR, ASKS, MANIFEST, "the far end alone"),
        ("5.4 3", "says who it is", FAR, ANSWERS, MANIFEST, "near by address"),
        ("5.4 3", "stores its link", NEAR, STORES, "ends.add", "the far end alone"),
        ("5.4 3", "confirms its link", NEAR, CONFIRMS, "*", "the far end alone"),
        ("5.4 4", "asks what the other can do", NEAR, ASKS, "GET */capabilities", "both, bare"),
        ("5.4 4", "says what it can do", FAR, ANSWERS, "GET */capabilities", "both, bare"),
        ("5.4 4", "asks for the key", NEAR, ASKS, CONSUMER, "both, bare"),
        ("5.4 4", "tells its key", FAR, ANSWERS, CONSUMER, "both, bare"),
        ("5.4 4", "stores whom it trusts", NEAR, STORES, "consumers.put", "both, bare"),
        ("5.4 4", "stores how it calls", NEAR, STORES, "ends.put", "both, bare"),
        ("5.4 4", "confirms its authentication", NEAR, CONFIRMS, "*", "both, bare", 2),
        ("5.4 4", "asks for authentication there", NEAR, ASKS, "PUT */oauth", "near configured"),
        ("5.4 4", "asks for the key in turn", FAR, ASKS, CONSUMER, "near configured"),
        ("5.4 4", "tells its key in turn", NEAR, ANSWERS, CONSUMER, "near configured"),
        ("5.4 4", "stores whom it trusts", FAR, STORES, "consumers.put", "near configured"),
        ("5.4 4", "stores how it calls", FAR, STORES, "ends.put", "near configured"),
        ("5.4 4", "confirms its authentication", FAR, CONFIRMS, "*", "near configured", 2),
        ("5.4 4", "tells of its authentication", FAR, ANSWERS, "PUT */oauth", "whole"),
        ("5.4 4", "hears of authentication there", NEAR, HEARS, "PUT */oauth", "whole"),
        ("5.4", "tells the administrator", NEAR, ANSWERS, LINK_FORM, "whole"),
    ),
    *_of(
        "two-way creation by redirect",
        ("5.3 1", "looks at the address", NEAR, ASKS, MANIFEST, "nothing"),
        ("5.3 1", "is looked at", FAR, ANSWERS, MANIFEST, "nothing"),
        ("5.3 2", "stores its link", NEAR, STORES, "ends.add", "nothing"),
        ("5.3 2", "confirms its link", NEAR, CONFIRMS, "*", "nothing"),
        ("5.3 3", "asks for the key", NEAR, ASKS, CONSUMER, "near, bare"),
        ("5.3 3", "tells its key", FAR, ANSWERS, CONSUMER, "near, bare"),
        ("5.3 3", "stores whom it trusts", NEAR, STORES, "consumers.put", "near, bare"),
        ("5.3 3", "stores how it calls", NEAR, STORES, "ends.put", "near, bare"),
        ("5.3 3", "confirms its authentication", NEAR, CONFIRMS, "*", "near, bare", 2),
        ("5.3 4", "sends the browser on", NEAR, ANSWERS, "POST */applinks/create/confirm", "near configured"),
        ("5.3 4", "lets the administrator in", FAR, STORES, "sessions.open", "near configured"),
        ("5.3 5", "looks at who asks", FAR, ASKS, MANIFEST, "near configured"),
        ("5.3 5", "asks for confirmation", FAR, ANSWERS, LIST, "near configured"),
        ("5.3 5", "stores its link", FAR, STORES, "ends.add", "near configured"),
        ("5.3 5", "confirms its link", FAR, CONFIRMS, "*", "near configured"),
        ("5.3 5", "asks for the key in turn", FAR, ASKS, CONSUMER, "both, far bare"),
        ("5.3 5", "tells its key in turn", NEAR, ANSWERS, CONSUMER, "both, far bare"),
        ("5.3 5", "stores whom it trusts", FAR, STORES, "consumers.put", "both, far bare"),
        ("5.3 5", "stores how it calls", FAR, STORES, "ends.put", "both, far bare"),
        ("5.3 5", "confirms its authentication", FAR, CONFIRMS, "*", "both, far bare", 2),
        ("5.3 6", "sends the browser back", FAR, ANSWERS, "POST */applinks/linkBack", "whole"),
        ("5.3 6", "looks how the link is", NEAR, ASKS, MANIFEST, "whole", 3),
        ("5.3 6", "shows the result", NEAR, ANSWERS, LIST, "whole"),
    ),
    *_of(
        "configuring authentication",
        ("3.4, 5.4 4", "asks for the key", NEAR, ASKS, CONSUMER, "both, bare"),
        ("3.4, 5.4 4", "tells its key", FAR, ANSWERS, CONSUMER, "both, bare"),
        ("3.4, 5.4 4", "stores whom it trusts", NEAR, STORES, "consumers.put", "both, bare"),
        ("3.4, 5.4 4", "stores how it calls", NEAR, STORES, "ends.put", "both, bare"),
        ("3.4, 5.4 4", "confirms both", NEAR, CONFIRMS, "*", "both, bare"),
        ("3.4, 5.4 4", "tells the administrator", NEAR, ANSWERS, "PUT */oauth", "near configured"),
        ("3.4, 5.4 4", "asks for the key in turn", FAR, ASKS, CONSUMER, "near configured"),
        ("3.4, 5.4 4", "tells its key in turn", NEAR, ANSWERS, CONSUMER, "near configured"),
        ("3.4, 5.4 4", "stores whom it trusts", FAR, STORES, "consumers.put", "near configured"),
        ("3.4, 5.4 4", "stores how it calls", FAR, STORES, "ends.put", "near configured"),
        ("3.4, 5.4 4", "confirms both", FAR, CONFIRMS, "*", "near configured"),
        ("3.4, 5.4 4", "tells the administrator", FAR, ANSWERS, "PUT */oauth", "whole"),
    ),
    *_of(
        "dance",
        ("auth.md 2", "asks for a request token", NEAR, ASKS, "POST */request-token", "nothing"),
        ("auth.md 1.4", "notes that the request was seen", FAR, STORES, "nonces.claim", "nothing"),
        ("auth.md 1.6", "stores the request token", FAR, STORES, "tokens.put", "nothing"),
        ("auth.md 1.6", "hands it out", FAR, ANSWERS, "POST */request-token", "asked for"),
        ("auth.md 2", "hears of it", NEAR, HEARS, "POST */request-token", "asked for"),
        ("auth.md 2", "stores it for the user", NEAR, STORES, "user_tokens.put", "asked for"),
        ("auth.md 2", "sends the browser there", NEAR, ANSWERS, "GET */login-dance/authorize", "begun"),
        ("auth.md 1.7", "asks the user", FAR, ANSWERS, "GET */oauth/authorize", "begun"),
        ("auth.md 1.7", "stores that she allows it", FAR, STORES, "tokens.swap", "begun"),
        ("auth.md 1.7", "sends the browser back", FAR, ANSWERS, "POST */oauth/authorize", "allowed"),
        ("auth.md 2", "asks for the access token", NEAR, ASKS, "POST */access-token", "allowed"),
        ("auth.md 1.4", "notes that the request was seen", FAR, STORES, "nonces.claim", "allowed", 3),
        ("auth.md 1.6", "stores the access token", FAR, STORES, "tokens.swap", "allowed", 2),
        ("auth.md 1.6", "hands it out", FAR, ANSWERS, "POST */access-token", "granted, not known here"),
        ("auth.md 2", "hears of it", NEAR, HEARS, "POST */access-token", "granted, not known here"),
        ("auth.md 2", "stores it for the user", NEAR, STORES, "user_tokens.swap", "granted, not known here"),
        ("auth.md 2", "tells the user", NEAR, ANSWERS, "GET */login-dance/access", "granted"),
    ),
    *_of(
        "relocation",
        ("5.6", "looks whether anybody is there", NEAR, ASKS, "GET /jira", "lost"),
        ("5.6", "is looked at", FAR, ANSWERS, "GET /jira", "lost"),
        ("5.6", "asks who that is", NEAR, ASKS, MANIFEST, "lost"),
        # The page was there and the manifest is not: that passes, as with a remote that has none.
        ("5.6", "says who it is", FAR, ANSWERS, MANIFEST, "found"),
        ("5.6", "stores the new address", NEAR, STORES, "ends.swap", "lost"),
        ("5.6", "tells the administrator", NEAR, ANSWERS, "POST */relocateApplicationlink/*", "found"),
    ),
    *_of(
        "deletion of one end",
        ("5.7", "removes links of projects", NEAR, STORES, "project_links.remove_of_link", "whole"),
        ("5.7", "removes tokens", NEAR, STORES, "tokens.remove_of_consumer", "whole"),
        ("5.7", "removes the consumer", NEAR, STORES, "consumers.remove", "whole"),
        ("5.7", "removes tokens for the remote", NEAR, STORES, "user_tokens.remove_of_link", "whole"),
        ("5.7", "removes the link", NEAR, STORES, "ends.remove", "whole"),
        ("5.7", "chooses another primary link", NEAR, STORES, "ends.swap", "whole"),
        ("5.7", "confirms all of it", NEAR, CONFIRMS, "*", "whole"),
        ("5.7", "tells the administrator", NEAR, ANSWERS, "DELETE */applicationlink/*", "one-sided"),
    ),
    *_of(
        "deletion of both ends",
        ("5.7", "asks what is allowed there", NEAR, ASKS, "GET */permission/delete-application/*", "whole"),
        ("5.7", "says that it is allowed", FAR, ANSWERS, "GET */permission/delete-application/*", "whole"),
        ("5.7", "tells that to the administrator", NEAR, ANSWERS, "GET */permission/*", "whole"),
        ("5.7", "asks for deletion there", NEAR, ASKS, "DELETE *", "whole"),
        ("5.7", "removes links of projects", FAR, STORES, "project_links.remove_of_link", "whole"),
        ("5.7", "removes the consumer", FAR, STORES, "consumers.remove", "whole"),
        ("5.7", "removes the link", FAR, STORES, "ends.remove", "whole"),
        ("5.7", "confirms all of it", FAR, CONFIRMS, "*", "whole"),
        ("5.7", "tells that it is deleted", FAR, ANSWERS, "DELETE *", "the near end alone"),
        ("5.7", "hears that it is deleted", NEAR, HEARS, "DELETE *", "the near end alone"),
        ("5.7", "removes its own link", NEAR, STORES, "ends.remove", "the near end alone"),
        ("5.7", "confirms all of it", NEAR, CONFIRMS, "*", "the near end alone"),
        ("5.7", "tells the administrator", NEAR, ANSWERS, "DELETE *", "nothing"),
    ),
    *_of(
        "project link with its other half",
        ("6", "asks for the other half", NEAR, ASKS, "PUT */entitylink/*", "none"),
        ("6", "stores its half", FAR, STORES, "project_links.put", "none"),
        ("6", "confirms its half", FAR, CONFIRMS, "*", "none"),
        ("6", "tells of its half", FAR, ANSWERS, "PUT */entitylink/*", "the far half alone"),
        ("6", "hears of the other half", NEAR, HEARS, "PUT */entitylink/*", "the far half alone"),
        ("6", "stores its own half", NEAR, STORES, "project_links.put", "the far half alone"),
        ("6", "confirms its own half", NEAR, CONFIRMS, "*", "the far half alone"),
        ("6", "tells the administrator", NEAR, ANSWERS, "PUT */entitylink/*", "both halves"),
    ),
    *_of(
        "project link taken away at both",
        ("6", "asks to remove the other half", NEAR, ASKS, "DELETE */entitylink/*", "both halves"),
        ("6", "removes its half", FAR, STORES, "project_links.remove", "both halves"),
        ("6", "confirms that", FAR, CONFIRMS, "*", "both halves"),
        ("6", "tells that it is removed", FAR, ANSWERS, "DELETE */entitylink/*", "the near half alone"),
        ("6", "hears that it is removed", NEAR, HEARS, "DELETE */entitylink/*", "the near half alone"),
        ("6", "removes its own half", NEAR, STORES, "project_links.remove", "the near half alone"),
        ("6", "confirms that", NEAR, CONFIRMS, "*", "the near half alone"),
        ("6", "tells the administrator", NEAR, ANSWERS, "DELETE */entitylink/*", "none"),
    ),
)

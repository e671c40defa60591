"""An answer held against what the person who asked may see; nothing of Locust, so that it can be tried without."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from applink_load.measured.run import Kind
from applink_load.plan import Person, Plan
from applink_simulator.domain.messages import Headers, OutgoingRequest, Reply

REFUSALS = (401, 403, 404)
REFUSALS_OF_PAGES = (302, *REFUSALS)
"""Pages lead whoever may not see them to the login."""
LONGEST_TOLD = 2_000
SECRETS = re.compile(
    r"((?:oauth_(?:signature|token|token_secret|verifier|session_handle)|os_password|webSudoPassword|atl_token"
    r"|JSESSIONID[^=;\s]*|[A-Z]+SESSIONID|atl\.xsrf\.token|crowd\.token_key)=\"?"
    r"|name=\"(?:atl_token|oauth_token)\" value=\"|id=\"verifier\">|Authorization: (?:Basic|Bearer) )"
    r"[^\",;&\s<]+",
    re.IGNORECASE,
)
SECRETS_IN_JSON = re.compile(r'("password": ?")(?:[^"\\]|\\.)*')
KEYS_ON_A_PAGE = re.compile(r'data-(?:issue|jira)-key="([^"]+)"')
"""Of the issues that a macro shows."""
ISSUE_TITLE = re.compile(r"<title>\s*\[([A-Z][A-Z0-9_]*-\d+)\]")
"""Of the page of an issue, in Jira."""


class Failed(Exception):
    """An answer that is not what was asked for; who sees what has nothing to do with it."""


class Wrong(Failed):
    """An answer that fails the run, however fast it came."""

    def __init__(self, kind: Kind, told: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.told = told
        """One sentence without its full stop."""


@dataclass(frozen=True)
class Sight:
    """What one person may see, by the topology."""

    username: str
    issues: frozenset[str]
    pages: frozenset[str]
    _issues_known: frozenset[str]
    _hidden_projects: tuple[str, ...]

    @classmethod
    def of(cls, person: Person, plan: Plan) -> "Sight":
        hidden = tuple(f"{key}-" for key in plan.projects if key not in person.projects)
        return cls(person.username, frozenset(person.sees), frozenset(person.reads), frozenset(plan.issues), hidden)

    def require_no_more(self, shown: Iterable[str]) -> None:
        """A new issue, of which the topology knows nothing, is as hidden as its project."""
        more = [key for key in frozenset(shown) - self.issues if self._is_hidden(key)]
        if more:
            raise Wrong("leak", f"{self.username} was shown {', '.join(sorted(more))}, which they may not see")

    def require_no_less(self, shown: Iterable[str], expected: Iterable[str]) -> None:
        if less := frozenset(expected) - frozenset(shown):
            said = f"{self.username} was not shown {', '.join(sorted(less))}, which they may see"
            raise Wrong("good request refused", said)

    def require_own(self, reply: Reply) -> bool:
        """Whether the answer tells for whom it was made, which then is this person."""
        user = effective_user(reply)
        if user is None:
            return False
        self.require_named(user)
        return True

    def require_named(self, user: str) -> None:
        if user.lower() != self.username.lower():
            said = f"{self.username} asked, and was answered as {user or 'nobody (anonymous)'}"
            raise Wrong("wrong user", said)

    def _is_hidden(self, key: str) -> bool:
        return key in self._issues_known or key.startswith(self._hidden_projects)


def effective_user(reply: Reply) -> str | None:
    """As the answer's header says; empty for nobody, None where the product does not say (Confluence may not)."""
    told = reply.header("X-AUSERNAME")
    if told is None:
        return None
    return "" if told == "anonymous" else unquote(told)


def fine(reply: Reply) -> None:
    if not 200 <= reply.status < 400:
        raise Failed(f"answered {reply.status}")


def issues_in(reply: Reply) -> tuple[frozenset[str], bool]:
    """Keys of the issue, or of those found, and whether that is all of them."""
    try:
        document: Any = reply.json()
        issues = document.get("issues", [document])
        keys = frozenset(str(issue["key"]) for issue in issues)
        return keys, len(keys) >= int(document.get("total", len(keys)))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Failed("an answer that is not the issues asked for") from None


def exchange(request: OutgoingRequest, reply: Reply) -> str:
    """Both as text, without what could be used to do the same."""
    asked = _told(f"{request.method} {request.url}", request.headers, request.body.decode("utf-8", "replace"))
    return masked(f"{asked}\n\n{_told(str(reply.status), reply.headers, reply.text)}")


def masked(text: str) -> str:
    return SECRETS_IN_JSON.sub(r"\1***", SECRETS.sub(r"\1***", text))


def _told(first: str, headers: Headers, body: str) -> str:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    return "\n".join(lines) + (f"\n\n{body[:LONGEST_TOLD]}" if body else "")

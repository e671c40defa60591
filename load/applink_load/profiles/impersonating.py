"""Signed requests that each name one of many users (2LO with impersonation)."""

import random
from urllib.parse import quote

from applink_load.profiles.looking import Looking
from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.domain.messages import Headers


class Load(Looking):
    def prepared(self, path: str) -> tuple[str, Headers]:
        self.person = random.choice(self.plan.people)  # noqa: S311
        mark = "&" if "?" in path else "?"
        return self.signed(f"{self.plan.jira}{path}{mark}{names.REQUESTOR}={quote(self.person.username, safe='')}")

"""Signed requests that all act as the one pre-configured user (2LO)."""

from typing import Any

from applink_load.profiles.reader import Reader
from applink_simulator.domain.messages import Headers


class Load(Reader):
    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.person = self.plan.account

    def prepared(self, path: str) -> tuple[str, Headers]:
        return self.signed(self.plan.jira + path)

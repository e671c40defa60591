"""Signed requests that all act as the one pre-configured user (2LO)."""

from applink_load.plan import Person
from applink_load.profiles.looking import Looking
from applink_simulator.domain.messages import Headers


class Load(Looking):
    @property
    def people(self) -> tuple[Person, ...]:
        return (self.plan.account,)

    def prepared(self, path: str) -> tuple[str, Headers]:
        return self.signed(self.plan.jira + path)

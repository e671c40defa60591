"""The same people over a link that acts as one account for all: what that account sees is what everybody sees."""

from applink_load.plan import Person
from applink_load.profiles import proxied


class Load(proxied.Load):
    @property
    def seen_as(self) -> Person:
        return self.plan.account

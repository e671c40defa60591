"""The links that a topology file wishes for, made as its administrators would make them: over REST."""

from typing import Any, Protocol

from applink_simulator.domain.links import Provider
from applink_simulator.topology.file import Authentication, Link
from applink_simulator.topology.load import Topology
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import Administrator

SENDS: dict[Authentication, tuple[Provider, ...]] = {
    Authentication.NONE: (),
    # Two-legged alone: a three-legged provider beside it would win for everybody who is logged in (auth.md 3.4).
    Authentication.OAUTH: (Provider.TWO_LEGGED,),
    Authentication.OAUTH_PER_USER: (Provider.OAUTH, Provider.TWO_LEGGED),
    Authentication.OAUTH_IMPERSONATION: (Provider.IMPERSONATION, Provider.OAUTH, Provider.TWO_LEGGED),
}
"""How the calling end proves itself for each kind of link; what may be refused comes first."""


class Stage(Protocol):
    """Where links are made."""

    topology: Topology

    def place(self, name: str) -> Place: ...

    def administrator(self, product: str, username: str | None = None) -> Administrator: ...

    def rewrite_end(self, product: str, remote: str, **changes: Any) -> None: ...


def make_links(stage: Stage) -> None:
    for link in stage.topology.links:
        make_link(stage, link)


def make_link(stage: Stage, link: Link) -> None:
    """The ends first, then trust and authentication in each direction there is."""
    near, far = stage.administrator(link.from_), stage.administrator(link.to)
    near.must(near.create_end(far.place), f"creating the link to {link.to}")
    has_two_ends = link.two_way or link.authentication is not Authentication.NONE
    if has_two_ends:
        far.must(far.create_end(near.place), f"creating the link to {link.from_}")
    connect(near, far, link.authentication, link.acting_as_at(link.to))
    if link.two_way:
        connect(far, near, link.authentication, link.acting_as_at(link.from_))
    if link.system:
        stage.rewrite_end(link.from_, link.to, system=True)
    if link.system and has_two_ends:
        stage.rewrite_end(link.to, link.from_, system=True)


def connect(
    calling: Administrator, serving: Administrator, authentication: Authentication, acting_as: str | None = None
) -> None:
    """One direction: the serving end trusts, the calling end signs. Both ends exist already."""
    if authentication is Authentication.NONE:
        return
    impersonation = authentication is Authentication.OAUTH_IMPERSONATION
    trusted = serving.trust(calling.place, acting_as=acting_as, impersonation=impersonation)
    serving.must(trusted, f"trusting {calling.place.name}")
    for reply in calling.authenticate_with(serving.place, *SENDS[authentication]):
        calling.must(reply, f"authenticating at {serving.place.name}")

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
    _create_end(near, stage.place(link.to))
    if _has_two_ends(link):
        _create_end(far, stage.place(link.from_))
    connect(near, far, link.authentication, link.acting_as_at(link.to))
    if link.two_way:
        connect(far, near, link.authentication, link.acting_as_at(link.from_))
    if link.system:
        _make_system(stage, link)


def complete_link(stage: Stage, link: Link) -> bool:
    """Makes what is missing of it, if it is only there in part; False when there was nothing to do.

    What somebody has set otherwise than the file says stays: only a direction without any authentication gets some.
    """
    near, far = stage.administrator(link.from_), stage.administrator(link.to)
    missing = [(near, stage.place(link.to))] if near.link_to(stage.place(link.to)) is None else []
    if _has_two_ends(link) and far.link_to(stage.place(link.from_)) is None:
        missing.append((far, stage.place(link.from_)))
    for administrator, remote in missing:
        _create_end(administrator, remote)
    made = bool(missing)
    for calling, serving in ((near, far), (far, near)) if link.two_way else ((near, far),):
        if link.authentication is not Authentication.NONE and not _authenticates(calling, serving):
            connect(calling, serving, link.authentication, link.acting_as_at(serving.place.name))
            made = True
    if made and link.system:
        _make_system(stage, link)
    return made


def _has_two_ends(link: Link) -> bool:
    return link.two_way or link.authentication is not Authentication.NONE


def _create_end(at: Administrator, remote: Place) -> None:
    at.must(at.create_end(remote), f"creating the link to {remote.name}")


def _make_system(stage: Stage, link: Link) -> None:
    stage.rewrite_end(link.from_, link.to, system=True)
    if _has_two_ends(link):
        stage.rewrite_end(link.to, link.from_, system=True)


def _authenticates(calling: Administrator, serving: Administrator) -> bool:
    """Whether the calling end signs and the serving one trusts, in whatever way."""
    signs, trusts = calling.levels(serving.place)["outgoing"], serving.levels(calling.place)["incoming"]
    return any(signs.values()) and any(trusts.values())


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

"""Two products in processes of their own, as an administrator and the tests behind their backs see them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from applink_simulator.domain.errors import RemoteError
from applink_simulator.domain.identity import default_application_id
from applink_simulator.topology.backends.processes.site import ProcessSite
from applink_simulator.topology.browser import NotOnThePage
from applink_simulator.topology.place import Place
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Administrator, Refused, Visitor

from .kill_points import FAR, NEAR, Left

ADMINISTRATOR, USER = "anna", "alice"
OAUTH = {"enabled": True, "twoLoEnabled": True, "twoLoImpersonationEnabled": False}
LIKE_USERS = OAUTH | {"twoLoImpersonationEnabled": True}
SPACE, PROJECT = "DOC", "DEMO"
THIRD = "tracker"
PATIENCE = 10.0
"""Seconds that a process which is being killed may take to be gone."""
CONTAINERS = {NEAR: SPACE, FAR: PROJECT}


@dataclass
class Scene:
    running: RunningTopology

    @property
    def site(self) -> ProcessSite:
        assert isinstance(self.running.site, ProcessSite)
        return self.running.site

    @property
    def near(self) -> Administrator:
        return self.running.administrator(NEAR, ADMINISTRATOR)

    @property
    def far(self) -> Administrator:
        return self.running.administrator(FAR, ADMINISTRATOR)

    def person(self, username: str, at: str) -> Visitor:
        """With a browser that nobody has used yet."""
        return self.running.visitor(username, at)

    @property
    def places(self) -> tuple[Place, Place]:
        return self.running.place(NEAR), self.running.place(FAR)

    def keep(self, name: str) -> None:
        for product in (NEAR, FAR):
            self.running.control(product).keep(name)

    def go_back(self, name: str) -> None:
        for product in (NEAR, FAR):
            self.running.control(product).reset(name)
        self.running.journal.forget()

    def left(self) -> Left:
        """How both ends are now, behind the products' backs, and what each says of its link."""
        near, far = self.places
        return Left(
            self.words_of(NEAR, far), self.words_of(FAR, near), self.says(self.near, far), self.says(self.far, near)
        )

    def words_of(self, product: str, remote: Place) -> frozenset[str]:
        control, administrator = self.running.control(product), self.running.administrator(product, ADMINISTRATOR)
        words: list[str] = []
        links = [link for link in control.links() if link["application_id"] != default_application_id(THIRD)]
        others = [link for link in control.links() if link["application_id"] == default_application_id(THIRD)]
        for link in links:
            words.append("link" if link["application_id"] == remote.application_id else "link by its address")
            words.append(f"takes {link['incoming'] or 'nothing'}")
            words.append(f"sends {link['outgoing'].replace('disabled', 'nothing')}")
            if link["rpc_url"] != remote.url:
                words.append("old address")
            if others and link["primary"]:
                words.append("primary")
        if others and sum(link["primary"] for link in links + others if link["type_id"] == "jira") != 1:
            words.append("not exactly one primary")
        words += [f"{token['username'] or 'nobody'} {token['state']}" for token in control.tokens()]
        for token in control.held_tokens(remote.application_id):
            words.append(f"{token['username']} {'holds a token' if token['granted'] else 'has begun'}")
        projects = administrator.must(administrator.project_links(CONTAINERS[product]), "looking at project links")
        words += [f"{CONTAINERS[product]}–{link['key']}" for link in projects.json()["entity"]]
        orphans = administrator.must(administrator.orphaned_trust(), "looking for orphaned trust").json()
        words += [f"orphan {orphan['id']}" for orphan in orphans["orphanedTrust"]]
        return frozenset(words)

    def says(self, administrator: Administrator, remote: Place) -> str | None:
        try:
            status = administrator.status(remote)
        except Refused as refused:
            if refused.facts["answered"] != 404:
                raise
            return None
        return "CONNECTED" if status["working"] else str(status["error"]["type"])

    def identity(self, product: str) -> dict[str, Any]:
        """What no death may change."""
        control = self.running.control(product)
        what = control.product()
        same = ("application_id", "consumer_key", "public_key", "title", "base_url")
        return {
            "product": {name: what[name] for name in same},
            "people": control.users(),
            "rights": control.rights(),
            "content": control.items(CONTAINERS[product]),
        }

    def dies(self, product: str) -> None:
        """Waits until its process is gone."""
        until = time.monotonic() + PATIENCE
        while not self.site.has_died(product):
            assert time.monotonic() < until, f"{product} did not die"
            time.sleep(0.002)

    def last_words(self, product: str) -> str:
        return self.site.last_line(product)

    def server_errors(self) -> list[str]:
        """What no product may answer, whatever happened to it before."""
        return [
            f"{exchange.product} answered {exchange.status} to {exchange.method} {exchange.path}"
            for exchange in self.running.journal
            if exchange.status >= 500
        ]


def did(what: Callable[[], bool]) -> bool:
    """Whether somebody was told that it is done; False when nobody answered, or with something else."""
    try:
        return what()
    except (RemoteError, Refused, NotOnThePage):
        return False

"""Linked products with a front before one of them: what each end says, and what a reader gets (fault catalogue)."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from applink_simulator.topology.file import Authentication
from applink_simulator.topology.fronts.front import (
    Certificate,
    Forward,
    Front,
    Handshake,
    HeaderRules,
    Match,
    Override,
    Query,
    Redirect,
    Reencoding,
    TooLong,
)
from applink_simulator.topology.fronts.nginx import why_not
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import PROXY, Administrator
from applink_simulator.topology.wishes import connect

GOOD = Front()
MANIFEST = Match("*/rest/applinks/*/manifest*")
SECRET = "/rest/api/2/issue/SEC-1"
PUBLIC = "/rest/api/2/issue/DEMO-1"
SEARCH = "/rest/api/2/search?jql=project+%3D+DEMO"
SIGNATURE = "OAUTH_SIGNATURE_INVALID"


@dataclass(frozen=True)
class Case:
    """A front before Jira; what Confluence says of the link then, and what its readers get."""

    front: Front
    says: str | None
    alice: int = 200
    """The status for one who is meant to see more than anybody, through the link."""
    anybody: int = 200
    searching: int | None = None
    """As alice, where it is another one."""


def _manifest(**said: Any) -> Front:
    return Front(overrides=(Override(MANIFEST, **said),))


CASES = {
    "F-01 not told": Case(Front(tells_product=False), SIGNATURE, 401),
    "F-01 told of http": Case(Front(forwards=Forward(scheme="http")), SIGNATURE, 401),
    "F-02": Case(Front(forwards=Forward(port=8080)), SIGNATURE, 401),
    "F-03": Case(Front(forwards=Forward(host="internal.invalid")), SIGNATURE, 401),
    "F-03 its own": Case(Front(tells_product=False, forwards=Forward(keeps_address=False)), SIGNATURE, 401),
    "F-04 replaced": Case(Front(path="/tracker"), SIGNATURE, 401),
    "F-04 stripped": Case(Front(forwards=Forward(path="")), "NO_REMOTE_APPLINK", 404, 404),
    "F-05": Case(Front(Certificate.NONE, scheme="http"), None),
    "F-08 to https": Case(Front(redirects=Redirect(scheme="http")), "UNEXPECTED_RESPONSE_STATUS", 301, 301),
    "F-08 a path": Case(Front(redirects=Redirect(302, path="/old")), "UNEXPECTED_RESPONSE_STATUS", 302, 302),
    "F-10 a page": Case(Front(overrides=(Override(body=b"<html><form>"),)), "UNEXPECTED_RESPONSE"),
    "F-10 away": Case(
        Front(overrides=(Override(status=302, location="https://sso.invalid/"),)),
        "UNEXPECTED_RESPONSE_STATUS",
        302,
        302,
    ),
    "F-11 the same in other letters": Case(
        Front(query=Query((Reencoding.PLUS_AS_SPACE, Reencoding.LOWER_CASE))), None
    ),
    "F-11 escaped twice": Case(Front(query=Query((Reencoding.TWICE,))), None, searching=401),
    "F-11 a parameter more": Case(Front(query=Query(appends="_=1")), SIGNATURE, 401),
    "F-12 dropped": Case(Front(headers=HeaderRules(drops=("Authorization",))), None, 401, searching=200),
    "F-12 too long": Case(Front(headers=HeaderRules(longest=300)), None, 401, searching=200),
    "F-12 refused": Case(
        Front(headers=HeaderRules(longest=300, too_long=TooLong.REFUSED_431)), "UNEXPECTED_RESPONSE_STATUS", 431
    ),
    "F-14": Case(Front(Certificate.SELF_SIGNED), "SSL_UNTRUSTED", 504, 504),
    "F-15": Case(Front(Certificate.OF_ANOTHER_HOST), "SSL_HOSTNAME_UNMATCHED", 504, 504),
    "F-16": Case(Front(Certificate.WITHOUT_CHAIN), "SSL_UNTRUSTED", 504, 504),
    "F-17": Case(Front(Certificate.EXPIRED), "SSL_UNTRUSTED", 504, 504),
    "F-17 too early": Case(Front(Certificate.NOT_YET_VALID), "SSL_UNTRUSTED", 504, 504),
    "F-18 protocol": Case(Front(handshake=Handshake.OLD_PROTOCOL), "SSL_UNTRUSTED", 504, 504),
    "F-18 cipher": Case(Front(handshake=Handshake.NO_COMMON_CIPHER), "SSL_UNTRUSTED", 504, 504),
    "F-18 name": Case(Front(handshake=Handshake.UNKNOWN_NAME), "SSL_UNTRUSTED", 504, 504),
    "F-22": Case(Front(overrides=(Override(Match(methods=frozenset({"PUT", "DELETE"})), status=405),)), None),
    "F-34": Case(Front(repeats=Match("*/rest/api/*")), None, 401),
    "F-49 not there": Case(_manifest(status=404), "UNEXPECTED_RESPONSE_STATUS"),
    "F-49 a page": Case(_manifest(body=b"<html>"), "UNEXPECTED_RESPONSE"),
    "F-49 a login": Case(_manifest(status=401), "UNEXPECTED_RESPONSE_STATUS"),
    "F-49 half": Case(_manifest(type="application/xml", body=b"<manifest><id>7"), "UNEXPECTED_RESPONSE"),
    "F-49 charset": Case(_manifest(type="application/xml; charset=utf-16", body=None), "UNEXPECTED_RESPONSE"),
}


@dataclass
class Link:
    """Confluence and Jira, which stands behind a good proxy when they are linked."""

    running: RunningTopology
    confluence: Administrator = field(init=False)

    def __post_init__(self) -> None:
        self.running.stand_in_front("jira", GOOD)
        self.confluence = self.running.administrator("confluence")
        self.confluence.must(self.confluence.create_end(self.jira.place), "the link")
        self.jira.must(self.jira.create_end(self.confluence.place), "the link back")
        connect(self.confluence, self.jira, Authentication.OAUTH, "integration")

    @property
    def jira(self) -> Administrator:
        return self.running.administrator("jira")

    def put(self, front: Front) -> None:
        """Where it is known by another address than before, an administrator changes that."""
        before = self.jira.place.address
        self.running.stand_in_front("jira", front)
        if self.jira.place.address != before:
            self.confluence.must(self.confluence.call_at(self.jira.place, self.jira.place.address), "the address")

    @property
    def says(self) -> list[str | None]:
        """Confluence, and Jira."""
        both = self.confluence.status(self.jira.place), self.jira.status(self.confluence.place)
        return [each["error"] and each["error"]["type"] if "error" in each else None for each in both]

    def view(self, user: str | None, path: str) -> int:
        visitor = self.running.visitor(user, "confluence")
        return visitor.ask("GET", PROXY, appId=self.jira.place.application_id, path=path).status


@pytest.mark.parametrize("name", CASES)
def test_what_each_end_says_and_each_reader_gets(running: RunningTopology, kind: Any, name: str):
    """And with the good proxy, before and after, all is well."""
    case = CASES[name]
    if kind.__name__ == "NginxFront" and why_not(case.front):
        with pytest.raises(Exception, match="nginx cannot stand for this front"):
            running.stand_in_front("jira", case.front)
        return
    link = Link(running)
    for front, says, alice, anybody, searching in (
        (GOOD, None, 200, 200, 200),
        (case.front, case.says, case.alice, case.anybody, case.searching or case.alice),
        (GOOD, None, 200, 200, 200),
    ):
        link.put(front)
        assert link.says == [says, None]
        assert (link.view("alice", SECRET), link.view(None, PUBLIC)) == (alice, anybody)
        assert link.view("alice", SEARCH) == searching

"""The body of a link's status, for each error type and in the order in which one hides another (applinks.md 4)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from applink_simulator.domain.errors import (
    AnswerTooLong,
    ConnectionBroken,
    HandshakeFailed,
    NeverConnected,
    RemoteError,
    RemoteMoved,
    RemoteUnreachable,
    TimedOut,
)
from applink_simulator.domain.links import Provider
from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.domain.users import Audience
from applink_simulator.faults.fault import Fault
from applink_simulator.linking.diagnose import finding_of
from applink_simulator.linking.findings import Category, ErrorType, Finding
from applink_simulator.topology.file import Authentication
from applink_simulator.topology.fronts.front import Certificate, Front
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Administrator
from applink_simulator.topology.wishes import connect

OFF = {"enabled": False, "twoLoEnabled": False, "twoLoImpersonationEnabled": False}
PER_USER = OFF | {"enabled": True}
OAUTH = PER_USER | {"twoLoEnabled": True}
IMPERSONATION = OAUTH | {"twoLoImpersonationEnabled": True}


@dataclass
class Answers(Fault):
    """Whatever a test wants, for the paths that it names."""

    name = "answers as a test wants"
    path: str
    reply: Reply

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        return self.reply if self.path in request.path else None


@dataclass
class Link:
    """Confluence and Jira, seen by anna, who administers both."""

    running: RunningTopology

    @property
    def confluence(self) -> Administrator:
        return self.running.administrator("confluence")

    @property
    def jira(self) -> Administrator:
        return self.running.administrator("jira")

    def make(self, authentication: Authentication, acting_as: str | None = "integration") -> None:
        self.confluence.must(self.confluence.create_end(self.jira.place), "the link")
        self.jira.must(self.jira.create_end(self.confluence.place), "the link back")
        whom = acting_as if authentication is Authentication.OAUTH else None
        connect(self.confluence, self.jira, authentication, whom)

    def at_confluence(self, username: str = "anna") -> dict[str, Any]:
        return self.running.administrator("confluence", username).status(self.jira.place)

    def at_jira(self) -> dict[str, Any]:
        return self.jira.status(self.confluence.place)

    def levels(self, administrator: Administrator, incoming: dict[str, bool], outgoing: dict[str, bool]) -> None:
        remote = self.jira.place if administrator.place.name == "confluence" else self.confluence.place
        administrator.must(administrator.set_levels(remote, incoming, outgoing), "setting the levels")


@pytest.fixture
def link(pair: RunningTopology) -> Iterator[Link]:
    yield Link(pair)
    pair.behave()


def oauth(link: Link) -> None:
    link.make(Authentication.OAUTH)


def impersonation(link: Link) -> None:
    link.make(Authentication.OAUTH_IMPERSONATION)


def misbehaving(what: str) -> Callable[[Link], None]:
    def cause(link: Link) -> None:
        oauth(link)
        link.running.misbehave("jira", what)

    return cause


def behind(front: Front) -> Callable[[Link], None]:
    def cause(link: Link) -> None:
        link.running.stand_in_front("jira", Front())
        oauth(link)
        link.running.stand_in_front("jira", front)

    return cause


def generic(link: Link) -> None:
    assert link.confluence.create_generic_end(link.jira.place).status == 201


def of_a_plugin(link: Link) -> None:
    oauth(link)
    link.running.rewrite_end("confluence", "jira", type_id="jenkins")


def system(link: Link) -> None:
    oauth(link)
    link.running.rewrite_end("confluence", "jira", system=True)


def down(link: Link) -> None:
    oauth(link)
    link.running.switch_off("jira")


def unknown_host(link: Link) -> None:
    oauth(link)
    assert link.confluence.call_at(link.jira.place, "http://jira.invalid/jira").fine


def clock_ahead(link: Link) -> None:
    oauth(link)
    link.running.turn_clock("jira", 600)


def old_key(link: Link) -> None:
    oauth(link)
    public_key = link.running.products["confluence"].key.public.text
    assert link.jira.trust_by_hand(link.confluence.place, "old-key", public_key).fine


def one_way(link: Link) -> None:
    assert link.confluence.create_end(link.jira.place).fine


def mismatch(link: Link) -> None:
    oauth(link)
    link.levels(link.jira, IMPERSONATION, OFF)


def per_user_alone(link: Link) -> None:
    oauth(link)
    link.levels(link.jira, PER_USER, OFF)
    link.levels(link.confluence, OFF, PER_USER)


def off(link: Link) -> None:
    link.make(Authentication.NONE)


def very_old(link: Link) -> None:
    impersonation(link)
    link.running.install("jira", "5.1")


def old_and_nobody(link: Link) -> None:
    link.running.install("jira", "7.0")
    oauth(link)


def old_without_token(link: Link) -> None:
    link.running.install("jira", "7.0")
    link.make(Authentication.OAUTH_PER_USER)


def old_with_withdrawn_token(link: Link) -> None:
    old_without_token(link)
    anna = link.running.visitor("anna", "confluence")
    anna.asks_access(link.jira.place)
    anna.press("Allow")
    link.running.visitor("anna", "jira").revokes_access(link.confluence.place)


def old_and_not_allowed(link: Link) -> None:
    link.running.install("jira", "7.0")
    impersonation(link)
    state = link.running.products["jira"].state
    state.rights = replace(state.rights, system_administrators=Audience())  # type: ignore[misc]


def basic_alone(account: str) -> Callable[[Link], None]:
    def cause(link: Link) -> None:
        off(link)
        assert link.confluence.authenticate_as(link.jira.place, account, account).fine

    return cause


def trusted_beside(authentication: Authentication, version: str = "9.12") -> Callable[[Link], None]:
    def cause(link: Link) -> None:
        link.make(authentication)
        link.confluence.must(link.confluence.trust_certificates(link.jira.place), "trusting")
        link.running.install("jira", version)

    return cause


CAUSES: dict[ErrorType, tuple[Callable[[Link], None], str | None]] = {
    ErrorType.UNKNOWN: (
        behind(Front(Certificate.NONE)),
        "javax.net.ssl.SSLException: Unsupported or unrecognized SSL message",
    ),
    ErrorType.NO_OUTGOING_AUTH: (old_and_nobody, None),
    ErrorType.REMOTE_VERSION_INCOMPATIBLE: (very_old, "3.7.1"),
    ErrorType.GENERIC_LINK: (generic, None),
    ErrorType.NON_ATLASSIAN: (of_a_plugin, None),
    ErrorType.SYSTEM_LINK: (system, None),
    ErrorType.CONNECTION_REFUSED: (down, "java.net.ConnectException: Connection refused"),
    ErrorType.UNKNOWN_HOST: (unknown_host, "java.net.UnknownHostException: jira.invalid"),
    ErrorType.SSL_UNTRUSTED: (
        behind(Front(Certificate.EXPIRED)),
        "javax.net.ssl.SSLHandshakeException: ",
    ),
    ErrorType.SSL_HOSTNAME_UNMATCHED: (
        behind(Front(Certificate.OF_ANOTHER_HOST)),
        "javax.net.ssl.SSLPeerUnverifiedException: ",
    ),
    ErrorType.SSL_UNMATCHED: (
        behind(Front(demands_certificate=True)),
        "javax.net.ssl.SSLException: ",
    ),
    ErrorType.OAUTH_TIMESTAMP_REFUSED: (clock_ahead, "timestamp_refused"),
    ErrorType.OAUTH_SIGNATURE_INVALID: (
        behind(Front(tells_product=False)),
        "signature_invalid",
    ),
    ErrorType.OAUTH_PROBLEM: (old_key, "consumer_key_unknown"),
    ErrorType.UNEXPECTED_RESPONSE: (misbehaving("answers with a login page"), None),
    ErrorType.UNEXPECTED_RESPONSE_STATUS: (misbehaving("is unavailable"), "503: Service Unavailable"),
    ErrorType.LOCAL_AUTH_TOKEN_REQUIRED: (old_without_token, None),
    ErrorType.REMOTE_AUTH_TOKEN_REQUIRED: (old_with_withdrawn_token, None),
    ErrorType.INSUFFICIENT_REMOTE_PERMISSION: (old_and_not_allowed, None),
    ErrorType.NO_REMOTE_APPLINK: (one_way, None),
    ErrorType.AUTH_LEVEL_MISMATCH: (mismatch, None),
    ErrorType.AUTH_LEVEL_UNSUPPORTED: (per_user_alone, None),
    ErrorType.LEGACY_UPDATE: (basic_alone("anna"), None),
    ErrorType.LEGACY_REMOVAL: (trusted_beside(Authentication.OAUTH_IMPERSONATION), None),
    ErrorType.MANUAL_LEGACY_UPDATE: (basic_alone("bob"), None),
    ErrorType.MANUAL_LEGACY_REMOVAL: (trusted_beside(Authentication.OAUTH), None),
    ErrorType.MANUAL_LEGACY_REMOVAL_WITH_OLD_EDIT: (trusted_beside(Authentication.OAUTH, "7.2"), None),
    ErrorType.DISABLED: (off, None),
}
"""A cause for each error type, and how the details begin that are told with it."""

REMOTE_IS_TOLD = {
    Category.CONFIG_ERROR: {ErrorType.AUTH_LEVEL_MISMATCH},
    Category.DEPRECATED: {each for each in ErrorType if each.value.category is Category.DEPRECATED},
    Category.DISABLED: {ErrorType.DISABLED},
    Category.NETWORK_ERROR: {
        ErrorType.OAUTH_TIMESTAMP_REFUSED,
        ErrorType.OAUTH_SIGNATURE_INVALID,
        ErrorType.OAUTH_PROBLEM,
    },
}
"""Where the remote's own status could be read: what is found later than that."""


def test_each_error_type_has_a_cause_here():
    assert set(CAUSES) == set(ErrorType)
    assert len(ErrorType) == 28


@pytest.mark.parametrize("kind", ErrorType, ids=lambda kind: kind.name)
def test_the_body_says_what_is_known_and_leaves_out_the_rest(link: Link, kind: ErrorType):
    cause, details = CAUSES[kind]
    cause(link)
    status = link.at_confluence()
    category = kind.value.category
    authorisation = status.get("error", {}).get("authorisationUri")
    expected = {"category": category.value, "type": kind.name}
    if details:
        # What follows the exception of a certificate is in OpenSSL's words.
        assert status["error"].pop("details").startswith(details)
    if category is Category.ACCESS_ERROR:
        assert parse_qs(urlsplit(authorisation).query) == {"applicationLinkID": [link.jira.place.application_id]}
        expected["authorisationUri"] = authorisation
    assert status["error"] == expected
    assert status["working"] is False
    assert ("remoteAuthentication" in status) == (kind in REMOTE_IS_TOLD.get(category, ()))
    assert set(status) - {"remoteAuthentication"} == {"link", "working", "localAuthentication", "error"}


@pytest.mark.parametrize(
    ("problem", "kind", "details"),
    [
        (TimedOut(url="u", seconds=10), ErrorType.UNKNOWN, "java.net.SocketTimeoutException: Read timed out"),
        (
            NeverConnected(url="u", seconds=10),
            ErrorType.UNKNOWN,
            "java.net.SocketTimeoutException: connect timed out",
        ),
        (ConnectionBroken(url="u", reason="r"), ErrorType.UNKNOWN, "java.net.SocketException: r"),
        (RemoteUnreachable(url="u", reason="r"), ErrorType.UNKNOWN, "u: r"),
        (HandshakeFailed(url="u", reason="r"), ErrorType.SSL_UNTRUSTED, "javax.net.ssl.SSLHandshakeException: r"),
        (AnswerTooLong(url="u", most_bytes=1), ErrorType.UNEXPECTED_RESPONSE, None),
        (
            RemoteMoved(url="u", location="v", answered=301),
            ErrorType.UNEXPECTED_RESPONSE_STATUS,
            "301: Moved Permanently",
        ),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_else_can_happen_on_the_way(problem: RemoteError, kind: ErrorType, details: str | None):
    """A plain timeout and a reset connection match none of the network types (applinks.md 4.3)."""
    assert finding_of(problem) == Finding(kind, details)


def test_a_link_that_works_has_no_error_and_tells_both_ends(link: Link):
    oauth(link)
    jira = link.jira.place
    assert link.at_confluence() == {
        "link": {
            "id": jira.application_id,
            "name": "Jira",
            "displayUrl": jira.url,
            "rpcUrl": jira.url,
            "type": "jira",
        },
        "working": True,
        "localAuthentication": {"incoming": OFF, "outgoing": OAUTH},
        "remoteAuthentication": {"incoming": OAUTH, "outgoing": OFF},
    }
    assert link.at_jira()["localAuthentication"] == {"incoming": OAUTH, "outgoing": OFF}


def test_a_disabled_link_tells_that_all_is_off(link: Link):
    off(link)
    status = link.at_confluence()
    assert status["localAuthentication"] == status["remoteAuthentication"] == {"incoming": OFF, "outgoing": OFF}


def test_authenticating_leads_back_to_where_the_page_wants(link: Link):
    """The callback has to be an absolute web address; else 400, with the parameter's name."""
    old_without_token(link)
    path = f"/rest/applinks/3.0/status/{link.jira.place.application_id}"
    callback = "http://confluence.example/list?a=b&c"
    answer = link.confluence.ask("GET", path, authorisationCallback=callback).json()
    query = parse_qs(urlsplit(answer["error"]["authorisationUri"]).query)
    assert query["redirectUrl"] == [callback]
    for bad in ("list", "/list", "javascript:alert(1)", "http://", "//elsewhere.example"):
        refused = link.confluence.ask("GET", path, authorisationCallback=bad)
        assert (refused.status, refused.json()["errors"][0]["context"]) == (400, "authorisationCallback")


def test_the_status_is_for_administrators_of_links_that_are_there(link: Link):
    oauth(link)
    path = f"/rest/applinks/3.0/status/{link.jira.place.application_id}"
    assert link.confluence.ask("GET", path).status == 200
    assert link.running.administrator("confluence", "adam").ask("GET", path).status == 200
    assert link.running.administrator("confluence", "bob").ask("GET", path).status == 403
    assert link.running.visitor(None, "confluence").ask("GET", path).status == 401
    assert link.confluence.ask("GET", "/rest/applinks/3.0/status/nonsense").status == 400
    unknown = link.confluence.place.application_id
    assert link.confluence.ask("GET", f"/rest/applinks/3.0/status/{unknown}").status == 404


def kind_at_confluence(link: Link) -> str | None:
    return link.at_confluence().get("error", {}).get("type")


def test_a_later_cause_shows_only_when_the_earlier_ones_are_mended(link: Link):
    """All at once, and then mended one by one in the order of applinks.md 4.2."""
    oauth(link)
    link.running.turn_clock("jira", 600)
    link.confluence.must(link.confluence.trust_certificates(link.jira.place), "trusting")
    link.levels(link.jira, IMPERSONATION, PER_USER)
    link.running.rewrite_end("confluence", "jira", system=True)
    link.running.switch_off("jira")
    assert kind_at_confluence(link) == "SYSTEM_LINK"
    link.running.rewrite_end("confluence", "jira", system=False)
    assert kind_at_confluence(link) == "CONNECTION_REFUSED"
    link.running.switch_on("jira")
    assert kind_at_confluence(link) == "AUTH_LEVEL_UNSUPPORTED"
    link.levels(link.jira, IMPERSONATION, OFF)
    assert kind_at_confluence(link) == "AUTH_LEVEL_MISMATCH"
    link.levels(link.jira, OAUTH, OFF)
    assert kind_at_confluence(link) == "MANUAL_LEGACY_REMOVAL"
    path = f"/plugins/servlet/applinks/auth/conf/trusted/autoconfig/{link.jira.place.application_id}"
    assert link.confluence.ask("DELETE", path).fine
    assert kind_at_confluence(link) == "OAUTH_TIMESTAMP_REFUSED"
    link.running.turn_clock("jira", -600)
    assert kind_at_confluence(link) is None


def test_clocks_that_differ_hide_that_one_has_to_authenticate(link: Link):
    """A token problem is told only after the signature has been tried (applinks.md 4.2)."""
    old_without_token(link)
    link.running.turn_clock("jira", 600)
    assert kind_at_confluence(link) == "OAUTH_TIMESTAMP_REFUSED"
    link.running.turn_clock("jira", -600)
    assert kind_at_confluence(link) == "LOCAL_AUTH_TOKEN_REQUIRED"


def test_a_token_that_is_refused_is_dropped(link: Link):
    """So the next look finds none (auth.md 1.8)."""
    old_with_withdrawn_token(link)
    assert kind_at_confluence(link) == "REMOTE_AUTH_TOKEN_REQUIRED"
    assert kind_at_confluence(link) == "LOCAL_AUTH_TOKEN_REQUIRED"


@pytest.mark.parametrize(
    ("version", "authentication"),
    [
        ("6.3", "/rest/applinks/2.0/applicationlink/{}/authentication"),
        ("7.0", "/rest/applinks-oauth/latest/applicationlink/{}/authentication"),
    ],
)
def test_an_older_remote_is_asked_by_somebody_it_knows(link: Link, version: str, authentication: str):
    link.running.install("jira", version)
    impersonation(link)
    link.running.journal.clear()
    status = link.at_confluence()
    assert (status["working"], status["remoteAuthentication"]["incoming"]) == (True, IMPERSONATION)
    asked = [each for each in link.running.journal if each.product == "jira"]
    path = authentication.format(link.confluence.place.application_id)
    assert [(each.path, each.caller) for each in asked if "authentication" in each.path] == [(f"jira{path}", "anna")]
    assert not any("status" in each.path or "capabilities" in each.path for each in asked)


def test_an_older_remote_without_a_link_back_has_none(link: Link):
    """Asked with a consumer that it knows for another reason."""
    link.running.install("jira", "7.0")
    impersonation(link)
    consumer = link.running.products["jira"].state.consumers.of_link(link.confluence.place.application_id)
    assert link.jira.delete_link(link.confluence.place).fine
    assert consumer is not None
    link.running.products["jira"].state.consumers.put(consumer)
    assert kind_at_confluence(link) == "NO_REMOTE_APPLINK"


HTML = Reply(200, (("Content-Type", "text/html"),), b"<title>Sign in</title>")


def manifest(link: Link, **changes: Any) -> Reply:
    found = link.confluence.ask("GET", f"/rest/applinks/3.0/manifest/{link.jira.place.application_id}").json()
    body = json.dumps({**found, **changes}).encode()
    return Reply(200, (("Content-Type", "application/json"),), body)


@pytest.mark.parametrize(
    "changes", [{"version": ""}, {"version": "nine"}, {"applinksVersion": None}, {"applinksVersion": "x"}]
)
def test_a_manifest_without_versions_makes_no_sense(link: Link, changes: dict[str, Any]):
    oauth(link)
    for reply, expected in ((manifest(link), None), (manifest(link, **changes), "UNEXPECTED_RESPONSE")):
        link.running.products["jira"].intercept = Answers("/rest/applinks/1.0/manifest", reply).at_the_door
        assert kind_at_confluence(link) == expected


def test_a_manifest_that_cannot_be_had_does_not_decide(link: Link):
    """The question after it does (applinks.md 4.2, step 3)."""
    oauth(link)
    link.running.products["jira"].intercept = Answers("/rest/applinks/1.0/manifest", HTML).at_the_door
    assert kind_at_confluence(link) is None


@pytest.mark.parametrize(
    ("path", "reply", "expected"),
    [
        ("/oauth", HTML, {"type": "UNEXPECTED_RESPONSE"}),
        ("/oauth", Reply(200, (("Content-Type", "application/json"),), b'{"incoming": 1}'), None),
        ("/oauth", Reply(599), {"type": "UNEXPECTED_RESPONSE_STATUS", "details": "599"}),
        ("/oauth", Reply(403), {"type": "UNEXPECTED_RESPONSE_STATUS", "details": "403: Forbidden"}),
        ("/oauth", Reply(302), {"type": "UNEXPECTED_RESPONSE_STATUS", "details": "302: Found"}),
        ("/latest/manifest", HTML, {"type": "UNEXPECTED_RESPONSE"}),
        ("/latest/manifest", Reply(500, body=b"x"), {"details": "500: Internal Server Error"}),
        ("/latest/manifest", Reply(401), {"type": "AUTH_LEVEL_UNSUPPORTED"}),
    ],
)
def test_answers_that_were_not_expected(link: Link, path: str, reply: Reply, expected: dict[str, str] | None):
    oauth(link)
    assert link.at_confluence()["working"]
    link.running.products["jira"].intercept = Answers(path, reply).at_the_door
    found = link.at_confluence()["error"]
    assert found.items() >= (expected or {"type": "UNEXPECTED_RESPONSE"}).items()


def test_old_products_have_what_they_had(pair: RunningTopology):
    """One address for each age; each is there in another one."""
    pair.administrator("jira").create_end(pair.place("confluence"))
    there = pair.place("confluence").application_id
    paths = {
        "/rest/applinks/1.0/manifest": {"5.1", "6.3", "7.0", "7.2", "9.12"},
        "/rest/applinks/2.0/manifest": {"6.3", "7.0", "7.2", "9.12"},
        "/rest/applinks/3.0/manifest": {"7.0", "7.2", "9.12"},
        "/rest/applinks/3.0/applinks": {"7.0", "7.2", "9.12"},
        "/rest/applinks/latest/applinks": {"7.0", "7.2", "9.12"},
        "/rest/applinks/latest/capabilities": {"7.2", "9.12"},
        "/rest/applinks/3.0/capabilities/MIGRATION_API": {"9.12"},
        f"/rest/applinks/3.0/status/{there}/oauth": {"7.2", "9.12"},
        f"/rest/applinks/2.0/applicationlink/{there}/authentication": {"6.3"},
        f"/rest/applinks/latest/applicationlink/{there}/authentication/provider": {"6.3", "7.0", "7.2", "9.12"},
        f"/rest/applinks-oauth/latest/applicationlink/{there}/authentication": {"7.0", "7.2", "9.12"},
    }
    for version in ("5.1", "6.3", "7.0", "7.2", "9.12"):
        pair.install("jira", version)
        jira = pair.administrator("jira")
        for path, versions in paths.items():
            assert (jira.ask("GET", path).status == 200) == (version in versions), (version, path)


def test_an_old_product_says_so_in_its_manifest(pair: RunningTopology):
    """With the authentication that has been retired since."""
    for version, applinks, trusted in (("5.1", "3.7.1", True), ("9.12", "9.1.4", False)):
        pair.install("jira", version)
        found = pair.administrator("jira").ask("GET", "/rest/applinks/1.0/manifest").json()
        assert (found["applinksVersion"], found["version"].startswith(version)) == (applinks, True)
        assert (Provider.TRUSTED.value in found["inboundAuthenticationTypes"]) == trusted


def test_the_url_gives_the_id_under_which_a_remote_may_know_us(link: Link):
    """A 404 for our id is followed by a second question (applinks.md 2.4)."""
    one_way(link)
    confluence = link.confluence.place
    entity = {"typeId": "confluence", "name": "Wiki", "rpcUrl": confluence.url, "displayUrl": confluence.url}
    assert kind_at_confluence(link) == "NO_REMOTE_APPLINK"
    assert link.jira.ask("PUT", "/rest/applinks/3.0/applicationlink", entity).status == 201
    assert kind_at_confluence(link) == "DISABLED"
    assert quote(link.jira.links()[0]["id"]) != confluence.application_id


OLDER = """
userbases: {people: {users: {anna: {}}}}
products:
  jira: {system_administrators: anna, version: "VERSION"}
  confluence: {system_administrators: anna}
links: [{from: confluence, to: jira, authentication: oauth-impersonation}]
"""


@pytest.mark.parametrize("version", ["6.3", "7.0", "7.2"])
def test_a_topology_file_may_have_older_products_with_links(serve: Callable[[str], RunningTopology], version: str):
    """Made at the addresses that products of that age have."""
    running = serve(OLDER.replace("VERSION", version))
    assert running.products["jira"].version.startswith(version)
    assert running.administrator("confluence").status(running.place("jira"))["working"]

"""Deleting a link here and there, and being told beforehand whether that will work (applinks.md 5.7)."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from applink_simulator.domain.links import ProjectLink, Provider
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.domain.tokens import Token, TokenState, UserToken
from applink_simulator.linking.documents.markup import from_xml
from applink_simulator.topology.place import Place
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Administrator

Answering = Callable[[str, str], tuple[int, str, bytes]]
UNKNOWN = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"
PATIENCE = "    userbase: people\n    patience: 0.5\n"
VERSIONS = ("1.0", "2.0", "3.0", "latest")


@pytest.fixture
def linked(pair: RunningTopology) -> RunningTopology:
    """Both ways, with impersonation; anna administers both products."""
    confluence, jira = pair.administrator("confluence"), pair.administrator("jira")
    assert confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True).fine
    return pair


@pytest.fixture
def impatient(serve: Callable[[str], RunningTopology], pair_text: str) -> Iterator[RunningTopology]:
    """Likewise; its products do not wait long for each other."""
    running = serve(pair_text.replace("    userbase: people\n", PATIENCE))
    confluence, jira = running.administrator("confluence"), running.administrator("jira")
    assert confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True).fine
    yield running
    running.behave()
    assert not list(running.journal.crashes)


def may_delete(administrator: Administrator, application_id: str, version: str = "3.0") -> Reply:
    """What a remote asks that product."""
    return administrator.ask("GET", f"/rest/applinks/{version}/permission/delete-application/{application_id}")


def may_delete_both(administrator: Administrator, remote: Place | str, version: str = "3.0") -> Reply:
    application_id = remote if isinstance(remote, str) else remote.application_id
    path = f"/rest/applinks/{version}/permission/reciprocate-application-delete/{application_id}"
    return administrator.ask("GET", path)


def permission(administrator: Administrator, remote: Place) -> tuple[str, str | None]:
    reply = may_delete_both(administrator, remote)
    assert reply.status == 200, reply.text
    return reply.json()["code"], reply.json().get("url")


def with_basic_access(running: RunningTopology, username: str) -> Administrator:
    """Confluence has an end to Jira and asks as that user; Jira has none."""
    confluence, jira = running.administrator("confluence"), running.place("jira")
    assert confluence.create_end(jira).fine
    path = f"/rest/applinks/3.0/applicationlink/{jira.application_id}/authentication/provider"
    account = {"username": username, "password": username}
    assert confluence.ask("PUT", path, {"provider": Provider.BASIC.value, "config": account}).status == 201
    return confluence


def test_a_remote_is_told_whether_its_user_may_delete_the_end(linked: RunningTopology):
    """200 for everybody but nobody, under every version, in XML as in JSON."""
    anna, adam, bob = (linked.administrator("jira", name) for name in ("anna", "adam", "bob"))
    application_id = linked.place("confluence").application_id
    for version in VERSIONS:
        assert may_delete(anna, application_id, version).json() == {"code": "ALLOWED"}
    assert may_delete(adam, application_id.upper()).json() == {"code": "ALLOWED"}
    assert may_delete(anna, UNKNOWN).json() == {"code": "MISSING"}
    assert may_delete(bob, application_id).json() == {"code": "NO_PERMISSION"}
    assert may_delete(bob, UNKNOWN).json() == {"code": "NO_PERMISSION"}
    assert may_delete(anna, "nonsense").status == 400
    xml = may_delete(anna, f"{application_id}.xml")
    assert xml.content_type == "application/xml"
    assert from_xml(xml.body)["code"] == "ALLOWED"
    path = f"/rest/applinks/1.0/permission/delete-application/{application_id}"
    assert linked.visitor(None, "jira").ask("GET", path).status == 401


def test_whether_both_ends_can_be_deleted_is_for_administrators_to_know(linked: RunningTopology):
    """Under every version, in XML as in JSON; unknown links are a 404."""
    anna, bob, jira = (
        linked.administrator("confluence"),
        linked.administrator("confluence", "bob"),
        linked.place("jira"),
    )
    for version in VERSIONS:
        assert may_delete_both(anna, jira, version).json() == {"code": "ALLOWED"}
        assert may_delete_both(bob, jira, version).status == 401
        assert may_delete_both(anna, UNKNOWN, version).status == 404
        assert may_delete_both(anna, "nonsense", version).status == 400
    xml = may_delete_both(anna, f"{jira.application_id}.xml")
    assert from_xml(xml.body)["code"] == "ALLOWED"
    asked = [each for each in linked.journal.at("jira") if "permission" in each.path]
    assert {(each.caller, each.way) for each in asked} == {("anna", "oauth-impersonation")}


def test_there_may_be_no_end_to_delete(pair: RunningTopology):
    """MISSING; a remote that trusts the calls but has no end. ALLOWED once there is one."""
    confluence = with_basic_access(pair, "anna")
    assert permission(confluence, pair.place("jira")) == ("MISSING", None)
    assert pair.administrator("jira").create_end(confluence.place).fine
    assert permission(confluence, pair.place("jira")) == ("ALLOWED", None)


def test_one_may_be_no_administrator_there(pair: RunningTopology):
    """NO_PERMISSION, whether there is an end or not."""
    confluence = with_basic_access(pair, "bob")
    assert permission(confluence, pair.place("jira")) == ("NO_PERMISSION", None)
    assert pair.administrator("jira").create_end(confluence.place).fine
    assert permission(confluence, pair.place("jira")) == ("NO_PERMISSION", None)


def test_one_may_have_to_authenticate_there_first(pair: RunningTopology):
    """CREDENTIALS_REQUIRED, with the address where that is done; deleting says the same, and keeps both ends."""
    confluence, jira = pair.administrator("confluence"), pair.administrator("jira")
    assert confluence.create_link(jira.place, there=jira, trust=True).fine
    code, url = permission(confluence, jira.place)
    assert code == "CREDENTIALS_REQUIRED"
    assert url == (
        f"{confluence.place.url}/plugins/servlet/applinks/oauth/login-dance/authorize"
        f"?applicationLinkID={jira.place.application_id}"
    )
    answer = confluence.delete_link(jira.place, both_ends=True)
    assert answer.status == 401
    assert f"Authenticate at {url}" in answer.json()["message"]
    assert confluence.link_to(jira.place)
    assert jira.link_to(confluence.place)
    assert confluence.delete_link(jira.place).status == 200


def test_a_token_that_is_dead_is_none(pair: RunningTopology):
    """The remote rejects it, and the user is asked to authenticate anew."""
    confluence, jira = pair.administrator("confluence"), pair.administrator("jira")
    assert confluence.create_link(jira.place, there=jira, trust=True).fine
    held = UserToken(jira.place.application_id, "anna", "revoked", "secret", granted=True)
    for ask in (
        lambda: permission(confluence, jira.place)[0],
        lambda: confluence.delete_link(jira.place, both_ends=True).status,
    ):
        pair.products["confluence"].state.user_tokens.put(held)
        assert ask() in {"CREDENTIALS_REQUIRED", 401}
    assert jira.link_to(confluence.place)


def test_the_remote_may_not_believe_it(linked: RunningTopology):
    """AUTHENTICATION_FAILED when it has no end any more, and when nothing is configured."""
    confluence, jira = linked.administrator("confluence"), linked.administrator("jira")
    assert permission(confluence, jira.place) == ("ALLOWED", None)
    assert jira.delete_link(confluence.place).fine
    code, url = permission(confluence, jira.place)
    assert code == "AUTHENTICATION_FAILED"
    assert url
    assert confluence.delete_link(jira.place).fine
    assert confluence.create_end(jira.place).fine
    assert permission(confluence, jira.place) == ("AUTHENTICATION_FAILED", None)


def test_where_one_guesses_so_nobody_is_told_that_he_is_nobody(
    serve: Callable[[str], RunningTopology], pair_text: str
):
    """NO_AUTHENTICATION instead of the framework's 401 (docs/guesses.md); control: the other product."""
    guess = "    guesses: {nobody_may_ask_for_permission: true}\n"
    running = serve(pair_text.replace("  jira:\n", f"  jira:\n{guess}"))
    for here, there, code in (
        ("confluence", "jira", "NO_AUTHENTICATION"),
        ("jira", "confluence", "AUTHENTICATION_FAILED"),
    ):
        administrator, remote = running.administrator(here), running.place(there)
        assert administrator.create_end(remote).fine
        assert permission(administrator, remote) == (code, None)


@pytest.mark.parametrize("fault", ["is unavailable", "answers with a login page", "dies while it answers"])
def test_what_is_no_answer_is_no_connection(linked: RunningTopology, fault: str):
    """Silence, any status but 200 and 401, and a 200 that makes no sense; deleting keeps the end here."""
    confluence, jira = linked.administrator("confluence"), linked.place("jira")
    linked.misbehave("jira", fault)
    assert permission(confluence, jira) == ("NO_CONNECTION", None)
    linked.behave()
    linked.switch_off("jira")
    assert permission(confluence, jira) == ("NO_CONNECTION", None)
    linked.switch_on("jira")
    assert permission(confluence, jira) == ("ALLOWED", None)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, "application/json", b'{"code":"MISSING"}'), "MISSING"),
        ((200, "", b"<permissionCode><code>ALLOWED</code></permissionCode>"), "ALLOWED"),
        ((200, "application/json", b'{"code":"NO_AUTHENTICATION"}'), "NO_AUTHENTICATION"),
        ((200, "application/json", b'{"code":"PERHAPS"}'), "NO_CONNECTION"),
        ((200, "application/json", b'{"code":["ALLOWED"]}'), "NO_CONNECTION"),
        ((200, "application/json", b'{"code":"CREDENTIALS_REQUIRED"}'), "NO_CONNECTION"),
        ((200, "application/json", b"[]"), "NO_CONNECTION"),
        ((200, "application/xml", b"<permission>"), "NO_CONNECTION"),
        ((202, "application/json", b'{"code":"ALLOWED"}'), "NO_CONNECTION"),
        ((401, "application/json", b'{"code":"ALLOWED"}'), "AUTHENTICATION_FAILED"),
        ((403, "application/json", b"{}"), "NO_CONNECTION"),
        ((404, "text/html", b""), "NO_CONNECTION"),
        ((500, "text/html", b""), "NO_CONNECTION"),
    ],
)
def test_a_stranger_is_understood_as_far_as_it_makes_sense(
    pair: RunningTopology, stranger: Callable[[Answering], str], answer: tuple[int, str, bytes], code: str
):
    confluence, remote = pair.administrator("confluence"), at(pair, stranger(lambda _method, _path: answer))
    assert permission(confluence, remote)[0] == code


def at(running: RunningTopology, url: str) -> Place:
    """A stranger at that address, to whom Confluence has an end."""
    remote = replace(running.place("jira"), url=url, application_id=UNKNOWN)
    assert running.administrator("confluence").create_end(remote).fine
    return remote


@pytest.mark.parametrize("status", [201, 202, 204, 301, 400, 401, 403, 404, 409, 500, 503])
def test_any_answer_but_200_leaves_the_end_where_it_is(
    pair: RunningTopology, stranger: Callable[[Answering], str], status: int
):
    """404 too: the administrator looks there by hand. Control: the same remote with 200."""
    statuses = [status, 200]
    asked: list[tuple[str, str]] = []

    def answer(method: str, path: str) -> tuple[int, str, bytes]:
        asked.append((method, path))
        return statuses.pop(0), "application/xml", b""

    confluence, remote = pair.administrator("confluence"), at(pair, stranger(answer))
    refused = confluence.delete_link(remote, both_ends=True)
    assert refused.status == 500
    assert f"answered with status {status}" in refused.json()["message"]
    assert "Check there by hand, then delete this end alone" in refused.json()["message"]
    assert confluence.link_to(remote)
    assert confluence.delete_link(remote, both_ends=True).status == 200
    assert not confluence.links()
    path = f"/rest/applinks/1.0/applicationlink/{confluence.place.application_id}"
    assert asked == [("DELETE", path)] * 2


@pytest.mark.parametrize(
    "fault", ["refuses deletions", "crashes on deletions", "dies while it answers", "is some other web site"]
)
def test_a_remote_that_fails_to_delete_keeps_its_end_and_we_keep_ours(linked: RunningTopology, fault: str):
    """Control: the same without the fault."""
    confluence, jira = linked.administrator("confluence"), linked.administrator("jira")
    linked.misbehave("jira", fault)
    assert confluence.delete_link(jira.place, both_ends=True).status == 500
    linked.behave()
    assert confluence.link_to(jira.place)
    assert jira.link_to(confluence.place)
    assert confluence.status(jira.place)["working"] is True
    assert confluence.delete_link(jira.place, both_ends=True).status == 200
    assert not confluence.links()
    assert not jira.links()


def test_a_slow_remote_is_not_waited_for_and_may_delete_its_end_all_the_same(impatient: RunningTopology):
    """What it does after we gave up is why an administrator has to look there."""
    confluence, jira = impatient.administrator("confluence"), impatient.administrator("jira")
    impatient.misbehave("jira", "is slow")
    assert permission(confluence, jira.place) == ("NO_CONNECTION", None)
    refused = confluence.delete_link(jira.place, both_ends=True)
    assert refused.status == 500
    assert "no answer within 0.5 s" in refused.json()["message"]
    assert confluence.link_to(jira.place)
    impatient.behave()
    deadline = time.monotonic() + 30
    while jira.links() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not jira.links()
    assert confluence.status(jira.place)["error"]["type"] == "NO_REMOTE_APPLINK"
    assert confluence.delete_link(jira.place).status == 200


def test_whoever_is_no_administrator_deletes_nothing(linked: RunningTopology):
    """401 in versions 1 and 2, 403 in version 3; nothing has changed at either end, and nothing was sent."""
    bob, jira = linked.administrator("confluence", "bob"), linked.place("jira")
    nobody = linked.visitor(None, "confluence")
    asked = len(linked.journal.at("jira"))
    for version in VERSIONS:
        for query in ({}, {"reciprocate": "true"}):
            path = f"/rest/applinks/{version}/applicationlink/{jira.application_id}"
            assert bob.ask("DELETE", path, **query).status == 401
            assert nobody.ask("DELETE", path, **query).status == 401
    assert bob.ask("DELETE", f"/rest/applinks/3.0/applinks/{jira.application_id}").status == 403
    assert len(linked.journal.at("jira")) == asked
    assert linked.administrator("confluence").status(jira)["working"] is True
    assert linked.administrator("jira").status(linked.place("confluence"))["working"] is True


def test_whoever_is_no_administrator_there_deletes_nothing(pair: RunningTopology):
    """The remote judges by its own rights; the end here stays. Control: an administrator of both."""
    confluence, jira = with_basic_access(pair, "bob"), pair.administrator("jira")
    assert jira.create_end(confluence.place).fine
    assert confluence.delete_link(jira.place, both_ends=True).status == 500
    assert jira.link_to(confluence.place)
    assert confluence.link_to(jira.place)
    assert confluence.delete_link(jira.place).fine
    with_basic_access(pair, "anna")
    assert confluence.delete_link(jira.place, both_ends=True).status == 200
    assert not jira.links()


def test_a_system_link_is_for_system_administrators_but_version_3_does_not_look(linked: RunningTopology):
    """applinks.md 5.7; the control is that a plain administrator deletes an ordinary link."""
    adam, anna = linked.administrator("confluence", "adam"), linked.administrator("confluence")
    jira = linked.place("jira")
    linked.rewrite_end("confluence", "jira", system=True)
    assert adam.delete_link(jira).status == 403
    assert adam.delete_link(jira, both_ends=True).status == 403
    assert anna.link_to(jira)
    assert linked.administrator("jira").links()
    assert anna.delete_link(jira).status == 200
    assert anna.create_end(jira).fine
    linked.rewrite_end("confluence", "jira", system=True)
    assert adam.ask("DELETE", f"/rest/applinks/3.0/applinks/{jira.application_id}").status == 204
    assert anna.create_end(jira).fine
    assert adam.delete_link(jira).status == 200


def test_what_belonged_to_a_link_goes_with_each_end_and_nothing_else_does(linked: RunningTopology):
    """Consumer, tokens of both kinds, project links, trust; another link keeps its own."""
    confluence, jira = linked.administrator("confluence"), linked.administrator("jira")
    other = replace(jira.place, url="http://other.invalid", application_id=UNKNOWN, title="Other")
    for product, remote in (("confluence", jira.place), ("jira", confluence.place)):
        assert linked.administrator(product).create_end(other).fine
        state = linked.products[product].state
        for each in (remote, other):
            state.project_links.put(ProjectLink("DOC", each.application_id, "jira.project", "DEMO", "Demo"))
            state.user_tokens.put(UserToken(each.application_id, "alice", "value", "secret", granted=True))
            state.trusted_applications.put(f"{each.kind}:{each.title}", each.application_id)
        key = linked.products[remote.name].consumer_key
        state.tokens.put(Token(key, "secret", key, TokenState.ACCESS, 0.0))
        state.tokens.put(Token("other", "secret", "other", TokenState.ACCESS, 0.0))
    assert confluence.delete_link(jira.place, both_ends=True).status == 200
    for product in ("confluence", "jira"):
        state = linked.products[product].state
        assert [end.application_id for end in state.ends] == [UNKNOWN]
        assert [link.application_id for link in state.project_links] == [UNKNOWN]
        assert [application_id for _, application_id in state.trusted_applications.items()] == [UNKNOWN]
        assert [token.value for token in state.tokens] == ["other"]
        assert list(state.consumers) == []
        for remote in (jira.place, confluence.place):
            assert state.user_tokens.get(remote.application_id, "alice") is None
        assert state.user_tokens.get(UNKNOWN, "alice")


def test_the_next_link_becomes_primary_at_both_ends(linked: RunningTopology):
    """Of its type, in order of creation."""
    confluence, jira = linked.administrator("confluence"), linked.administrator("jira")
    for administrator, kind in ((confluence, jira.place), (jira, confluence.place)):
        for number in (1, 2):
            other = replace(kind, url=f"http://other-{number}.invalid", application_id=UNKNOWN[:-1] + str(number))
            assert administrator.create_end(other).fine
    assert confluence.delete_link(jira.place, both_ends=True).status == 200
    for administrator in (confluence, jira):
        primaries = [link["rpcUrl"] for link in administrator.links() if link["isPrimary"]]
        assert primaries == ["http://other-1.invalid"]


def test_an_end_that_was_deleted_there_by_hand_is_deleted_here_by_hand(linked: RunningTopology):
    """The other one shows CONFIG ERROR meanwhile; both ends cannot be deleted from there any more."""
    confluence, jira = linked.administrator("confluence"), linked.administrator("jira")
    assert confluence.delete_link(jira.place).status == 200
    error = jira.status(confluence.place)["error"]
    assert (error["category"], error["type"]) == ("CONFIG_ERROR", "NO_REMOTE_APPLINK")
    assert jira.delete_link(confluence.place, both_ends=True).status == 500
    assert jira.link_to(confluence.place)
    assert jira.delete_link(confluence.place).status == 200
    assert jira.delete_link(confluence.place).status == 404
    assert jira.delete_link(confluence.place, both_ends=True).status == 404


def test_after_deleting_and_recreating_people_have_to_allow_access_again(
    pair: RunningTopology, allow: Callable[[RunningTopology, str], None]
):
    """At either end their tokens went with the link; anna, who had allowed access, could delete both ends."""
    confluence, jira = pair.administrator("confluence"), pair.administrator("jira")
    assert confluence.create_link(jira.place, there=jira, trust=True).fine
    allow(pair, "anna")
    assert permission(confluence, jira.place) == ("ALLOWED", None)
    assert confluence.delete_link(jira.place, both_ends=True).status == 200
    assert not list(pair.products["jira"].state.tokens)
    assert confluence.create_link(jira.place, there=jira, trust=True).fine
    assert permission(confluence, jira.place)[0] == "CREDENTIALS_REQUIRED"
    allow(pair, "anna")
    assert permission(confluence, jira.place) == ("ALLOWED", None)


def test_a_link_that_is_deleted_while_it_is_configured_stays_deleted(
    pair: RunningTopology, stranger: Callable[[Answering], str]
):
    """Nothing of it is trusted afterwards; control: without the deletion it is."""
    confluence, jira = pair.administrator("confluence"), pair.administrator("jira")
    told = pair.transport.send(OutgoingRequest("GET", f"{jira.place.url}/plugins/servlet/oauth/consumer-info")).body
    deletions = [lambda: None, lambda: confluence.delete_link(remote)]

    def answer(_method: str, _path: str) -> tuple[int, str, bytes]:
        deletions.pop(0)()
        return 200, "application/xml", told

    remote = at(pair, stranger(answer))
    oauth = {"enabled": True, "twoLoEnabled": True, "twoLoImpersonationEnabled": False}
    off = dict.fromkeys(oauth, False)
    assert confluence.set_levels(remote, oauth, off).status == 204
    assert list(pair.products["confluence"].state.consumers)
    assert confluence.set_levels(remote, off, off).status == 204
    assert confluence.set_levels(remote, oauth, oauth).status == 404
    assert not confluence.links()
    assert not list(pair.products["confluence"].state.consumers)


@pytest.mark.parametrize("administrators", [1, 4])
def test_a_link_that_is_deleted_from_both_ends_at_once_is_gone_at_both(
    impatient: RunningTopology, administrators: int
):
    """Nobody waits for the other for ever; whoever is late is told so, and nothing crashes."""
    confluence, jira = impatient.administrator("confluence"), impatient.administrator("jira")
    for _ in range(5):
        with ThreadPoolExecutor(2 * administrators) as pool:
            answers = [
                pool.submit(here.delete_link, there.place, both_ends=True)
                for here, there in ((confluence, jira), (jira, confluence)) * administrators
            ]
            statuses = {answer.result(timeout=30).status for answer in answers}
        assert 200 in statuses
        assert statuses <= ({200, 404} if administrators == 1 else {200, 404, 500})
        assert not confluence.links()
        assert not jira.links()
        assert confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True).fine


def test_the_answers_of_both_ends_are_told_in_json_and_xml(linked: RunningTopology):
    """The body of a deletion is a status body, also of one that failed (applinks.md 3.0)."""
    confluence, jira = linked.administrator("confluence"), linked.place("jira")
    linked.switch_off("jira")
    path = f"/rest/applinks/3.0/applicationlink/{jira.application_id}"
    assert json.loads(confluence.ask("DELETE", path, reciprocate="true").body)["status-code"] == 500
    xml = confluence.ask("DELETE", f"{path}.xml", reciprocate="true")
    assert from_xml(xml.body)["status-code"] == "500"

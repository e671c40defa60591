"""Relocating a link (applinks.md 5.6), and what becomes of everything that hangs on it."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from applink_simulator.authentication.basic import basic_header
from applink_simulator.domain.links import ProjectLink
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.topology.place import Place
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Administrator

pytestmark = pytest.mark.conformance("REST-039")

Answer = tuple[int, str, bytes]
Answering = Callable[[str, str], Answer]

UNKNOWN = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"
NOWHERE = "http://127.0.0.1:1"
THREE = """
userbases: {people: {users: {anna: {}, adam: {}, alice: {}}}}
products:
  production: {kind: jira, title: Production, system_administrators: anna}
  staging: {kind: jira, title: Staging, system_administrators: anna}
  confluence: {system_administrators: anna, administrators: adam}
"""


def relocate(administrator: Administrator, remote: Place | str, new_url: str, version: str = "3.0") -> Reply:
    return ask(administrator, remote, version, newUrl=new_url)


def ask(administrator: Administrator, remote: Place | str, version: str = "3.0", **query: str) -> Reply:
    application_id = remote if isinstance(remote, str) else remote.application_id
    return administrator.ask("POST", f"/rest/applinks/{version}/relocateApplicationlink/{application_id}", **query)


def urls(administrator: Administrator, remote: Place) -> tuple[str, str]:
    link = administrator.link_to(remote)
    assert link
    return link["rpcUrl"], link["displayUrl"]


def state(administrator: Administrator, remote: Place) -> str:
    path = f"/rest/applinks/1.0/listApplicationlinkstates/id/{remote.application_id}"
    return str(administrator.ask("GET", path).json()["appLinkState"])


def manifest(application_id: str, type_id: str, url: str, applinks_version: str | None = "9.1.4") -> Answer:
    """What a product there would tell of itself."""
    told = {"id": application_id, "name": "Stranger", "typeId": type_id, "url": url, "version": "9.12.0"}
    body = json.dumps(told | ({"applinksVersion": applinks_version} if applinks_version else {}))
    return 200, "application/json", body.encode()


@pytest.fixture
def linked(pair: RunningTopology) -> RunningTopology:
    """Both ways, with impersonation."""
    confluence, jira = pair.administrator("confluence"), pair.administrator("jira")
    assert confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True).fine
    return pair


@pytest.fixture
def three(serve: Callable[[str], RunningTopology]) -> Iterator[RunningTopology]:
    running = serve(THREE)
    yield running
    assert not list(running.journal.crashes)


@pytest.fixture
def strict_three(serve: Callable[[str], RunningTopology]) -> RunningTopology:
    return serve(THREE.replace("confluence: {", "confluence: {profile: strict, "))


@pytest.mark.parametrize("version", ["1.0", "2.0", "3.0", "latest"])
def test_the_remote_that_moved_is_found_again_under_every_version(linked: RunningTopology, version: str):
    """Application URL := what was given, display URL := what the manifest says; an answer without a body."""
    confluence = linked.administrator("confluence")
    assert confluence.status(linked.place("jira"))["working"] is True
    new = linked.move("jira", path="/tracker")
    assert confluence.status(new)["error"]["type"] == "CONNECTION_REFUSED"
    answer = relocate(confluence, new, f"{new.url}/", version)
    assert (answer.status, answer.body) == (204, b"")
    assert urls(confluence, new) == (new.url, new.url)
    assert confluence.status(new)["working"] is True


def test_who_may_not_relocate_is_told_so_before_anything_is_looked_at(linked: RunningTopology):
    """401 to everybody but administrators, 403 to those of them who are no system administrators."""
    new, before = linked.move("jira"), urls(linked.administrator("confluence"), linked.place("jira"))
    stranger = linked.visitor(None, "confluence")
    path = f"/rest/applinks/3.0/relocateApplicationlink/{new.application_id}"
    assert stranger.ask("POST", path, newUrl=new.url).status == 401
    bob, adam, anna = (linked.administrator("confluence", name) for name in ("bob", "adam", "anna"))
    for remote, url in ((new, new.url), (UNKNOWN, "no URI")):
        assert relocate(bob, remote, url).status == 401
        assert relocate(adam, remote, url).status == 403
        assert "system administrator" in relocate(adam, remote, url).json()["message"]
    assert urls(anna, new) == before
    assert relocate(anna, new, new.url).status == 204


def test_before_application_links_5_any_administrator_may_relocate(serve: Callable[[str], RunningTopology]):
    """And people are sent to the old address as before. Control: alice, who is none, may not even there."""
    running = serve(THREE.replace("confluence: {", 'confluence: {version: "4.3.7", '))
    jira, adam = running.place("production"), running.administrator("confluence", "adam")
    assert adam.create_end(jira).status == 201
    new = running.move("production")
    assert relocate(running.administrator("confluence", "alice"), jira, new.url, "1.0").status == 401
    assert relocate(adam, jira, new.url, "1.0").status == 204
    assert urls(adam, jira) == (new.url, jira.url)
    running.rewrite_end("confluence", "production", system=True)
    assert relocate(adam, jira, new.url, "1.0").status == 403


def test_an_address_that_is_no_uri_is_looked_at_before_the_link(
    linked: RunningTopology, strict_pair: RunningTopology
):
    """The vendor's products fall over; a strict one, and any URI that leads nowhere, gets a clean 400."""
    confluence, jira = linked.administrator("confluence"), linked.place("jira")
    for wrong in ("http://a b", "http://[", "http://x/%zz", "{"):
        assert relocate(confluence, UNKNOWN, wrong).status == 500
    for wrong in ("", "nonsense", "ftp://jira", "http://", "http://:80", "javascript:alert(1)"):
        assert relocate(confluence, jira, wrong).status == 400
        assert relocate(confluence, UNKNOWN, wrong).status == 404
    assert ask(confluence, jira).status == 400
    assert relocate(confluence, UNKNOWN, jira.url).status == 404
    assert relocate(confluence, "nonsense", jira.url).status == 400
    assert urls(confluence, jira) == (jira.url, jira.url)
    assert relocate(confluence, jira, jira.url).status == 204
    strict = strict_pair.administrator("confluence")
    strict.create_end(strict_pair.place("jira"))
    assert relocate(strict, UNKNOWN, "http://a b").status == 404
    assert relocate(strict, strict_pair.place("jira"), "http://a b").status == 400


def test_where_nobody_answers_one_is_asked_whether_to_go_on(linked: RunningTopology):
    """409 and no body at all, until one says so; then both URLs are the new one."""
    confluence, jira = linked.administrator("confluence"), linked.place("jira")
    for address in (NOWHERE, "http://no-such-host.invalid", "http://ümlaut.invalid"):
        for more in ({}, {"nowarning": "false"}, {"nowarning": "maybe"}):
            answer = ask(confluence, jira, newUrl=address, **more)
            assert (answer.status, answer.body) == (409, b"")
    assert urls(confluence, jira) == (jira.url, jira.url)
    assert ask(confluence, jira, newUrl=NOWHERE, nowarning="true").status == 204
    assert urls(confluence, jira) == (NOWHERE, NOWHERE)


@pytest.mark.parametrize("fault", ["is unavailable", "redirects elsewhere"])
def test_a_base_page_that_is_none_is_no_answer(linked: RunningTopology, fault: str):
    """Anything but 2xx (applinks.md 5.6); control: without the fault."""
    confluence, new = linked.administrator("confluence"), linked.move("jira")
    linked.misbehave("jira", fault)
    assert relocate(confluence, new, new.url).status == 409
    linked.behave()
    assert relocate(confluence, new, new.url).status == 204


def test_an_application_of_another_type_is_refused_in_a_plain_text(linked: RunningTopology):
    """Whoever says to go on anyway is refused as well: that is about silence alone."""
    confluence, jira = linked.administrator("confluence"), linked.place("jira")
    for more in ({}, {"nowarning": "true"}):
        answer = ask(confluence, jira, newUrl=confluence.place.url, **more)
        assert (answer.status, answer.content_type) == (400, "text/plain")
        assert answer.text == (
            f"At {confluence.place.url} there is Confluence, of the type confluence; "
            "this link leads to one of the type jira."
        )
    assert urls(confluence, jira) == (jira.url, jira.url)


def test_a_site_without_a_manifest_is_taken(linked: RunningTopology):
    """It may be the product, behind something that hides what it is; both URLs are what was given."""
    confluence, new = linked.administrator("confluence"), linked.move("jira")
    linked.misbehave("jira", "is some other web site")
    assert relocate(confluence, new, new.url).status == 204
    assert urls(confluence, new) == (new.url, new.url)


def test_people_are_sent_where_the_manifest_says_if_that_is_an_address(
    linked: RunningTopology, stranger: Callable[[Answering], str]
):
    """A remote tells what it likes: a browser is handed nothing but http and https."""
    confluence, jira = linked.administrator("confluence"), linked.place("jira")
    for told, shown in (("https://public.example/jira/", "https://public.example/jira"), ("javascript:alert(1)", "")):
        url = stranger(lambda _method, _path, told=told: manifest(jira.application_id, "jira", told))
        assert relocate(confluence, jira, url).status == 204
        assert urls(confluence, jira) == (url, shown or url)


def test_the_vendor_takes_another_installation_of_the_same_type(three: RunningTopology):
    """It does not compare ids; the link keeps the old one, and says so afterwards (applinks.md 5.6)."""
    confluence, production, staging = (
        three.administrator("confluence"),
        three.place("production"),
        three.place("staging"),
    )
    confluence.create_end(production)
    assert relocate(confluence, production, staging.url).status == 204
    assert urls(confluence, production) == (staging.url, staging.url)
    assert state(confluence, production) == "UPGRADED_TO_UAL"
    assert confluence.status(production)["error"]["type"] == "NO_REMOTE_APPLINK"


def test_a_strict_product_refuses_another_installation_and_says_which(strict_three: RunningTopology):
    """Control: the installation that was meant is taken at its new address."""
    confluence, production = strict_three.administrator("confluence"), strict_three.place("production")
    staging = strict_three.place("staging")
    confluence.create_end(production)
    answer = relocate(confluence, production, staging.url)
    assert (answer.status, answer.content_type) == (400, "text/plain")
    for word in (staging.url, "Staging", staging.application_id, production.application_id):
        assert word in answer.text
    assert urls(confluence, production) == (production.url, production.url)
    new = strict_three.move("production")
    assert relocate(confluence, production, new.url).status == 204


def test_two_links_never_lead_to_one_address(three: RunningTopology):
    """Nor one to the product itself; control: to where the link leads already."""
    production, staging = three.place("production"), three.place("staging")
    confluence = three.administrator("confluence")
    assert confluence.create_end(production).fine
    assert confluence.create_end(staging).fine
    answer = relocate(confluence, production, staging.url)
    assert (answer.status, answer.json()["message"]) == (400, ["The link to Staging has that address already."])
    assert relocate(confluence, production, production.url).status == 204
    jira = three.administrator("staging")
    assert jira.create_end(production).fine
    answer = relocate(jira, production, staging.url)
    assert (answer.status, answer.json()["message"]) == (400, ["That is the address of this product itself."])


def test_hosts_that_may_not_be_contacted_are_not(serve: Callable[[str], RunningTopology]):
    """A guess, as in the wizard; control: the product without it."""
    running = serve(THREE.replace("confluence: {", "confluence: {guesses: {blocked_hosts: true}, "))
    confluence, jira = running.administrator("confluence"), running.place("production")
    confluence.create_end(jira)
    assert relocate(confluence, jira, jira.url).status == 403
    assert relocate(confluence, jira, "http://no-such-host.invalid").status == 400
    assert not running.journal.at("production")
    other = running.administrator("staging")
    other.create_end(jira)
    assert relocate(other, jira, jira.url).status == 204


def test_a_form_of_another_site_relocates_nothing(linked: RunningTopology):
    """The header that no form can send is needed; control: with it."""
    confluence, jira = linked.administrator("confluence"), linked.place("jira")
    query = urlencode({"newUrl": NOWHERE, "nowarning": "true"})
    path = f"/rest/applinks/3.0/relocateApplicationlink/{jira.application_id}?{query}"
    request = OutgoingRequest("POST", confluence.place.url + path)
    request = request.with_headers(("Authorization", basic_header("anna", "anna")))
    assert linked.transport.send(request).status == 403
    assert urls(confluence, jira) == (jira.url, jira.url)
    assert linked.transport.send(request.with_headers(("X-Atlassian-Token", "no-check"))).status == 204


def test_the_state_tells_who_is_at_a_links_address(
    linked: RunningTopology, stranger: Callable[[Answering], str], three: RunningTopology
):
    """OFFLINE without a page, redirects included; OK without a manifest; else by id and version (applinks.md 5.6)."""
    confluence, jira = linked.administrator("confluence"), linked.place("jira")
    assert state(confluence, jira) == "OK"
    linked.move("jira", signpost=True)
    assert state(confluence, jira) == "OFFLINE"
    for found, wanted in (
        (manifest(jira.application_id.upper(), "jira", NOWHERE), "OK"),
        (manifest(UNKNOWN, "jira", NOWHERE, "3.0.0"), "UPGRADED_TO_UAL"),
        (manifest(UNKNOWN, "jira", NOWHERE, "2.9"), "UPGRADED"),
        (manifest(UNKNOWN, "jira", NOWHERE, None), "UPGRADED"),
        ((200, "text/html", b"<title>Cat pictures</title>"), "OK"),
        ((404, "text/html", b""), "OFFLINE"),
    ):
        url = stranger(lambda _method, _path, found=found: found)
        assert ask(confluence, jira, newUrl=NOWHERE, nowarning="true").fine
        linked.rewrite_end("confluence", "jira", rpc_url=url)
        assert state(confluence, jira) == wanted


def test_what_hangs_on_a_link_stays_when_it_is_relocated(linked: RunningTopology):
    """Name, primary, both directions' trust and project links: they hang on the id (applinks.md 5.6)."""
    confluence, jira = linked.administrator("confluence"), linked.place("jira")
    known = linked.products["confluence"].state
    project_link = ProjectLink("DOC", jira.application_id, "jira.project", "DEMO", "Demonstration")
    known.project_links.put(project_link)
    link, levels, consumers = confluence.link_to(jira), confluence.levels(jira), list(known.consumers)
    new = linked.move("jira")
    assert relocate(confluence, new, new.url).status == 204
    assert confluence.link_to(jira) == {**(link or {}), "rpcUrl": new.url, "displayUrl": new.url}
    assert (confluence.levels(jira), list(known.consumers)) == (levels, consumers)
    assert list(known.project_links) == [project_link]
    assert linked.administrator("jira").link_to(linked.place("confluence"))


def test_a_users_token_outlives_the_move_of_the_product_that_granted_it(
    pair: RunningTopology, allow: Callable[[RunningTopology, str], None]
):
    """It belongs to the installation, not to the address; alice does not have to allow anything again."""
    confluence, jira = pair.administrator("confluence"), pair.administrator("jira")
    confluence.create_link(jira.place, there=jira, trust=True)
    allow(pair, "alice")
    assert seen_by_alice(pair) == "alice"
    new = pair.move("jira")
    assert relocate(confluence, new, new.url).status == 204
    assert seen_by_alice(pair) == "alice"
    pair.products["jira"].state.tokens.remove_of_consumer(pair.products["confluence"].consumer_key)
    assert seen_by_alice(pair) == ""


def seen_by_alice(running: RunningTopology) -> str:
    """Who alice is to Jira when she comes through Confluence; nobody when she would have to authenticate."""
    whoami = {"appId": running.place("jira").application_id, "path": "/plugins/servlet/applinks/whoami"}
    return running.visitor("alice", "confluence").ask("GET", "/plugins/servlet/applinks/proxy", **whoami).text


def test_when_both_have_moved_each_end_is_relocated_by_its_own_administrator(linked: RunningTopology):
    """One alone is not enough: relocating does not touch the remote's end (applinks.md 5.6)."""
    jira, confluence = linked.move("jira", path=""), linked.move("confluence", path="/wiki")
    assert relocate(linked.administrator("confluence"), jira, jira.url).status == 204
    assert urls(linked.administrator("jira"), confluence)[0] == linked.home_of("confluence")
    assert linked.administrator("confluence").status(jira)["working"] is True
    assert linked.administrator("jira").status(confluence)["error"]["type"] == "CONNECTION_REFUSED"
    assert relocate(linked.administrator("jira"), confluence, confluence.url).status == 204
    assert linked.administrator("jira").status(confluence)["working"] is True
    assert linked.administrator("confluence").status(jira)["working"] is True


def test_the_old_address_with_another_installation_is_told_from_the_one_that_moved(three: RunningTopology):
    """Staging is where production was: not offline, but not what the link leads to either."""
    confluence, production = three.administrator("confluence"), three.place("production")
    three.administrator("production").create_end(confluence.place)
    confluence.create_end(production)
    new = three.move("production")
    assert state(confluence, production) == "OFFLINE"
    three.move("staging", to=production.url)
    assert state(confluence, production) == "UPGRADED_TO_UAL"
    assert confluence.status(production)["error"]["type"] == "NO_REMOTE_APPLINK"
    assert relocate(confluence, production, new.url).status == 204
    assert state(confluence, production) == "OK"
    assert confluence.status(production)["error"]["type"] == "DISABLED"


def test_a_link_that_is_changed_while_it_is_relocated_keeps_the_change(
    linked: RunningTopology, stranger: Callable[[Answering], str]
):
    """And one that is deleted meanwhile does not come back; the remote's answer is the moment of both."""
    confluence, jira = linked.administrator("confluence"), linked.place("jira")
    path = f"/rest/applinks/2.0/applicationlink/{jira.application_id}"

    def while_it_answers(change: Callable[[], Reply]) -> Answering:
        def answer(_method: str, asked: str) -> Answer:
            if asked.endswith("/manifest"):
                assert change().fine
            return manifest(jira.application_id, "jira", jira.url)

        return answer

    url = stranger(while_it_answers(lambda: confluence.ask("POST", path, {"name": "Renamed"})))
    assert relocate(confluence, jira, url).status == 204
    link = confluence.link_to(jira)
    assert link
    assert (link["name"], link["rpcUrl"]) == ("Renamed", url)
    url = stranger(while_it_answers(lambda: confluence.delete_link(jira)))
    assert relocate(confluence, jira, url).status == 404
    assert not confluence.links()

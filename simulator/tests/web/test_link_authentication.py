"""The older pages that set a link's authentication, as an administrator's browser sees them (applinks.md 3.5)."""

import re
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from applink_simulator.authentication.basic import basic_header
from applink_simulator.domain.links import Provider
from applink_simulator.products import kinds
from applink_simulator.topology.place import Place
from applink_simulator.topology.running import RunningTopology

PAGES = "/plugins/servlet/applinks/auth/conf"
UNKNOWN = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"


class Browser:
    """One that keeps cookies and follows nothing by itself."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def send(
        self, method: str, url: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> HTTPResponse:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        content = {} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(
            method,
            parts.path + (f"?{parts.query}" if parts.query else ""),
            None if form is None else urlencode(form),
            cookies | content | (headers or {}),
        )
        reply = connection.getresponse()
        reply.content = reply.read().decode()  # type: ignore[attr-defined]
        for line in reply.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return reply

    def log_in(self, place: Place, name: str) -> "Browser":
        form = {"os_username": name, "os_password": name}
        assert self.send("POST", place.url + kinds()[place.kind].login_path, form).status == 302
        return self

    def fill_in(self, url: str, **fields: str) -> HTTPResponse:
        """The form of that page, sent back with the token that it carries."""
        found = re.search(r'name="atl_token" value="([0-9a-f]+)"', self.send("GET", url).content)
        assert found, f"no form at {url}"
        return self.send(
            "POST", url, {name.replace("_", "-"): value for name, value in fields.items()} | {"atl_token": found[1]}
        )


@pytest.fixture
def linked(pair: RunningTopology) -> RunningTopology:
    for near, far in (("jira", "confluence"), ("confluence", "jira")):
        assert pair.administrator(near).create_end(pair.place(far)).status == 201
    return pair


def at(running: RunningTopology, product: str, path: str, remote: str | None = None) -> str:
    other = "jira" if product == "confluence" else "confluence"
    return running.place(product).url + PAGES + path.format(id=remote or running.place(other).application_id)


EVERY_PAGE = [
    ("GET", "/config-tabs?applicationId={id}&direction=INBOUND"),
    ("GET", "/oauth/add-consumer-by-url/{id}/INBOUND"),
    ("POST", "/oauth/add-consumer-by-url/{id}/INBOUND"),
    ("GET", "/oauth/add-consumer-manually/{id}"),
    ("POST", "/oauth/add-consumer-manually/{id}"),
    ("GET", "/oauth/outbound/apl-redirect/{id}"),
    ("GET", "/oauth/outbound/atlassian/{id}"),
    ("POST", "/oauth/outbound/atlassian/{id}"),
    ("GET", "/basic/{id}"),
    ("POST", "/basic/{id}"),
    ("PUT", "/oauth/autoconfig/{id}"),
    ("DELETE", "/oauth/autoconfig/{id}"),
    ("PUT", "/trusted/autoconfig/{id}"),
    ("DELETE", "/trusted/autoconfig/{id}"),
]


@pytest.mark.conformance("REST-132", "REST-133", "REST-013")
@pytest.mark.parametrize(("method", "path"), EVERY_PAGE)
def test_every_page_wants_an_administrator_a_form_of_its_own_and_a_link(
    linked: RunningTopology, method: str, path: str
):
    """Login for whoever is none; a page about XSRF that is no error; 400 for a link that is not there."""
    place = linked.place("jira")
    before = [(list(each.state.ends), list(each.state.consumers)) for each in linked.products.values()]
    for browser in (Browser(), Browser().log_in(place, "bob")):
        reply = browser.send(method, at(linked, "jira", path))
        assert reply.status == 302
        assert "/login.jsp?os_destination=" in reply.headers["Location"]
    adam, promise = Browser().log_in(place, "adam"), {"X-Atlassian-Token": "no-check"}
    if method != "GET":
        for token in ("", "nonsense"):
            refused = adam.send(method, at(linked, "jira", path), {"atl_token": token})
            assert refused.status == 200
            assert "This form is out of date" in refused.content  # type: ignore[attr-defined]
    for unknown in (UNKNOWN, "nonsense"):
        assert adam.send(method, at(linked, "jira", path, unknown), None, promise).status == 400
    assert [(list(each.state.ends), list(each.state.consumers)) for each in linked.products.values()] == before
    assert adam.send(method, at(linked, "jira", path), None, promise).status in {200, 302}


@pytest.mark.conformance("REST-134")
def test_a_name_and_a_password_in_the_query_are_enough_and_are_not_passed_on(linked: RunningTopology):
    """A wrong one is sent to log in, and comes back without them."""
    page = at(linked, "jira", "/config-tabs?applicationId={id}&direction=OUTBOUND")
    assert Browser().send("GET", f"{page}&al_username=adam&al_password=adam").status == 200
    reply = Browser().send("GET", f"{page}&al_username=bob&%61l_password=s3cret")
    assert reply.status == 302
    [back] = parse_qs(urlsplit(reply.headers["Location"]).query)["os_destination"]
    assert back.endswith("&direction=OUTBOUND")
    assert "s3cret" not in back
    assert "al_" not in back
    assert Browser().send("GET", f"{page}&al_username=adam&al_password=wrong").status == 302
    rest = linked.place("jira").url + "/rest/applinks/1.0/applicationlink?al_username=adam&al_password=adam"
    assert Browser().send("GET", rest).status == 401


@pytest.mark.conformance("REST-115")
def test_the_tabs_lead_to_what_can_be_set_in_that_direction(linked: RunningTopology):
    adam = Browser().log_in(linked.place("jira"), "adam")
    for direction, page in (("INBOUND", "add-consumer-by-url"), ("OUTBOUND", "outbound/atlassian")):
        tabs = adam.send("GET", at(linked, "jira", f"/config-tabs?applicationId={{id}}&direction={direction}"))
        links = re.findall(r'<li><a href="([^"]+)"', tabs.content)  # type: ignore[attr-defined]
        assert [page in link for link in links] == [True, False]
        assert all(adam.send("GET", link).status == 200 for link in links)
    wrong = at(linked, "jira", "/config-tabs?applicationId={id}&direction=SIDEWAYS")
    assert adam.send("GET", wrong).status == 400


@pytest.mark.conformance("REST-116", "REST-118", "REST-119")
def test_the_browser_goes_to_the_remote_and_back_and_both_ends_fit(linked: RunningTopology):
    """Incoming at Jira is outgoing at Confluence: first for people's tokens, then without them."""
    jira, confluence = linked.place("jira"), linked.place("confluence")
    anna = Browser().log_in(jira, "anna").log_in(confluence, "anna")
    page = at(linked, "jira", "/oauth/add-consumer-by-url/{id}/INBOUND")

    def there_and_back(**fields: str) -> str:
        away = anna.fill_in(page, **fields)
        assert (away.status, away.headers["Location"].startswith(confluence.url)) == (302, True)
        back = anna.send("GET", away.headers["Location"])
        assert (back.status, back.headers["Location"].startswith(page + "?uiposition=local&")) == (302, True)
        assert anna.send("GET", back.headers["Location"]).status == 200
        return back.headers["Location"].partition("?")[2]

    def levels() -> tuple[list[bool], list[bool]]:
        incoming = linked.administrator("jira").levels(confluence)["incoming"]
        outgoing = linked.administrator("confluence").levels(jira)["outgoing"]
        return list(incoming.values()), list(outgoing.values())

    assert "success=true" in there_and_back(oauth_incoming_enabled="true")
    assert levels() == ([True, False, False],) * 2
    two_legged = {"twoLoEnabled": "true", "twoLoExecuteAs": "integration", "update_2lo": "true"}
    assert "outgoing_2lo_success=true" in there_and_back(**two_legged)
    assert levels() == ([True, True, False],) * 2
    there_and_back(**two_legged, twoLoImpersonationEnabled="true")
    assert levels() == ([True, True, True],) * 2
    there_and_back(update_2lo="true")
    there_and_back(oauth_incoming_enabled="false")
    assert levels() == ([False, False, False],) * 2


@pytest.mark.conformance("REST-116")
def test_what_cannot_be_set_is_told_on_the_page(linked: RunningTopology):
    """A user who does not exist, impersonation by no system administrator, a remote that is down."""
    place = linked.place("jira")
    adam = Browser().log_in(place, "adam")
    page = at(linked, "jira", "/oauth/add-consumer-by-url/{id}/INBOUND")
    assert linked.administrator("jira").trust(linked.place("confluence")).fine
    unknown = adam.fill_in(page, update_2lo="true", twoLoEnabled="true", twoLoExecuteAs="<script>x</script>")
    assert unknown.status == 200
    assert "does not exist here" in unknown.content  # type: ignore[attr-defined]
    assert "<script>x" not in unknown.content  # type: ignore[attr-defined]
    refused = adam.fill_in(page, update_2lo="true", twoLoImpersonationEnabled="true")
    assert "Only a system administrator" in refused.content  # type: ignore[attr-defined]
    assert adam.fill_in(page, oauth_incoming_enabled="false").status == 302
    linked.switch_off("confluence")
    silent = adam.fill_in(page, oauth_incoming_enabled="true")
    assert "could not be read" in silent.content  # type: ignore[attr-defined]
    assert linked.products["jira"].state.consumers.of_link(linked.place("confluence").application_id) is None


@pytest.mark.conformance("REST-131", "REST-118", "REST-119")
@pytest.mark.parametrize("page", ["apl", "apl-2lo"])
def test_the_browser_is_sent_back_to_linked_products_alone(linked: RunningTopology, page: str):
    """Not to an address that only begins or looks like one; nothing is switched then."""
    jira, confluence = linked.place("jira"), linked.place("confluence")
    anna = Browser().log_in(jira, "anna")
    switch = "enable-oauth=true" if page == "apl" else "enable-outgoing-2lo=true"

    def sent(callback: str, application_id: str | None = None) -> HTTPResponse:
        path = f"/oauth/outbound/{page}/{{id}}?{switch}&callback={quote(callback, safe='')}"
        return anna.send("GET", at(linked, "jira", path, application_id))

    evil = [
        "",
        "http://evil.invalid/",
        f"{confluence.url}.evil.invalid/",
        f"{confluence.url}-evil/",
        confluence.url.replace("http://", "http://evil@"),
        confluence.url.replace("http://", "https://"),
        f"{confluence.url}/../evil",
        "//evil.invalid/",
        "javascript:alert(1)",
        f"{confluence.url}/x\r\nSet-Cookie: a=b",
    ]
    for callback in evil:
        assert sent(callback).status == 400, callback
    assert linked.administrator("jira").levels(confluence)["outgoing"]["enabled"] is False
    for callback in (f"{confluence.url}/admin?a=b", f"{jira.url}/secure/Dashboard.jspa", "/secure/Dashboard.jspa"):
        reply = sent(callback)
        assert reply.status == 302
        assert callback in reply.headers["Location"]
        assert "success=true" in reply.headers["Location"]
    assert linked.administrator("jira").levels(confluence)["outgoing"]["enabled"] is True
    assert "success=true" in sent(confluence.url, UNKNOWN).headers["Location"]


@pytest.mark.conformance("REST-119")
def test_outgoing_impersonation_is_switched_on_by_system_administrators(linked: RunningTopology):
    """The answer says that it did not work, and why."""
    jira, confluence = linked.place("jira"), linked.place("confluence")
    switches = "enable-outgoing-2lo=true&enable-outgoing-2loi=true"
    page = at(linked, "jira", f"/oauth/outbound/apl-2lo/{{id}}?{switches}&callback={confluence.url}")
    for name, word in (("adam", "false"), ("anna", "true")):
        reply = Browser().log_in(jira, name).send("GET", page)
        assert f"?outgoing_2lo_success={word}" in reply.headers["Location"]
        levels = linked.administrator("jira").levels(confluence)["outgoing"]
        assert levels["twoLoImpersonationEnabled"] is (name == "anna")


@pytest.mark.conformance("REST-120")
def test_what_is_outgoing_here_is_set_on_the_remotes_page(linked: RunningTopology):
    """Unless that has none: then on ours."""
    jira, confluence = linked.place("jira"), linked.place("confluence")
    adam = Browser().log_in(jira, "adam")
    away = adam.send("GET", at(linked, "jira", "/oauth/outbound/apl-redirect/{id}?supportsAppLinks=true"))
    there = f"{confluence.url}{PAGES}/oauth/add-consumer-by-url/{jira.application_id}/INBOUND"
    assert away.headers["Location"] == f"{there}?uiposition=remote&hostUrl={quote(jira.url, safe='')}"
    assert adam.log_in(confluence, "adam").send("GET", away.headers["Location"]).status == 200
    here = adam.send("GET", at(linked, "jira", "/oauth/outbound/apl-redirect/{id}?supportsAppLinks=false"))
    assert here.headers["Location"] == at(linked, "jira", "/oauth/outbound/atlassian/{id}")


@pytest.mark.conformance("REST-122")
def test_outgoing_oauth_is_only_on_or_off(linked: RunningTopology):
    confluence = linked.place("confluence")
    adam, page = Browser().log_in(linked.place("jira"), "adam"), at(linked, "jira", "/oauth/outbound/atlassian/{id}")
    for word in ("true", "false"):
        assert adam.fill_in(page, oauth_outgoing_enabled=word).status == 200
        assert linked.administrator("jira").levels(confluence)["outgoing"]["enabled"] is (word == "true")


@pytest.mark.conformance("REST-117")
def test_a_consumer_is_registered_by_hand_and_removed(linked: RunningTopology):
    """Script in its name is text; a key that is none is told on the page."""
    adam = Browser().log_in(linked.place("jira"), "adam")
    page = at(linked, "jira", "/oauth/add-consumer-manually/{id}")
    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    key = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    typed = {"enabled": "true", "key": "wiki", "name": "<script>alert(1)</script>", "publicKey": "nonsense"}
    consumers = linked.products["jira"].state.consumers
    assert 'role="alert"' in adam.fill_in(page, **typed).content  # type: ignore[attr-defined]
    assert 'role="alert"' in adam.fill_in(page, enabled="true").content  # type: ignore[attr-defined]
    assert consumers.get("wiki") is None
    saved = adam.fill_in(page, **typed | {"publicKey": key, "twoLoEnabled": "true", "twoLoExecuteAs": "alice"})
    assert 'role="alert"' not in saved.content  # type: ignore[attr-defined]
    assert "<script>alert" not in saved.content  # type: ignore[attr-defined]
    consumer = consumers.get("wiki")
    assert consumer is not None
    assert (consumer.two_legged_allowed, consumer.two_legged_user) == (True, "alice")
    assert adam.fill_in(page, enabled="false").status == 200
    assert consumers.get("wiki") is None


@pytest.mark.conformance("REST-127")
def test_basic_access_has_one_account_whose_password_is_not_shown(linked: RunningTopology):
    adam, page = Browser().log_in(linked.place("jira"), "adam"), at(linked, "jira", "/basic/{id}")
    ends, remote = linked.products["jira"].state.ends, linked.place("confluence").application_id
    assert 'role="alert"' in adam.fill_in(page, enabled="true", password="s3cret").content  # type: ignore[attr-defined]
    saved = adam.fill_in(page, enabled="true", username="integration", password="s3cret")
    assert "integration" in saved.content  # type: ignore[attr-defined]
    assert "s3cret" not in saved.content  # type: ignore[attr-defined]
    end = ends.get(remote)
    assert end is not None
    assert end.basic_account is not None
    assert (end.providers, end.basic_account.password) == ({Provider.BASIC}, "s3cret")
    assert adam.fill_in(page, enabled="false").status == 200
    end = ends.get(remote)
    assert end is not None
    assert (end.providers, end.basic_account) == (frozenset(), None)


@pytest.mark.conformance("REST-123", "REST-124")
def test_oauth_configures_itself_at_the_word_of_the_other_product(linked: RunningTopology):
    """As a product of old calls it: Basic, both directions; 500 where our consumer information cannot be read."""
    jira, confluence = linked.administrator("jira"), linked.place("confluence")
    as_adam = {"Authorization": basic_header("adam", "adam"), "X-Atlassian-Token": "no-check"}
    page = at(linked, "jira", "/oauth/autoconfig/{id}")
    linked.switch_off("confluence")
    assert Browser().send("PUT", page, None, as_adam).status == 500
    assert not jira.levels(confluence)["outgoing"]["enabled"]
    linked.switch_on("confluence")
    assert Browser().send("PUT", page, None, as_adam).status == 200
    oauth = {"enabled": True, "twoLoEnabled": True, "twoLoImpersonationEnabled": False}
    assert jira.levels(confluence) == {"incoming": oauth, "outgoing": oauth}
    assert Browser().send("DELETE", page, None, as_adam).status == 200
    assert not jira.levels(confluence)["incoming"]["enabled"]
    end = linked.products["jira"].state.ends.get(confluence.application_id)
    assert end is not None
    assert Provider.OAUTH not in end.providers


@pytest.mark.conformance("REST-125")
def test_trusted_applications_are_written_down_at_the_word_of_the_other_product(linked: RunningTopology):
    confluence = linked.place("confluence").application_id
    as_adam = {"Authorization": basic_header("adam", "adam"), "X-Atlassian-Token": "no-check"}
    page, state = at(linked, "jira", "/trusted/autoconfig/{id}"), linked.products["jira"].state
    for method, trusted in (("PUT", True), ("DELETE", False)):
        assert Browser().send(method, page, None, as_adam).status == 200
        assert [link for _, link in state.trusted_applications.items()] == ([confluence] if trusted else [])
        end = state.ends.get(confluence)
        assert end is not None
        assert (Provider.TRUSTED in end.providers) is trusted

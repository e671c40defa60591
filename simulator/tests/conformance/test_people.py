"""People who sign in, and what their browsers may be made to send (catalogue 4)."""

import json
from base64 import b64encode
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pytest

from applink_simulator.domain.messages import FORM, Headers, OutgoingRequest, Reply, every_header
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.topology.backends.in_process import in_process
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor
from applink_simulator.web.caller import CONFIRMED_FOR, MOST_WRONG_PASSWORDS

from .provider import Provider

NO_CHECK = ("X-Atlassian-Token", "no-check")
IS_FORM = ("Content-Type", FORM)
MYSELF = {"jira": "/rest/api/2/myself", "confluence": "/rest/api/user/current"}
LINKS = "/rest/applinks/3.0/applicationlink"


@dataclass
class At:
    """One product, before which people stand."""

    running: RunningTopology
    name: str

    @property
    def product(self) -> Product:
        return self.running.products[self.name]

    def send(self, method: str, path: str, headers: Headers = (), body: bytes = b"") -> Reply:
        return self.running.transport.send(OutgoingRequest(method, self.product.url(path), headers, body))

    def with_password(self, username: str, password: str) -> Reply:
        credentials = b64encode(f"{username}:{password}".encode()).decode()
        return self.send("GET", MYSELF[self.name], (("Authorization", f"Basic {credentials}"),))

    def log_in(self, username: str, password: str, headers: Headers = (), destination: str = "") -> Reply:
        """With the form."""
        fields = {"os_username": username, "os_password": password, "os_destination": destination}
        return self.send("POST", self.product.kind.login_path, (IS_FORM, *headers), urlencode(fields).encode())

    def person(self, username: str) -> Visitor:
        """Somebody with a browser who is logged in."""
        visitor = self.running.visitor(username, self.name)
        visitor.visit("/")
        return visitor

    def change(self, username: str, **changes: object) -> None:
        """Behind HTTP's back, at both products alike."""
        user = self.product.state.directory.find(username)
        assert user is not None
        self.product.state.directory.put(replace(user, **changes))


@pytest.fixture(params=["jira", "confluence"])
def at(request: pytest.FixtureRequest, pair: RunningTopology) -> At:
    """Both, one after the other: who signs in where is the same in all products."""
    return At(pair, request.param)


def is_alice(reply: Reply) -> bool:
    return reply.status == 200 and reply.header("X-AUSERNAME") == "alice" and "Alice" in reply.text


def denied(reply: Reply, at: At) -> None:
    assert reply.status == 403
    assert reply.header("X-Seraph-LoginReason") == "AUTHENTICATION_DENIED"
    login = at.product.url(at.product.kind.login_page)
    assert reply.header("X-Authentication-Denied-Reason") == f"CAPTCHA_CHALLENGE; login-url={login}"
    assert reply.header("X-AUSERNAME") == "anonymous"


@pytest.mark.conformance("SES-001")
@pytest.mark.parametrize("username", ["alice", "carol", "nobody-of-that-name", ""])
def test_a_wrong_password_is_told_over_rest(at: At, username: str):
    """To everybody in the same words, whether there is such a user or not."""
    reply = at.with_password(username, "wrong")
    assert reply.status == 401
    assert reply.header("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED"
    assert reply.header("X-AUSERNAME") == "anonymous"
    assert reply.text == at.with_password("bob", "wrong").text
    assert is_alice(at.with_password("alice", "alice"))


@pytest.mark.conformance("SES-002")
def test_after_wrong_passwords_rest_is_closed_until_a_browser_login(at: At):
    """For that user alone; the right password is no help, whatever the spelling of the name."""
    for _ in range(MOST_WRONG_PASSWORDS - 1):
        assert at.with_password("alice", "wrong").header("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED"
    assert is_alice(at.with_password("alice", "alice"))
    for _ in range(MOST_WRONG_PASSWORDS):
        assert at.with_password("alice", "wrong").header("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED"
    for username, password in (("alice", "alice"), ("ALICE", "alice"), ("alice", "wrong")):
        denied(at.with_password(username, password), at)
    assert at.with_password("bob", "bob").status == 200
    assert at.log_in("alice", "wrong").header("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED"
    denied(at.with_password("alice", "alice"), at)
    assert at.log_in("alice", "alice").header("X-Seraph-LoginReason") == "OK"
    assert is_alice(at.with_password("alice", "alice"))


@pytest.mark.conformance("SES-002")
def test_a_session_over_rest_is_closed_likewise(pair: RunningTopology):
    """Jira's own; a session that was open before goes on."""
    at = At(pair, "jira")
    alice = at.person("alice")

    def log_in(password: str) -> Reply:
        body = json.dumps({"username": "alice", "password": password}).encode()
        headers = (("Content-Type", "application/json"), NO_CHECK)
        return at.send("POST", "/rest/auth/1/session", headers, body)

    assert log_in("alice").status == 200
    for _ in range(MOST_WRONG_PASSWORDS):
        assert log_in("wrong").status == 401
    denied(log_in("alice"), at)
    assert every_header(log_in("alice").headers, "Set-Cookie") == []
    assert is_alice(alice.ask("GET", "/rest/api/2/myself"))


@pytest.mark.conformance("SES-002")
def test_a_link_does_not_mind_that_its_user_is_locked(vendor: Provider):
    """Signatures need no password; a script with the same account is out (fault F-45)."""
    at = At(vendor.running, "jira")
    for _ in range(MOST_WRONG_PASSWORDS):
        at.with_password("integration", "wrong")
    denied(at.with_password("integration", "integration"), at)
    vendor.served_as("integration", vendor.signed())
    vendor.served_as("integration", vendor.as_user("integration"))
    denied(at.with_password("integration", "integration"), at)


@pytest.mark.conformance("SES-003")
@pytest.mark.parametrize("how", ["logged out", "made up"])
def test_a_session_that_has_ended_is_not_silently_nobodys(at: At, how: str):
    """Over REST; pages are shown as to everybody, with a way to log in."""
    alice = at.person("alice")
    name = f"JSESSIONID.{at.name}"
    (cookie,) = [each.value for each in alice.browser.cookies.values() if each.name == name]
    assert is_alice(at.send("GET", MYSELF[at.name], (("Cookie", f"{name}={cookie}"),)))
    if how == "logged out":
        alice.log_out()
    else:
        cookie = "F" * 32
    for path in (MYSELF[at.name], LINKS):
        reply = at.send("GET", path, (("Cookie", f"{name}={cookie}"),))
        assert reply.status == 401
        assert "Alice" not in reply.text
        assert reply.header("X-Seraph-LoginReason") == "OUT"
    page = at.send("GET", "/", (("Cookie", f"{name}={cookie}"),))
    assert (page.status, page.header("X-AUSERNAME")) == (200, "anonymous")


@pytest.mark.conformance("SES-004", "SES-005")
@pytest.mark.parametrize("path", ["/plugins/servlet/oauth/users/access-tokens", "confirmation"])
def test_a_form_comes_from_a_page_of_ones_own_session(at: At, path: str):
    """Or from a script, which may promise with a header what no form can."""
    anna = at.person("anna")
    path = at.product.kind.confirm_path if path == "confirmation" else path
    fields = {"grant": "x", "webSudoPassword": "anna"}
    url, session = anna.url(path), anna.browser.cookies_for(anna.url("/"))
    (token,) = [each.value for each in session if each.name == at.product.kind.xsrf_cookie]

    def post(headers: Headers = (), **more: str) -> Reply:
        return anna.browser.send("POST", url, (IS_FORM, *headers), urlencode(fields | more).encode())

    for reply in (post(), post(atl_token="wrong"), post(((NO_CHECK[0], "yes"),)), post(atl_token="")):
        assert reply.status == 403
        assert "XSRF check failed" in reply.text
        assert all(each.confirmed_at is None for each in at.product.state.sessions._sessions.values())
    for reply in (post(atl_token=token), post((NO_CHECK,)), post((("X-Atlassian-Token", "nocheck"),))):
        assert reply.status in {200, 302}


@pytest.mark.conformance("SES-004", "SES-005")
@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=x", "text/plain", ""])
def test_rest_takes_a_form_only_with_the_promise(at: At, content_type: str):
    anna = at.person("anna")
    path = f"/rest/applinks/3.0/applicationlink/primary/{at.product.application_id}"
    headers = (("Content-Type", content_type),) if content_type else ()
    reply = anna.browser.send("POST", anna.url(path), headers, b"a=b")
    assert (reply.status, reply.text) == (403, "XSRF check failed")
    promised = anna.browser.send("POST", anna.url(path), (*headers, NO_CHECK), b"a=b")
    assert promised.status != 403
    assert "XSRF" not in promised.text


@pytest.mark.conformance("SES-006")
@pytest.mark.parametrize(
    ("source", "fine"),
    [
        (("Origin", "https://evil.example"), False),
        (("Origin", "null"), False),
        (("Origin", "{origin}.evil.example"), False),
        (("Referer", "https://evil.example/{origin}"), False),
        (("X-Nothing", ""), False),
        (("Origin", "{origin}"), True),
        (("Referer", "{origin}/anything"), True),
    ],
)
def test_a_browsers_promise_counts_from_the_products_own_pages_alone(at: At, source: tuple[str, str], fine: bool):
    """A client that is no browser says so and is believed: it has no cookies that others could use."""
    anna = at.person("anna")
    path = anna.url(f"/rest/applinks/3.0/applicationlink/primary/{at.product.application_id}")
    origin = at.product.base_url.rpartition("/")[0]
    where = (source[0], source[1].format(origin=origin))
    headers = (NO_CHECK, ("Content-Type", "application/json"), where)
    for agent in ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "tool/1.0"):
        cookies = "; ".join(f"{each.name}={each.value}" for each in anna.browser.cookies_for(path))
        more = (("User-Agent", agent), ("Cookie", cookies))
        reply = anna.browser.transport.send(OutgoingRequest("POST", path, (*headers, *more), b"{}"))
        refused = (reply.status, reply.text) == (403, "XSRF check failed")
        assert refused is (agent != "tool/1.0" and not fine)


@pytest.mark.conformance("SES-007")
def test_a_login_begins_a_session_that_nobody_could_know(at: At):
    """A cookie that was planted is not taken over, an older session of the same browser ends."""
    name = f"JSESSIONID.{at.name}"
    planted = (("Cookie", f"{name}=planted"),)
    first = at.log_in("alice", "alice", planted)
    (line,) = [each for each in every_header(first.headers, "Set-Cookie") if each.startswith(name)]
    session = line.partition(";")[0].partition("=")[2]
    assert len(session) >= 32
    attributes = {each.strip().lower() for each in line.split(";")[1:]}
    assert {"httponly", "samesite=lax", f"path=/{at.name}"} <= attributes
    assert "secure" not in attributes
    before = (("Cookie", f"{name}={session}"),)
    assert is_alice(at.send("GET", MYSELF[at.name], before))
    second = at.log_in("alice", "alice", before)
    assert session not in repr(second.headers)
    assert at.send("GET", MYSELF[at.name], before).status == 401
    assert at.send("GET", MYSELF[at.name], planted).status == 401


@pytest.mark.conformance("SES-007")
def test_on_tls_a_cookie_travels_over_nothing_else(pair: RunningTopology):
    """Within the process, where a product can have any address."""
    with in_process(pair.topology) as running:
        at = At(running, "jira")
        assert not any(
            "secure" in each.lower() for each in every_header(at.log_in("alice", "alice").headers, "Set-Cookie")
        )
        at.product.base_url = at.product.base_url.replace("http://", "https://")
        listening = running.transport._applications
        listening[at.product.base_url.removesuffix("/jira")] = next(iter(listening.values()))
        cookies = every_header(at.log_in("alice", "alice").headers, "Set-Cookie")
        assert len(cookies) == 2
        assert all("secure" in each.lower() for each in cookies)


@pytest.mark.conformance("SES-008")
def test_administrators_give_their_password_again(at: At):
    """In a browser; who sends it with each request need not. It lasts ten minutes."""
    anna = at.person("anna")
    at.product.clock.freeze()
    path = "/rest/applinks/2.0/applicationlink"

    def asks() -> Reply:
        return anna.browser.send("GET", anna.url(path))

    reply = asks()
    assert reply.status == 401
    assert "confirm their password" in reply.text
    page = anna.browser.open(anna.url(at.product.kind.confirm_path))
    assert page.heading == "Confirm that it is you"
    assert anna.browser.press("Confirm", {"Password": "wrong"}).messages == ["That is not your password."]
    assert asks().status == 401
    anna.browser.press("Confirm", {"Password": "anna"})
    assert asks().status == 200
    at.product.clock.move(CONFIRMED_FOR - 1)
    assert asks().status == 200
    at.product.clock.move(1)
    assert asks().status == 401
    assert at.running.administrator(at.name).ask("GET", path).status == 200


@pytest.mark.conformance("SES-008")
def test_nobody_confirms_what_he_may_not_do(at: At):
    """Bob is no administrator; who is signed out logs in first, and comes back."""
    bob, nobody = at.person("bob"), at.running.visitor(None, at.name)
    page = bob.browser.open(bob.url(at.product.kind.confirm_path))
    assert (page.status, page.heading) == (401, "Administrators only")
    assert nobody.browser.open(nobody.url(at.product.kind.confirm_path)).asks_for("os_password")
    page = nobody.browser.press("Log in", {"Username": "anna", "Password": "anna"})
    assert page.heading == "Confirm that it is you"


AWAY = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\r\nLocation: https://evil.example",
    "javascript:alert(1)",
    "{host}@evil.example/",
    "{base}@evil.example/",
    "{base}.evil.example/",
    "{base}/../evil.example/",
    "/%2e%2E/evil.example/",
    "evil.example",
    "http:evil.example",
    "",
]


@pytest.mark.conformance("SES-009")
@pytest.mark.parametrize("destination", AWAY)
def test_a_login_leads_to_no_other_site(at: At, destination: str):
    """But to the dashboard; nor does the confirmation of a password."""
    base = at.product.base_url
    wanted = destination.format(base=base, host=base.rpartition("/")[0])
    dashboard = base + at.product.kind.dashboard
    assert at.log_in("alice", "alice", destination=wanted).header("Location") == dashboard
    assert at.log_in("alice", "alice", destination="/x?a=1").header("Location") == f"{base}/x?a=1"
    anna = at.person("anna")
    confirm = anna.url(f"{at.product.kind.confirm_path}?{urlencode({'os_destination': wanted})}")
    method, url, body = anna.browser.open(confirm).filled_in("Confirm", {"Password": "anna"})
    assert anna.browser.send(method, url, (IS_FORM,), body).header("Location") == dashboard


@pytest.mark.conformance("SES-010")
@pytest.mark.parametrize("path", ["/", "/rest/applinks/1.0/manifest", LINKS, "/nowhere", "/rest/nowhere"])
def test_every_answer_says_whom_it_is_for(at: At, path: str):
    assert at.person("alice").browser.send("GET", at.product.url(path)).header("X-AUSERNAME") == "alice"
    assert at.send("GET", path).header("X-AUSERNAME") == "anonymous"


@pytest.mark.conformance("SES-010")
@pytest.mark.parametrize(("username", "header"), [("zoë", "zo%C3%AB"), ("a b@c", "a%20b%40c"), ("x\ty", "x%09y")])
def test_a_name_that_is_no_header_is_escaped(at: At, username: str, header: str):
    at.product.state.directory.put(User(username, username, password="p"))
    assert at.with_password(username, "p").header("X-AUSERNAME") == header


@pytest.mark.conformance("SES-011")
def test_who_is_disabled_is_out_at_once_and_for_good(at: At):
    """Neither password nor session helps, and the session does not come back to life."""
    alice = at.person("alice")
    assert is_alice(alice.ask("GET", MYSELF[at.name]))
    at.change("alice", active=False)
    assert at.with_password("alice", "alice").status == 401
    assert at.log_in("alice", "alice").header("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED"
    assert alice.browser.send("GET", alice.url(MYSELF[at.name])).status == 401
    page = alice.browser.send("GET", alice.url("/"))
    assert (page.status, page.header("X-AUSERNAME")) == (200, "anonymous")
    at.change("alice", active=True)
    assert alice.browser.send("GET", alice.url(MYSELF[at.name])).status == 401
    assert is_alice(at.with_password("alice", "alice"))
    assert is_alice(at.person("alice").ask("GET", MYSELF[at.name]))


@pytest.mark.conformance("SES-011")
@pytest.mark.parametrize("why", ["deleted", "not allowed to use it"])
def test_whoever_may_not_log_in_any_more_is_out_likewise(at: At, why: str):
    alice, bob = at.person("alice"), at.person("bob")
    state = at.product.state
    if why == "deleted":
        state.directory.remove("alice")
    else:
        state.rights = replace(state.rights, may_use=replace(state.rights.may_use, signed_in=False, users={"bob"}))
    assert alice.browser.send("GET", alice.url(MYSELF[at.name])).status == 401
    assert bob.ask("GET", MYSELF[at.name]).status == 200

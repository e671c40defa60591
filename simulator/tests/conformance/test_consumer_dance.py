"""How a product gets a user's token from another, keeps it, and loses it (catalogue 2.1)."""

import logging
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import pytest
import trustme

from applink_simulator.domain.links import Provider as Way
from applink_simulator.domain.messages import Reply
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.tokens import UserToken
from applink_simulator.linking.product import Product
from applink_simulator.topology.backends.served import served
from applink_simulator.topology.browser import Page
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor

from .calling import is_signed, link, protocol, public_key, through
from .oracle import verifies
from .stranger import Asked, Told, always, stranger

DANCE = "/plugins/servlet/applinks/oauth/login-dance"
REQUESTED = b"oauth_token=requested&oauth_token_secret=s1&oauth_callback_confirmed=true"
ACCESS = b"oauth_token=access&oauth_token_secret=s2&oauth_expires_in=157680000&oauth_session_handle=h"
HTML = "text/html"
GOOD_REQUEST, GOOD_ACCESS, FINE = Told(200, REQUESTED), Told(200, ACCESS), Told(200, b"fine")


@dataclass
class FarProvider:
    """Answers as a product that hands out tokens does, except where a test wants it otherwise."""

    request_token: Told = GOOD_REQUEST
    access_token: Told = GOOD_ACCESS
    data: Told = FINE
    at: dict[str, Told] = field(default_factory=dict)
    """Data at particular addresses."""
    meanwhile: Callable[[], Any] = lambda: None
    """Happens while a token request is being answered."""

    def __call__(self, asked: Asked) -> Told:
        if asked.target.endswith(("/request-token", "/access-token")):
            self.meanwhile()
        if asked.target.endswith("/request-token"):
            return self.request_token
        if asked.target.endswith("/access-token"):
            return self.access_token
        return self.at.get(asked.target, self.data)


@dataclass
class Dance:
    """Confluence's people and the link on which they ask for tokens."""

    running: RunningTopology
    far: FarProvider
    asked: list[Asked] = field(repr=False)
    url: str
    link: str
    """Application id."""

    @property
    def product(self) -> Product:
        return self.running.products["confluence"]

    def person(self, username: str | None = "alice") -> Visitor:
        visitor = self.running.visitor(username, "confluence")
        if username:
            visitor.visit("/")
        return visitor

    def go(self, visitor: Visitor, step: str, **query: str) -> Reply:
        """One step of the dance; a redirect is not followed."""
        address = f"{DANCE}/{step}?{urlencode({'applicationLinkID': self.link} | query)}"
        return visitor.browser.send("GET", visitor.url(address))

    def begun(self, visitor: Visitor, **query: str) -> Reply:
        reply = self.go(visitor, "authorize", **query)
        assert reply.status == 302, reply.text
        return reply

    def finished(self, visitor: Visitor, **query: str) -> Reply:
        return self.go(visitor, "access", **({"oauth_token": "requested", "oauth_verifier": "abcdef"} | query))

    def granted(self, visitor: Visitor) -> None:
        self.begun(visitor)
        assert title(self.finished(visitor)) == "Access allowed"

    def held(self, username: str = "alice") -> UserToken | None:
        return self.product.state.user_tokens.get(self.link, username)

    def look(self, visitor: Visitor, path: str = "/rest") -> Reply:
        return through(self.running, self.link, path, visitor)

    def invites(self, reply: Reply) -> bool:
        return reply.status == 401 and DANCE in repr(reply.headers)


def title(reply: Reply) -> str:
    return Page("", reply).heading


def says(reply: Reply, words: str, heading: str = "Access could not be obtained") -> None:
    """A page of Confluence's own, with status 200 as the products have it (auth.md 2)."""
    page = Page("", reply)
    assert (reply.status, page.heading) == (200, heading), reply.text
    assert words in page.words


@pytest.fixture(params=["pair", "strict_pair"])
def running(request: pytest.FixtureRequest) -> RunningTopology:
    """Confluence in both profiles, one after the other."""
    found: RunningTopology = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def dance(running: RunningTopology) -> Iterator[Dance]:
    far = FarProvider()
    with stranger(far) as found:
        yield Dance(running, far, found.asked, found.url, link(running, found.url, Way.OAUTH))


def problem(word: str, status: int = 401) -> Told:
    line = ("WWW-Authenticate", f'OAuth realm="http%3A%2F%2Ffar",oauth_problem="{word}"')
    return Told(status, f"oauth_problem={word}".encode(), headers=(line,))


@pytest.mark.conformance("REST-129")
def test_the_whole_dance(dance: Dance):
    """The control of all that follows: two requests, signed in their bodies, and then data as that user."""
    alice = dance.person()
    location = dance.begun(alice).header("Location") or ""
    query = dict(parse_qsl(urlsplit(location).query))
    assert location.startswith(f"{dance.url}/plugins/servlet/oauth/authorize?")
    assert query["oauth_token"] == "requested"
    callback = query["oauth_callback"]
    assert callback == dance.product.url(f"{DANCE}/access?applicationLinkID={dance.link}")
    assert dance.held() == UserToken(dance.link, "alice", "requested", "s1", granted=False)
    assert dance.invites(dance.look(alice))
    says(dance.finished(alice), "can now ask stranger on your behalf", "Access allowed")
    assert dance.held() == UserToken(dance.link, "alice", "access", "s2", granted=True)
    assert dance.look(alice).text == "fine"
    request, _, exchange, data = dance.asked
    for asked, more in ((request, {"oauth_callback": callback}), (exchange, {"oauth_token": "requested"})):
        sent = parse_qsl(asked.body.decode(), keep_blank_values=True)
        assert more.items() <= dict(sent).items()
        assert asked.header("Authorization") is None
        assert verifies("POST", dance.url + asked.target, "", "", sent, public_key(dance.product))
    assert dict(protocol(data))["oauth_token"] == "access"
    assert is_signed(data, dance.product, dance.url)


@pytest.mark.conformance("O1C-004")
@pytest.mark.parametrize(
    "answer",
    [b"oauth_token=requested", b"oauth_token_secret=s", b"oauth_token=&oauth_token_secret=s", b"", b"hello"],
)
@pytest.mark.parametrize("which", ["request_token", "access_token"])
def test_half_a_token_is_none(dance: Dance, answer: bytes, which: str):
    alice = dance.person()
    if which == "access_token":
        dance.begun(alice)
    before = dance.held()
    sound = getattr(dance.far, which)
    setattr(dance.far, which, Told(200, answer + b"&oauth_callback_confirmed=true"))
    reply = dance.go(alice, "authorize") if which == "request_token" else dance.finished(alice)
    says(reply, "its answer holds no token")
    assert dance.held() == before
    setattr(dance.far, which, sound)
    dance.granted(alice)


@pytest.mark.conformance("O1C-005")
@pytest.mark.parametrize("more", [b"", b"&oauth_callback_confirmed=false"])
def test_a_provider_that_confirms_no_callback_is_refused_by_a_strict_product(dance: Dance, more: bytes):
    """It speaks OAuth 1.0; the vendor's products do not look."""
    alice = dance.person()
    dance.far.request_token = Told(200, b"oauth_token=requested&oauth_token_secret=s1" + more)
    if dance.product.profile is Profile.STRICT:
        says(dance.go(alice, "authorize"), "session fixation")
        assert dance.held() is None
    else:
        dance.granted(alice)
    dance.far.request_token = GOOD_REQUEST
    dance.granted(alice)


@pytest.mark.conformance("O1C-006")
def test_parameters_that_nobody_knows_are_no_harm(dance: Dance):
    dance.far.request_token = Told(200, REQUESTED + b"&x=1&x=2&oauth_new=%00&y")
    dance.far.access_token = Told(200, b"a=b&" + ACCESS + b"&user_id=7&screen_name=%C3%A9")
    alice = dance.person()
    dance.granted(alice)
    assert dance.look(alice).text == "fine"


@pytest.mark.conformance("O1C-007")
@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "text/html", ""],
)
def test_a_token_is_read_whatever_its_content_type(dance: Dance, content_type: str):
    dance.far.request_token = Told(200, REQUESTED + b"\r\n", content_type)
    dance.far.access_token = Told(200, ACCESS, content_type)
    dance.granted(dance.person())


@pytest.mark.conformance("O1C-008")
@pytest.mark.parametrize(
    "told",
    [
        Told(500, REQUESTED),
        Told(503),
        Told(404, b"<h1>Not found</h1>", HTML),
        Told(200, b"<html><body>Log in</body></html>", HTML),
        Told(200, b"\xff\xfe\x00"),
        Told(200, REQUESTED[:20]),
        Told(200, b"x" * 10 * 1024 * 1024),
        Told(200, REQUESTED + b"&", endless=True),
    ],
    ids=["500", "503", "404", "html", "octets", "cut off", "10 MB", "endless"],
)
@pytest.mark.parametrize("which", ["request_token", "access_token"])
def test_nonsense_is_no_token(dance: Dance, told: Told, which: str):
    """Said on a page; what is too long is not read to its end."""
    alice = dance.person()
    if which == "access_token":
        dance.begun(alice)
    before = dance.held()
    setattr(dance.far, which, told)
    reply = dance.go(alice, "authorize") if which == "request_token" else dance.finished(alice)
    says(reply, "stranger could not be asked for access")
    assert len(reply.body) < 20_000
    assert dance.held() == before
    dance.far.request_token, dance.far.access_token = GOOD_REQUEST, GOOD_ACCESS
    dance.granted(alice)


@pytest.mark.conformance("O1C-009")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("which", ["request_token", "access_token"])
def test_token_requests_follow_no_redirect(dance: Dance, status: int, which: str):
    """Neither to another host nor within their own."""
    alice = dance.person()
    if which == "access_token":
        dance.begun(alice)
    asked = len(dance.asked)
    with stranger(always(Told(200, ACCESS))) as elsewhere:
        setattr(dance.far, which, Told(status, headers=(("Location", f"{elsewhere.url}/token"),)))
        reply = dance.go(alice, "authorize") if which == "request_token" else dance.finished(alice)
        says(reply, f"status {status}")
        assert elsewhere.asked == []
    assert len(dance.asked) == asked + 1
    dance.far.request_token, dance.far.access_token = GOOD_REQUEST, GOOD_ACCESS
    dance.granted(alice)


@pytest.mark.conformance("O1C-010")
@pytest.mark.parametrize("token", ["another", "REQUESTED", "requested%00", "requeste", "x" * 5000])
def test_only_the_token_that_was_asked_for_is_taken_back(dance: Dance, token: str):
    alice = dance.person()
    dance.begun(alice)
    before, asked = dance.held(), len(dance.asked)
    says(dance.finished(alice, oauth_token=token), "belongs to no request of yours")
    assert dance.held() == before
    assert len(dance.asked) == asked
    says(dance.finished(alice), "on your behalf", "Access allowed")


@pytest.mark.conformance("O1C-011")
def test_nobody_finishes_what_another_began(dance: Dance):
    """Session swap: bob would else hand his own access to alice, or get hers."""
    alice, bob = dance.person(), dance.person("bob")
    dance.begun(alice)
    asked = len(dance.asked)
    says(dance.finished(bob), "belongs to no request of yours")
    dance.far.request_token = Told(200, REQUESTED.replace(b"requested", b"bobs"))
    dance.begun(bob)
    says(dance.finished(bob), "belongs to no request of yours")
    assert len(dance.asked) == asked + 1
    assert dance.held("bob") == UserToken(dance.link, "bob", "bobs", "s1", granted=False)
    says(dance.finished(alice), "on your behalf", "Access allowed")
    assert dance.invites(dance.look(bob))


@pytest.mark.conformance("O1C-012")
def test_who_is_signed_out_logs_in_before_the_answer_counts(dance: Dance):
    """The way back leads on with it."""
    alice = dance.person()
    dance.begun(alice)
    asked = len(dance.asked)
    alice.log_out()
    address = f"{DANCE}/access?applicationLinkID={dance.link}&oauth_token=requested&oauth_verifier=abcdef"
    nobody = dance.person(None)
    page = nobody.open(address)
    says(page.reply, "Log in first")
    assert len(dance.asked) == asked
    assert dance.held() == UserToken(dance.link, "alice", "requested", "s1", granted=False)
    nobody.browser.follow("Log in")
    page = nobody.browser.press("Log in", {"Username": "alice", "Password": "alice"})
    assert page.heading == "Access allowed"


@pytest.mark.conformance("O1C-013")
@pytest.mark.parametrize("verifier", [{}, {"oauth_verifier": ""}])
def test_without_a_verifier_it_is_for_the_provider_to_refuse(dance: Dance, verifier: dict[str, str]):
    """It is asked without one, and nothing is stored."""
    alice = dance.person()
    dance.begun(alice)
    dance.far.access_token = problem("parameter_absent", 400)
    before = dance.held()
    says(dance.go(alice, "access", oauth_token="requested", **verifier), "refused: parameter_absent")
    assert "oauth_verifier" not in dict(parse_qsl(dance.asked[-1].body.decode(), keep_blank_values=True))
    assert dance.held() == before
    dance.far.access_token = GOOD_ACCESS
    says(dance.finished(alice), "on your behalf", "Access allowed")


@pytest.mark.conformance("O1C-014")
def test_a_denial_is_told_as_one(dance: Dance):
    """The provider is asked with what came back, and confirms it; the page offers to begin anew."""
    alice = dance.person()
    dance.begun(alice)
    dance.far.access_token = problem("permission_denied")
    reply = dance.finished(alice, oauth_verifier="denied")
    says(reply, "Access to stranger was denied there", "Access denied")
    assert dict(parse_qsl(dance.asked[-1].body.decode()))["oauth_verifier"] == "denied"
    held = dance.held()
    assert held is not None
    assert not held.granted
    assert dance.invites(dance.look(alice))
    assert f"{DANCE}/authorize" in Page(alice.place.url, reply).link("Start again")
    dance.far.access_token = GOOD_ACCESS
    dance.granted(alice)


@pytest.mark.conformance("O1C-014")
@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("consumer_key_unknown", "does not know this application"),
        ("token_rejected", "Start again"),
        ("token_expired", "took too long"),
        ("timestamp_refused", "clocks differ"),
        ("signature_invalid", "proxy and keys"),
        ("<script>alert(1)</script>", "refused: <script>alert(1)</script>"),
    ],
)
@pytest.mark.parametrize("which", ["request_token", "access_token"])
def test_every_refusal_has_its_words(dance: Dance, word: str, words: str, which: str):
    alice = dance.person()
    if which == "access_token":
        dance.begun(alice)
    setattr(dance.far, which, problem(quote(word)))
    reply = dance.go(alice, "authorize") if which == "request_token" else dance.finished(alice)
    says(reply, words)
    assert "<script>alert" not in reply.text
    dance.far.request_token, dance.far.access_token = GOOD_REQUEST, GOOD_ACCESS
    dance.granted(alice)


WARNED_OF = ["https://evil.example/", "{base}@evil.example/", "{base}.evil.example/", "{base}evil", "{base}/../evil"]
"""Addresses of the web that are what they seem, outside the product."""
EVIL = [
    "http://jira@evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/../evil",
    "/display/%2E%2e/./../../evil",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\r\nLocation: https://evil.example/",
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{host}@evil.example/",
    "{host}\\@evil.example/",
    "http:evil.example",
    "https:/evil.example",
    "ftp://evil.example/",
    "http://[::1",
    "evil.example",
    "",
]


@pytest.mark.conformance("O1C-015", "O1C-016")
@pytest.mark.parametrize("address", [*EVIL, *WARNED_OF])
def test_nobody_is_sent_to_another_site_unasked(dance: Dance, address: str):
    """A warning shows where it would lead, if that is an address of the web and what it seems; else no way at all."""
    base = dance.product.base_url
    host = base.removesuffix("/confluence")
    wanted = address.format(base=base, host=host)
    alice = dance.person()
    dance.begun(alice, redirectUrl=wanted)
    callback = parse_qs(urlsplit(dance.begun(alice, redirectUrl=wanted).header("Location") or "").query)
    reply = dance.finished(alice, redirectUrl=wanted)
    assert (reply.status, title(reply)) == (200, "Access allowed")
    assert callback["oauth_callback"][0].startswith(base + DANCE)
    assert reply.header("Location") is None
    assert "evil" not in repr(reply.headers)
    ways = [each.get("href") for each in Page("", reply).document.iter("a")]
    outside = [each for each in ways if not each.startswith((base + "/", "#")) or "/../" in each]
    assert outside == [wanted for _ in range(address in WARNED_OF)]
    assert "<script>alert" not in reply.text
    dance.begun(alice)
    dance.begun(alice, redirectUrl="/display/DOC/Roadmap")
    reply = dance.finished(alice, redirectUrl="/display/DOC/Roadmap")
    assert reply.header("Location") == f"{base}/display/DOC/Roadmap"


@pytest.mark.conformance("O1C-015")
@pytest.mark.parametrize("address", ["{base}", "{base}/", "{base}/display/DOC/Roadmap?a=1#b", "/x?a=%2F%2Fevil", "/"])
def test_within_the_product_the_way_is_free(dance: Dance, address: str):
    alice = dance.person()
    wanted = address.format(base=dance.product.base_url)
    dance.begun(alice, redirectUrl=wanted)
    location = dance.finished(alice, redirectUrl=wanted).header("Location") or ""
    assert location.startswith(dance.product.base_url)
    assert location.endswith(wanted)


@pytest.mark.conformance("O1C-018")
@pytest.mark.parametrize("word", ["token_expired", "token_rejected", "token_revoked"])
@pytest.mark.parametrize("status", [401, 403])
def test_a_dead_token_is_dropped_and_its_user_asked_again(dance: Dance, word: str, status: int):
    """His alone: bob's works on."""
    alice, bob = dance.person(), dance.person("bob")
    dance.granted(alice)
    dance.granted(bob)
    dance.far.data = problem(word, status)
    assert dance.invites(dance.look(alice))
    assert dance.held() is None
    assert dance.held("bob") is not None
    dance.far.data = FINE
    assert dance.invites(dance.look(alice))
    assert dance.look(bob).text == "fine"
    dance.granted(alice)
    assert dance.look(alice).text == "fine"


@pytest.mark.conformance("O1C-019")
def test_clocks_that_differ_cost_nobody_his_token(dance: Dance):
    """One request, no second try; a page says what is wrong."""
    alice = dance.person()
    dance.granted(alice)
    before, asked = dance.held(), len(dance.asked)
    dance.far.data = problem("timestamp_refused", 400)
    assert dance.look(alice).status == 400
    assert len(dance.asked) == asked + 1
    assert dance.held() == before
    dance.far.data = FINE
    assert dance.look(alice).text == "fine"


@pytest.mark.conformance("O1C-019")
def test_a_page_says_that_the_clocks_differ(running: RunningTopology):
    near, far = running.administrator("confluence"), running.administrator("jira")
    near.must(near.create_link(far.place, there=far, trust=True, shared_userbase=True), "linking")
    alice = running.visitor("alice", "confluence")
    running.products["jira"].clock.move(3600)
    assert "The clocks of Jira and Confluence differ" in alice.open("/display/DOC/Roadmap").words
    running.products["jira"].clock.move(-3600)
    assert "SEC-1" in alice.open("/display/DOC/Roadmap").words


@pytest.mark.conformance("O1C-020")
@pytest.mark.parametrize(
    "word", ["nonce_used", "signature_invalid", "permission_denied", "consumer_key_unknown", "permission_unknown"]
)
def test_other_refusals_cost_nobody_his_token_either(dance: Dance, word: str):
    alice = dance.person()
    dance.granted(alice)
    before, asked = dance.held(), len(dance.asked)
    dance.far.data = problem(word)
    reply = dance.look(alice)
    assert (reply.status, DANCE in repr(reply.headers)) == (401, False)
    assert len(dance.asked) == asked + 1
    assert dance.held() == before
    dance.far.data = FINE
    assert dance.look(alice).text == "fine"


BARE = ("WWW-Authenticate", 'OAuth realm="http%3A%2F%2Ffar"')
DETAILED = ("WWW-Authenticate", 'OAuth realm="http%3A%2F%2Ffar",oauth_problem="token_expired"')
BASIC = ("WWW-Authenticate", 'Basic realm="oauth_problem=none"')


@pytest.mark.conformance("O1C-021")
@pytest.mark.parametrize(
    "lines",
    [(BARE, DETAILED), (DETAILED, BARE), (BASIC, BARE, DETAILED), (DETAILED, BASIC)],
    ids=["bare first", "bare last", "basic first", "basic last"],
)
def test_the_problem_is_found_on_whichever_line_it_stands(dance: Dance, lines: tuple[tuple[str, str], ...]):
    """Two lines are what the products send (auth.md 1.8); without a problem word nothing is dropped."""
    alice = dance.person()
    dance.granted(alice)
    dance.far.data = Told(401, headers=tuple(line for line in lines if line is not DETAILED))
    dance.look(alice)
    assert dance.held() is not None
    dance.far.data = Told(401, headers=lines)
    assert dance.invites(dance.look(alice))
    assert dance.held() is None


@pytest.mark.conformance("O1C-024")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/rest/there?b=2", "{url}/rest/there?b=2", "there?b=2#part"])
def test_a_redirect_within_the_link_is_signed_anew(dance: Dance, status: int, location: str):
    """The old signature fits the old address alone, and its nonce is used up."""
    alice = dance.person()
    dance.granted(alice)
    elsewhere = (("Location", location.format(url=dance.url)),)
    dance.far.at["/rest/here?a=1"] = Told(status, headers=elsewhere)
    assert dance.look(alice, "/rest/here?a=1").text == "fine"
    *_, first, second = dance.asked
    assert (first.target, second.target) == ("/rest/here?a=1", "/rest/there?b=2")
    assert is_signed(first, dance.product, dance.url)
    assert is_signed(second, dance.product, dance.url)
    assert dict(protocol(first))["oauth_nonce"] != dict(protocol(second))["oauth_nonce"]


@pytest.mark.conformance("O1C-024")
def test_a_redirect_in_circles_ends(dance: Dance):
    alice = dance.person()
    dance.granted(alice)
    asked = len(dance.asked)
    dance.far.data = Told(302, headers=(("Location", "/rest/again"),))
    dance.look(alice)
    assert 1 < len(dance.asked) - asked < 10


@pytest.mark.conformance("O1C-024")
@pytest.mark.parametrize("way", [Way.IMPERSONATION, Way.TWO_LEGGED])
def test_neither_a_page_nor_a_redirect_chooses_whom_a_link_acts_as(pair: RunningTopology, way: Way):
    """Else alice would read what anna may: the name she gives would come first."""
    evil = Told(302, headers=(("Location", "/rest/there?xoauth_requestor_id=anna&b=2&xoauth%5Frequestor_id=adam"),))
    with stranger(lambda asked: evil if asked.target.startswith("/rest/here") else Told(200, b"fine")) as found:
        application_id = link(pair, found.url, way)
        for path in ("/rest?xoauth_requestor_id=anna", "/rest?a=1&xoauth%5Frequestor_id=anna"):
            assert through(pair, application_id, path).status == 400
        alice = pair.visitor("alice", "confluence")
        alice.visit("/")
        headers = (("X-Atlassian-Token", "no-check"), ("Content-Type", "application/x-www-form-urlencoded"))
        address = alice.url(f"/plugins/servlet/applinks/proxy?appId={application_id}&path=/rest")
        assert alice.browser.send("POST", address, headers, b"xoauth_requestor_id=anna").status == 400
        assert found.asked == []
        assert alice.browser.send("POST", address, headers, b"x=anna").text == "fine"
        assert through(pair, application_id, "/rest/here").text == "fine"
        named = "&xoauth_requestor_id=alice" if way is Way.IMPERSONATION else ""
        assert found.asked[-1].target == f"/rest/there?b=2{named}"


@pytest.mark.conformance("O1C-028")
def test_a_users_token_and_its_secrets_are_shown_nowhere(dance: Dance, caplog: pytest.LogCaptureFixture):
    """Not on pages, over REST, in the log or an error's text."""
    caplog.set_level(logging.DEBUG)
    secrets = {"request": "r-e-q-1-s-e-c", "access": "a-c-c-2-t-o-k", "secret": "a-c-c-3-s-e-c"}
    dance.far.request_token = Told(
        200, f"oauth_token=requested&oauth_token_secret={secrets['request']}&oauth_callback_confirmed=true".encode()
    )
    dance.far.access_token = Told(
        200, f"oauth_token={secrets['access']}&oauth_token_secret={secrets['secret']}".encode()
    )
    anna = dance.person("anna")
    dance.begun(anna)
    shown = [dance.finished(anna).text]
    dance.far.data = problem("signature_invalid")
    shown.append(dance.look(anna).text)
    paths = ("/", "/plugins/servlet/oauth/consumer-info", "/plugins/servlet/oauth/users/access-tokens")
    shown += [anna.visit(path).text for path in paths]
    admin = dance.running.administrator("confluence")
    rest = "/rest/applinks/3.0/applicationlink"
    shown += [
        admin.ask("GET", path).text
        for path in (rest, f"{rest}/{dance.link}", f"/rest/applinks/3.0/status/{dance.link}")
    ]
    shown += [repr(dance.product), repr(dance.held("anna")), caplog.text]
    for exchange in dance.running.journal:
        shown += [repr(exchange), exchange.refusal, exchange.reply_body.decode("latin-1")]
    assert not [secret for secret in secrets.values() if secret in "\n".join(shown)]
    held = dance.held("anna")
    assert held is not None
    assert (held.value, held.secret) == (secrets["access"], secrets["secret"])


CERTIFICATES: dict[str, Callable[[trustme.CA], trustme.LeafCert]] = {
    "nobody vouches for it": lambda _: trustme.CA().issue_cert("127.0.0.1"),
    "it is another host's": lambda trusted: trusted.issue_cert("jira.example"),
    "it has expired": lambda trusted: trusted.issue_cert("127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=UTC)),
}


@pytest.mark.conformance("O1C-029")
@pytest.mark.parametrize("why", CERTIFICATES)
def test_a_provider_with_a_bad_certificate_is_told_nothing(
    pair: RunningTopology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
):
    """Neither a token request nor data; its control is the same provider with a good one."""
    trusted = trustme.CA()
    trusted.cert_pem.write_to_path(str(tmp_path / "trusted.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    for is_good, certificate in ((False, CERTIFICATES[why](trusted)), (True, trusted.issue_cert("127.0.0.1"))):
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(tls)
        far = FarProvider()
        # Products of their own: which certificates count is read once.
        with served(pair.topology) as running, stranger(far, tls) as found:
            dance = Dance(running, far, found.asked, found.url, link(running, found.url, Way.OAUTH))
            alice = dance.person()
            if is_good:
                dance.granted(alice)
                assert dance.look(alice).text == "fine"
            else:
                says(dance.go(alice, "authorize"), "the certificate")
                dance.product.state.user_tokens.put(UserToken(dance.link, "alice", "access", "s2", granted=True))
                assert dance.look(alice).status == 504
                assert found.asked == []


@pytest.mark.conformance("O1C-030")
def test_of_two_tabs_the_second_counts(dance: Dance):
    """The first ends in a page that says so, and takes nothing from the second."""
    alice = dance.person()
    dance.begun(alice)
    dance.far.request_token = Told(200, REQUESTED.replace(b"requested", b"second"))
    dance.begun(alice)
    asked = len(dance.asked)
    says(dance.finished(alice), "belongs to no request of yours")
    assert len(dance.asked) == asked
    says(dance.finished(alice, oauth_token="second"), "on your behalf", "Access allowed")
    assert dance.look(alice).text == "fine"


@pytest.mark.conformance("O1C-030")
def test_a_tab_that_begins_while_another_ends_wins(dance: Dance):
    """What the first then gets is nobody's, and is not stored."""
    alice = dance.person()
    dance.begun(alice)
    dance.far.request_token = Told(200, REQUESTED.replace(b"requested", b"second"))
    once = [lambda: dance.begun(alice)]
    dance.far.meanwhile = lambda: once.pop()() if once else None
    says(dance.finished(alice), "belongs to no request of yours")
    assert dance.held() == UserToken(dance.link, "alice", "second", "s1", granted=False)
    says(dance.finished(alice, oauth_token="second"), "on your behalf", "Access allowed")


def delete(dance: Dance) -> None:
    path = f"/rest/applinks/3.0/applicationlink/{dance.link}"
    assert dance.running.administrator("confluence").ask("DELETE", path).fine


@pytest.mark.conformance("O1C-031")
@pytest.mark.parametrize("when", ["before the answer", "while it begins", "while it ends"])
def test_a_link_deleted_in_mid_dance_leaves_no_token(dance: Dance, when: str):
    """A page says that it is gone; nothing waits for a link that is made anew."""
    alice = dance.person()
    if when == "while it begins":
        dance.far.meanwhile = lambda: delete(dance)
        reply = dance.go(alice, "authorize")
    else:
        dance.begun(alice)
        if when == "before the answer":
            delete(dance)
        else:
            dance.far.meanwhile = lambda: delete(dance)
        reply = dance.finished(alice)
    says(reply, "belongs to no request" if when == "while it ends" else "No application link")
    assert dance.held() is None
    dance.far.meanwhile = lambda: None
    link(dance.running, dance.url, Way.OAUTH)
    assert dance.invites(dance.look(alice))
    dance.granted(alice)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"applicationLinkID": ""}, "says no application link"),
        ({"applicationLinkID": "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"}, "No application link"),
        ({"applicationLinkID": "../../etc"}, "no application id"),
        ({"applicationLinkID": "x" * 9000}, "no application id"),
    ],
)
@pytest.mark.parametrize("step", ["authorize", "access"])
def test_a_dance_needs_a_link(dance: Dance, change: dict[str, str], words: str, step: str):
    alice = dance.person()
    says(dance.go(alice, step, **change), words)
    assert dance.asked == []
    assert dance.go(alice, step).status == 302


def test_a_dance_needs_a_link_that_uses_users_tokens(dance: Dance):
    """And somebody who is logged in."""
    says(dance.go(dance.person(None), "authorize"), "Log in first")
    end = dance.product.state.ends.get(dance.link)
    assert end is not None
    dance.product.state.ends.put(replace(end, providers=frozenset({Way.TWO_LEGGED})))
    says(dance.go(dance.person(), "authorize"), "does not use OAuth")
    assert dance.asked == []
    dance.product.state.ends.put(end)
    dance.granted(dance.person())

"""What a product sends when it is the one that signs (catalogue 2.1), seen from the other end of its link."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, quote

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from applink_simulator.domain.links import Provider as Way
from applink_simulator.domain.messages import FORM, OutgoingRequest, header
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.topology.browser import Browser
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor

from .calling import is_signed, link, protocol, public_key, through
from .oracle import header_parameters, verifies
from .provider import LINKS, WHO_AM_I
from .stranger import CONSUMER_INFO, Stranger, Told, always, stranger


@pytest.mark.conformance("O1C-001")
@pytest.mark.parametrize("query", ["", "a=1&a=0&b", "q=r%20b%2Bc&d=%C3%A9&x!y=%E6%97%A5", "jql=a+%3D+%22b%22"])
def test_an_independent_verifier_accepts_what_a_product_signs(
    pair: RunningTopology, confluence: Product, far_end: Stranger, query: str
):
    application_id = link(pair, far_end.url, Way.TWO_LEGGED)
    assert through(pair, application_id, f"/some/path?{query}".rstrip("?")).text == "fine"
    (asked,) = far_end.asked
    assert asked.query == query
    assert is_signed(asked, confluence, far_end.url)
    assert not is_signed(asked, pair.products["jira"], far_end.url)


@pytest.mark.conformance("O1C-002")
def test_no_nonce_comes_twice_in_one_second(confluence: Product):
    """A thousand requests of eight workers, with the clock standing still."""
    confluence.clock.freeze()
    request = OutgoingRequest("GET", "http://jira.example/rest")

    def some(_: int) -> list[dict[str, str]]:
        signed = (confluence.signer.sign(request) for _ in range(125))
        return [dict(header_parameters(header(each.headers, "Authorization") or "")) for each in signed]

    with ThreadPoolExecutor(max_workers=8) as workers:
        made = [each for batch in workers.map(some, range(8)) for each in batch]
    assert len({each["oauth_timestamp"] for each in made}) == 1
    assert len({each["oauth_nonce"] for each in made}) == 1000


@pytest.mark.conformance("O1C-003")
@pytest.mark.parametrize("moment", [1_767_268_800.0, 1_767_268_800.999, 1.5])
def test_a_timestamp_is_whole_seconds_since_1970(
    pair: RunningTopology, confluence: Product, far_end: Stranger, moment: float
):
    """By the product's own clock, as digits and nothing else."""
    application_id = link(pair, far_end.url, Way.TWO_LEGGED)
    confluence.clock.freeze(moment)
    through(pair, application_id, "/")
    timestamp = dict(protocol(far_end.asked[0]))["oauth_timestamp"]
    assert re.fullmatch("[0-9]+", timestamp)
    assert timestamp == str(int(moment))


@pytest.mark.conformance("O1C-017")
@pytest.mark.parametrize(
    "redirect", ["http://wiki.example/page?a=1&b=2", "http://wiki.example/a%20b", "http://wiki.example/é+ü#top", "%"]
)
def test_a_callback_with_escapes_is_signed_as_others_read_it(confluence: Product, redirect: str):
    """Everything travels in the body, as the products send token requests (Q-1)."""
    callback = f"{confluence.base_url}/login-dance/access?applicationLinkID=1&redirectUrl={quote(redirect, safe='')}"
    url = "http://jira.example/plugins/servlet/oauth/request-token"
    request = confluence.signer.sign_form(url, [("oauth_callback", callback)])
    assert header(request.headers, "Content-Type") == FORM
    sent = parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=True)
    assert dict(sent)["oauth_callback"] == callback
    assert verifies("POST", url, "", "", sent, public_key(confluence))
    altered = [(name, value.replace("%3A", ":")) for name, value in sent]
    assert verifies("POST", url, "", "", altered, public_key(confluence)) is (altered == sent)


@pytest.mark.conformance("O1C-022")
def test_nothing_outside_the_link_is_signed_or_sent(pair: RunningTopology, confluence: Product, far_end: Stranger):
    """Whoever can name the path must not be able to have a signature made for another place."""
    application_id = link(pair, far_end.url + "/jira", Way.TWO_LEGGED, Way.IMPERSONATION)
    port = far_end.url.rpartition(":")[2]
    with stranger(always(Told(200, b"elsewhere"))) as elsewhere:
        for path in (
            f"{elsewhere.url}/jira/rest",
            f"{far_end.url}/confluence/rest",
            f"{far_end.url}/jiraffe",
            f"{far_end.url}/",
            "/../confluence/rest",
            "/..",
            "/%2e%2e/confluence",
            "/%2E./confluence",
            "../confluence",
            f"http://localhost:{port}/jira/rest",
            f"https://127.0.0.1:{port}/jira/rest",
            f"{far_end.url}@{elsewhere.url.removeprefix('http://')}/jira/rest",
            f"{elsewhere.url}\\@{far_end.url.removeprefix('http://')}/jira/rest",
            "file:///etc/hostname",
            f"/rest://{elsewhere.url}",
        ):
            reply = through(pair, application_id, path)
            assert reply.status == 400, (path, reply.status)
            assert far_end.asked == [], path
        assert elsewhere.asked == []
    assert through(pair, application_id, "/rest/..ok").text == "fine"
    assert through(pair, application_id, f"{far_end.url}/jira/rest").text == "fine"
    assert all(is_signed(asked, confluence, far_end.url) for asked in far_end.asked)


@pytest.mark.conformance("O1C-023")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_with_a_signature(pair: RunningTopology, far_end: Stranger, status: int):
    application_id = link(pair, far_end.url, Way.TWO_LEGGED)
    with stranger(always(Told(200, b"elsewhere"))) as elsewhere:
        far_end.answer = always(Told(status, headers=(("Location", f"{elsewhere.url}/rest"),)))
        assert "elsewhere" not in through(pair, application_id, "/rest").text
        assert elsewhere.asked == []
    assert len(far_end.asked) == 1


@pytest.mark.conformance("O1C-025")
def test_a_two_legged_request_carries_an_empty_token(pair: RunningTopology, confluence: Product, far_end: Stranger):
    """Absent would not be OAuth to the vendor's products (Q-5); nobody's name is sent."""
    application_id = link(pair, far_end.url, Way.TWO_LEGGED)
    through(pair, application_id, "/rest")
    (asked,) = far_end.asked
    assert (asked.header("Authorization") or "").startswith('OAuth realm="",oauth_token="",')
    assert asked.target == "/rest"
    assert [name for name, _ in protocol(asked)].count("oauth_token") == 1
    assert is_signed(asked, confluence, far_end.url)


@pytest.mark.conformance("O1C-026")
@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/rest", "/rest?xoauth_requestor_id=alice"),
        ("/rest?a=1", "/rest?a=1&xoauth_requestor_id=alice"),
        ("/rest?a=1&a=2&b", "/rest?a=1&a=2&b&xoauth_requestor_id=alice"),
        ("/rest?q=r%20b%2Bc", "/rest?q=r%20b%2Bc&xoauth_requestor_id=alice"),
    ],
)
def test_an_impersonating_request_names_the_user_in_its_url(
    pair: RunningTopology, confluence: Product, far_end: Stranger, path: str, target: str
):
    """Once, signed, and never in the header."""
    application_id = link(pair, far_end.url, Way.IMPERSONATION)
    through(pair, application_id, path)
    (asked,) = far_end.asked
    assert asked.target == target
    assert dict(protocol(asked))["oauth_token"] == ""
    assert "xoauth_requestor_id" not in dict(protocol(asked))
    assert is_signed(asked, confluence, far_end.url)


STRANGE_NAMES = ["a&b", "a+b", "a b", "alice@example.com", "zoë", "日本", "😀", "a%20b", "a=b", "a#b", "a/b?c", "a'b"]


@pytest.mark.conformance("O1C-027")
@pytest.mark.parametrize("username", STRANGE_NAMES)
def test_every_username_arrives_as_it_is(
    pair: RunningTopology, confluence: Product, far_end: Stranger, username: str
):
    """At a stranger, who reads it with tools of his own, and at Jira, which finds that user."""
    confluence.state.directory.put(User(username, username))
    visitor = Visitor(pair.place("confluence"), Browser(pair.transport, ("User-Agent", "a person")))
    session = confluence.state.sessions.open(username)
    visitor.browser.keep(confluence.base_url, f"JSESSIONID.confluence={session.id}; Path=/confluence")
    application_id = link(pair, far_end.url, Way.IMPERSONATION)
    assert through(pair, application_id, "/rest?a=1", visitor).text == "fine"
    (asked,) = far_end.asked
    assert dict(parse_qsl(asked.query, strict_parsing=True)) == {"a": "1", "xoauth_requestor_id": username}
    assert is_signed(asked, confluence, far_end.url)

    near, far = pair.administrator("confluence"), pair.administrator("jira")
    near.must(near.create_end(far.place), "linking")
    far.must(far.create_end(near.place), "linking")
    far.must(far.trust(near.place, impersonation=True), "trusting")
    near.must(near.authenticate_with(far.place, Way.IMPERSONATION)[0], "authenticating")
    assert through(pair, far.place.application_id, WHO_AM_I, visitor).text == username


@pytest.mark.conformance("O1C-028")
def test_the_private_key_is_seen_nowhere(
    pair: RunningTopology, confluence: Product, far_end: Stranger, caplog: pytest.LogCaptureFixture
):
    """Not in answers, requests, the journal, the log or an error's text."""
    caplog.set_level(logging.DEBUG)
    application_id = link(pair, far_end.url, Way.IMPERSONATION)
    visitor = pair.visitor("anna", "confluence")
    through(pair, application_id, "/rest", visitor)
    shown = [visitor.visit(path).text for path in ("/", CONSUMER_INFO, WHO_AM_I)]
    admin = pair.administrator("confluence")
    authentication = f"/rest/applinks-oauth/latest/applicationlink/{application_id}/authentication"
    shown += [admin.ask("GET", path).text for path in (LINKS, authentication)]
    shown += [repr(each) for each in (confluence, confluence.key, confluence.signer, pair, caplog.text)]
    for exchange in pair.journal:
        shown += [repr(exchange.headers), repr(exchange.reply_headers), repr(exchange)]
        shown += [exchange.body.decode("latin-1"), exchange.reply_body.decode("latin-1"), exchange.refusal]
    shown += [repr(asked) for asked in far_end.asked]
    everything = "\n".join(shown)
    private = serialization.load_pem_private_key(confluence.key.private_pem().encode(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    numbers = private.private_numbers()
    secrets = [f"{number:{form}}" for number in (numbers.d, numbers.p, numbers.q) for form in ("d", "x", "X")]
    secrets += [line for line in confluence.key.private_pem().splitlines() if len(line) == 64][1:]
    assert not [secret for secret in (*secrets, "PRIVATE KEY") if secret in everything]
    assert confluence.key.public.text in everything


@pytest.mark.conformance("O1C-003")
def test_a_clock_that_is_wrong_is_told_apart_from_other_troubles(pair: RunningTopology):
    """The link's status names it, and it goes away with the cause."""
    near, far = pair.administrator("confluence"), pair.administrator("jira")
    near.must(near.create_link(far.place, there=far, trust=True), "linking")
    assert near.status(far.place)["working"] is True
    pair.products["jira"].clock.move(3600)
    assert near.status(far.place)["error"]["type"] == "OAUTH_TIMESTAMP_REFUSED"
    pair.products["jira"].clock.move(-3600)
    assert near.status(far.place)["working"] is True

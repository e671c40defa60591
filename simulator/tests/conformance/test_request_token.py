"""How a consumer gets a token for a user to decide on (catalogue 1.4, first half)."""

import re
import string
from dataclasses import replace

import pytest

from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.linking import authorize
from applink_simulator.topology.backends.in_process import in_process
from applink_simulator.topology.load import read_topology

from .dance import CALLBACK, Dance, spoilt
from .oracle import Consumer
from .provider import ACCESS_TOKEN, REQUEST_TOKEN, Provider
from .wire import body_of, headers_of, send

JIRA = """
userbases: {people: {users: {anna: , alice: , integration: }}}
products: {jira: {userbase: people, system_administrators: [anna]}}
"""
SAFE_JIRA = JIRA.replace("jira: {", "jira: {tokens_need_tls: true, ")
ALPHANUMERIC = set(string.ascii_letters + string.digits)


@pytest.fixture
def dance(provider: Provider) -> Dance:
    return Dance(provider, provider.consumer)


@pytest.mark.conformance("O1P-080")
def test_a_consumer_that_nobody_knows_gets_no_token(provider: Provider, dance: Dance):
    """Whatever it signs with."""
    stranger = Dance(provider, Consumer("nobody:1", provider.consumer.private))
    provider.refused(stranger.request(), 401, "consumer_key_unknown")
    provider.served(dance.request())


@pytest.mark.conformance("O1P-081")
@pytest.mark.parametrize("spoil", ["three-legged", "callback"])
def test_what_is_known_of_a_consumer_is_told_to_itself_alone(provider: Provider, dance: Dance, spoil: str):
    """A strict product looks at the signature first; the vendor's tell anybody who knows the key (Q-2)."""
    if spoil == "three-legged":
        dance.without_three_legged()
        status, word, call = 401, "permission_denied", dance.request
    else:
        status, word, call = 400, "parameter_rejected", lambda: dance.request("ftp://tool.invalid")
    if provider.is_strict:
        provider.refused(spoilt(call()), 401, "signature_invalid")
    else:
        provider.refused(spoilt(call()), status, word)
    provider.refused(call(), status, word)


@pytest.mark.conformance("O1P-081")
def test_a_refusal_tells_nothing_but_its_word(provider: Provider, dance: Dance):
    stranger = Dance(provider, Consumer("nobody:1", provider.consumer.private))
    unknown = provider.refused(stranger.request(), 401, "consumer_key_unknown")
    forged = provider.refused(spoilt(dance.request()), 401, "signature_invalid")
    assert unknown.text == "oauth_problem=consumer_key_unknown"
    assert forged.text == "oauth_problem=signature_invalid"
    assert {name for name, _ in unknown.headers} == {name for name, _ in forged.headers}
    provider.served(dance.request())


@pytest.mark.conformance("O1P-082")
def test_without_a_callback_the_vendors_products_speak_oauth_1_0(vendor: Provider):
    """Q-6: the answer confirms no callback, and the token will need no verifier."""
    dance = Dance(vendor, vendor.consumer)
    answer = vendor.served(dance.request(None))
    assert set(answer.form) == {"oauth_token", "oauth_token_secret"}
    assert dance.stored(answer.form["oauth_token"]).callback is None


@pytest.mark.conformance("O1P-082")
def test_without_a_callback_a_strict_product_gives_no_token(strict: Provider):
    """OAuth 1.0 is open to session fixation."""
    dance = Dance(strict, strict.consumer)
    answer = strict.refused(dance.request(None), 400, "parameter_absent")
    assert answer.form["oauth_parameters_absent"] == "oauth_callback"
    strict.served(dance.request("oob"))


@pytest.mark.conformance("O1P-083")
@pytest.mark.parametrize(
    "callback",
    [
        "",
        "/relative",
        "tool.invalid/done",
        "//tool.invalid/done",
        "javascript:alert(1)",
        "JaVaScRiPt://tool.invalid/%0aalert(1)",
        "ftp://tool.invalid/",
        "data:text/html,hello",
        "http://tool.invalid/a b",
        "http://tool.invalid/\r\nSet-Cookie:a=b",
        "http://tool.invalid/\tdone",
        "http://tool.invalid\\@evil.invalid/",
        "http:///done",
        "http://",
        "http:done",
        "https://[::1",
        "http://tool.invalid:port/",
        " http://tool.invalid/",
        "OOB",
    ],
)
def test_a_callback_is_oob_or_an_absolute_web_address(provider: Provider, dance: Dance, callback: str):
    answer = provider.refused(dance.request(callback), 400, "parameter_rejected")
    assert answer.form["oauth_parameters_rejected"] == "oauth_callback"
    assert "http" in answer.form["oauth_problem_advice"]
    for sound in ("http://tool.invalid/done?a=1", "https://tool.invalid", "http://127.0.0.1:8080/é"):
        provider.served(dance.request(sound))


@pytest.mark.conformance("O1P-084")
def test_a_registered_callback_is_the_only_one(provider: Provider, dance: Dance):
    """To the vendor's products it makes no difference (Q-7)."""
    assert provider.put_consumer(provider.consumer, callback=CALLBACK).fine
    provider.served(dance.request(CALLBACK))
    provider.served(dance.request("oob"))
    for other in ("http://evil.invalid/done", CALLBACK + "/more", CALLBACK + "?a=1"):
        if provider.is_strict:
            answer = provider.refused(dance.request(other), 400, "parameter_rejected")
            assert answer.form["oauth_parameters_rejected"] == "oauth_callback"
        else:
            provider.served(dance.request(other))


@pytest.mark.conformance("O1P-085")
def test_who_has_no_address_is_shown_the_verifier(provider: Provider, dance: Dance):
    """``oob``: the person carries it over."""
    answer = provider.served(dance.request("oob"))
    assert answer.form["oauth_callback_confirmed"] == "true"
    token = answer.form["oauth_token"]
    visitor = dance.person()
    dance.asked(token, visitor)
    page = visitor.press("Allow")
    assert page.heading == "Access allowed"
    verifier = page.document.get_element_by_id("verifier").text
    assert verifier == dance.stored(token).verifier
    assert dance.exchanged(token, verifier)["oauth_token"]


@pytest.mark.conformance("O1P-086")
def test_a_request_token_is_three_parameters_that_nobody_can_guess(provider: Provider, dance: Dance):
    forms = []
    for _ in range(30):
        answer = provider.served(dance.request())
        assert answer.every("Content-Type")[0].startswith("text/plain")
        assert set(answer.form) == {"oauth_token", "oauth_token_secret", "oauth_callback_confirmed"}
        assert answer.form["oauth_callback_confirmed"] == "true"
        forms.append(answer.form)
    values = [form[name] for form in forms for name in ("oauth_token", "oauth_token_secret")]
    assert all(re.fullmatch("[A-Za-z0-9]{32}", value) for value in values)
    assert len(set(values)) == 60
    # 32 characters of 62 are 190 bits, if all of them occur everywhere.
    many = [authorize._random(32) for _ in range(10_000)]
    assert len(set(many)) == 10_000
    assert all({each[place] for each in many} == ALPHANUMERIC for place in range(32))


@pytest.mark.conformance("O1P-099")
def test_a_consumer_that_may_not_represent_users_gets_no_token(provider: Provider, dance: Dance):
    provider.served(dance.request())
    dance.without_three_legged()
    provider.refused(dance.request(), 401, "permission_denied")
    provider.trust(provider.consumer)
    provider.served(dance.request())


@pytest.mark.conformance("O1P-135")
def test_where_tokens_need_tls_plain_http_gets_none(serve, consumer: Consumer, other: Consumer):
    """The setting is a product's; its control is the same product without."""
    plain, safe = serve(JIRA), serve(SAFE_JIRA)
    for running in (safe, plain):
        provider = Provider(running, consumer, other)
        provider.link(consumer, "tool")
        provider.trust(consumer)
        dance = Dance(provider, consumer)
        for call in (dance.request(), dance.exchange("t" * 32, "v")):
            before, answer = provider.remembered, send(call)
            if running is safe:
                assert answer.status == 403
                assert "https" in answer.text
                assert answer.problem is None
                assert provider.remembered == before
            else:
                assert answer.status == (200 if REQUEST_TOKEN in call.url else 401)
        # Data is another matter: it is the tokens that travel in the clear.
        provider.served_as("integration", provider.signed())


@pytest.mark.conformance("O1P-135")
def test_where_tokens_need_tls_https_gets_them(consumer: Consumer, other: Consumer):
    """Within the process, where a product can have any address."""
    with in_process(read_topology(SAFE_JIRA)) as running:
        provider = Provider(running, consumer, other)
        provider.link(consumer, "tool")
        provider.trust(consumer)
        for scheme, status in (("http", 403), ("https", 200)):
            host = running.place("jira").url.replace("http://", f"{scheme}://")
            listening = running.transport._applications
            listening[host.removesuffix("/jira")] = next(iter(listening.values()))
            call = replace(provider.call(REQUEST_TOKEN, "POST"), url=host + REQUEST_TOKEN)
            call = consumer.sign(call, oauth_token=None, oauth_callback="oob")
            headers = tuple(pair for pair in headers_of(call) if pair[0] != "Host")
            reply = running.transport.send(OutgoingRequest("POST", call.url, headers, body_of(call)[0]))
            assert reply.status == status, reply.text


@pytest.mark.conformance("O1P-136")
def test_a_strict_product_lets_nobody_keep_a_token(provider: Provider, dance: Dance):
    """The vendor's products say nothing about it."""
    token, verifier = dance.allowed()
    answers = [provider.served(dance.request()), provider.served(dance.exchange(token, verifier))]
    wanted = ["no-store"] if provider.is_strict else []
    assert [answer.every("Cache-Control") for answer in answers] == [wanted, wanted]


@pytest.mark.parametrize("path", [REQUEST_TOKEN, ACCESS_TOKEN])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_tokens_are_only_ever_posted_for(provider: Provider, dance: Dance, path: str, method: str):
    """A guess of the reference (auth.md 1.1): there are handlers for POST alone."""
    call = provider.consumer.sign(provider.call(path, method), oauth_token=None, oauth_callback="oob")
    before = provider.remembered
    answer = send(call)
    assert answer.status == 405
    assert "POST" in answer.every("Allow")[0]
    assert provider.remembered == before
    provider.served(dance.request("oob"))

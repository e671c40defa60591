"""How a consumer gets an access token, uses and loses it (catalogue 1.5)."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from applink_simulator.authentication.oauth_per_user import ACCESS_TOKEN_LIFETIME
from applink_simulator.domain.tokens import TokenState
from applink_simulator.linking.authorize import MOST_GUESSES, SESSION_LIFETIME

from .dance import Dance, brought_back, is_no_token, spoilt
from .provider import PUBLIC_ISSUE, SECRET_ISSUE, WHO_AM_I, Provider
from .test_two_legged_and_impersonation import change_user, denied
from .wire import Call, send

MONTH = 30 * 24 * 3600
ACCESS_TOKENS = "/plugins/servlet/oauth/users/access-tokens"


@pytest.fixture
def dance(provider: Provider) -> Dance:
    return Dance(provider, provider.consumer)


@pytest.fixture
def others(provider: Provider) -> Dance:
    """The dance of another consumer with the same product."""
    return Dance(provider, provider.other)


def everywhere(dance: Dance, token: str) -> list[Call]:
    """Requests with that token: who am I, something public, something secret."""
    return [dance.use(token, path) for path in (WHO_AM_I, PUBLIC_ISSUE, SECRET_ISSUE)]


@pytest.mark.conformance("O1P-110")
def test_before_the_user_has_decided_there_is_no_access(provider: Provider, dance: Dance):
    """Looking at the page is no decision."""
    token = dance.requested()
    dance.asked(token, dance.person())
    provider.refused(dance.exchange(token, "abcdef"), 401, "permission_unknown")
    dance.exchanged(token, brought_back(dance.decides(token))["oauth_verifier"])


@pytest.mark.conformance("O1P-111")
def test_after_a_denial_there_is_no_access(provider: Provider, dance: Dance):
    token = dance.requested()
    dance.decides(token, "Deny")
    for verifier in ("denied", "abcdef", None):
        provider.refused(dance.exchange(token, verifier), 401, "permission_denied")
    dance.granted()


@pytest.mark.conformance("O1P-112")
def test_a_verifier_has_to_be_there(provider: Provider, dance: Dance):
    token, verifier = dance.allowed()
    answer = provider.refused(dance.exchange(token), 400, "parameter_absent")
    assert answer.form["oauth_parameters_absent"] == "oauth_verifier"
    assert is_no_token(answer)
    dance.exchanged(token, verifier)


@pytest.mark.conformance("O1P-113")
def test_a_verifier_has_to_be_the_right_one(provider: Provider, dance: Dance):
    """Of six characters; another token's is wrong, and so is the right one in other letters."""
    token, verifier = dance.allowed()
    _, another = dance.allowed()
    assert len(verifier) == 6
    assert verifier.isalnum()
    for wrong in (another, verifier.swapcase(), verifier + "x"):
        if wrong != verifier:
            provider.refused(dance.exchange(token, wrong), 401, "token_rejected")
    dance.exchanged(token, verifier)


@pytest.mark.conformance("O1P-114")
@pytest.mark.parametrize("at_once", [False, True], ids=["one after the other", "at once"])
def test_a_verifier_cannot_be_guessed_by_trying(strict: Provider, at_once: bool):
    """Few tries, and the token is gone: six characters are not many."""
    dance = Dance(strict, strict.consumer)
    token, verifier = dance.allowed()
    calls = [dance.exchange(token, "no") for _ in range(MOST_GUESSES)]
    with ThreadPoolExecutor(max_workers=MOST_GUESSES if at_once else 1) as workers:
        assert {answer.problem for answer in workers.map(send, calls)} == {"token_rejected"}
    strict.refused(dance.exchange(token, verifier), 401, "token_rejected")
    # One try fewer does no harm.
    token, verifier = dance.allowed()
    for _ in range(MOST_GUESSES - 1):
        strict.refused(dance.exchange(token, "no"), 401, "token_rejected")
    dance.exchanged(token, verifier)


@pytest.mark.conformance("O1P-114")
def test_the_vendors_products_let_one_guess(vendor: Provider):
    dance = Dance(vendor, vendor.consumer)
    token, verifier = dance.allowed()
    for _ in range(100):
        assert send(dance.exchange(token, "no")).problem == "token_rejected"
    dance.exchanged(token, verifier)


@pytest.mark.conformance("O1P-115")
def test_a_request_token_belongs_to_the_consumer_that_asked(provider: Provider, dance: Dance, others: Dance):
    """With a signature of RSA nothing else would: the secret is not signed."""
    token, verifier = dance.allowed()
    provider.refused(others.exchange(token, verifier), 401, "token_rejected")
    dance.exchanged(token, verifier)
    others.granted()


@pytest.mark.conformance("O1P-116")
def test_a_request_token_is_exchanged_once(provider: Provider, dance: Dance):
    token, verifier = dance.allowed()
    access = dance.exchanged(token, verifier)["oauth_token"]
    provider.refused(dance.exchange(token, verifier), 401, "token_rejected")
    provider.served_as("alice", dance.use(access))


@pytest.mark.conformance("O1P-117")
def test_of_twenty_exchanges_at_once_one_succeeds(provider: Provider, dance: Dance):
    token, verifier = dance.allowed()
    calls = [dance.exchange(token, verifier) for _ in range(20)]
    with ThreadPoolExecutor(max_workers=20) as workers:
        answers = list(workers.map(send, calls))
    assert sorted(answer.status for answer in answers) == [200] + [401] * 19
    assert {answer.problem for answer in answers} == {None, "token_rejected"}
    (won,) = [answer for answer in answers if answer.status == 200]
    provider.served_as("alice", dance.use(won.form["oauth_token"]))
    assert len(list(provider.product.state.tokens)) == 1


@pytest.mark.conformance("O1P-118")
def test_an_approved_request_token_lives_ten_minutes_all_the_same(provider: Provider, dance: Dance):
    provider.clock.freeze()
    late, in_time = dance.allowed(), dance.allowed()
    provider.clock.move(599)
    now = str(provider.now)
    provider.served(dance.exchange(*in_time, oauth_timestamp=now))
    provider.clock.move(1)
    provider.refused(dance.exchange(*late, oauth_timestamp=now), 401, "token_expired")


@pytest.mark.conformance("O1P-119")
@pytest.mark.parametrize("failure", ["signature", "timestamp", "verifier", "method", "consumer"])
def test_an_exchange_that_fails_takes_nothing_away(provider: Provider, dance: Dance, others: Dance, failure: str):
    """Whoever has seen the token cannot destroy it."""
    token, verifier = dance.allowed()
    call, status, problem = {
        "signature": (spoilt(dance.exchange(token, verifier)), 401, "signature_invalid"),
        "timestamp": (dance.exchange(token, verifier, oauth_timestamp="1"), 400, "timestamp_refused"),
        "verifier": (dance.exchange(token, "no"), 401, "token_rejected"),
        "method": (
            dance.exchange(token, verifier, oauth_signature_method="PLAINTEXT"),
            400,
            "signature_method_rejected",
        ),
        "consumer": (others.exchange(token, verifier), 401, "token_rejected"),
    }[failure]
    provider.refused(call, status, problem)
    dance.exchanged(token, verifier)


@pytest.mark.conformance("O1P-120")
def test_a_request_token_opens_nothing(provider: Provider, dance: Dance):
    """Decided or not."""
    requested, (approved, verifier) = dance.requested(), dance.allowed()
    for token in (requested, approved):
        for call in everywhere(dance, token):
            provider.refused(call, 401, "token_rejected")
    access = dance.exchanged(approved, verifier)["oauth_token"]
    for call in everywhere(dance, access):
        provider.served_as("alice", call)


@pytest.mark.conformance("O1P-121")
def test_an_access_token_belongs_to_its_consumer(provider: Provider, dance: Dance, others: Dance):
    token = dance.granted()["oauth_token"]
    for call in everywhere(others, token):
        provider.refused(call, 401, "token_rejected")
    for call in everywhere(dance, token):
        provider.served_as("alice", call)


@pytest.mark.conformance("O1P-122")
@pytest.mark.parametrize("token", ["x" * 32, "a", "%", "é", "' OR 1=1 --"])
def test_an_unknown_access_token_is_refused(provider: Provider, dance: Dance, token: str):
    for call in everywhere(dance, token):
        provider.refused(call, 401, "token_rejected")
    provider.refused(dance.exchange(token, "abcdef"), 401, "token_rejected")
    provider.served_as("alice", dance.use(dance.granted()["oauth_token"]))


@pytest.mark.conformance("O1P-123")
def test_access_ends_after_five_years(provider: Provider, dance: Dance):
    provider.clock.freeze()
    answer = dance.granted()
    assert answer["oauth_expires_in"] == "157680000"
    assert answer["oauth_authorization_expires_in"] == "160272000"
    token = answer["oauth_token"]

    def use() -> Call:
        call = provider.call()
        return provider.consumer.sign(call, oauth_token=token, oauth_timestamp=str(provider.now))

    provider.clock.move(ACCESS_TOKEN_LIFETIME - 1)
    provider.served_as("alice", use())
    provider.clock.move(1)
    provider.refused(use(), 401, "token_expired")


@pytest.mark.conformance("O1P-124")
def test_a_user_takes_back_what_he_granted(provider: Provider, dance: Dance, others: Dance):
    """On his own page, from one application and not from the other; bob's stays too."""
    alices, bobs, elsewhere = (
        each["oauth_token"] for each in (dance.granted(), dance.granted("bob"), others.granted())
    )
    alice = dance.person()
    page = alice.open(ACCESS_TOKENS)
    assert sorted(page.buttons) == ["Revoke access of other-tool", "Revoke access of tool:42"]
    assert alices not in page.reply.text
    page = alice.press("Revoke access of tool:42")
    assert "Revoked" in page.messages[0]
    assert page.buttons == ["Revoke access of other-tool"]
    for call in everywhere(dance, alices):
        provider.refused(call, 401, "token_rejected")
    provider.served_as("bob", dance.use(bobs))
    provider.served_as("alice", others.use(elsewhere))


@pytest.mark.conformance("O1P-124")
def test_nobody_takes_back_what_another_granted(provider: Provider, dance: Dance):
    """Not with the other's form, not without a token of the session's own, not signed out, not twice."""
    token = dance.granted()["oauth_token"]
    alice, bob = dance.person(), dance.person("bob")
    method, url, body = alice.open(ACCESS_TOKENS).filled_in("Revoke access of tool:42", {})
    bob.visit("/")
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    assert bob.browser.send(method, url, headers, body).status == 403
    promised = bob.browser.send(method, url, (*headers, ("X-Atlassian-Token", "no-check")), body)
    assert "had ended already" in promised.text
    without = b"&".join(part for part in body.split(b"&") if not part.startswith(b"atl_token"))
    assert alice.browser.send(method, url, headers, without).status == 403
    assert dance.person(None).browser.send(method, url, headers, body).status in {302, 401}
    provider.served_as("alice", dance.use(token))
    assert alice.browser.send(method, url, headers, body).status == 302
    assert "had ended already" in alice.browser.send(method, url, headers, body).text
    provider.refused(dance.use(token), 401, "token_rejected")


@pytest.mark.conformance("O1P-125")
def test_a_deactivated_users_token_opens_nothing(provider: Provider, dance: Dance):
    token = dance.granted()["oauth_token"]
    change_user(provider, "alice", active=False)
    for call in everywhere(dance, token):
        denied(provider, call)
    change_user(provider, "alice", active=True)
    provider.served_as("alice", dance.use(token))


@pytest.mark.conformance("O1P-125")
def test_a_deleted_users_token_opens_nothing(provider: Provider, dance: Dance):
    token, bobs = dance.granted()["oauth_token"], dance.granted("bob")["oauth_token"]
    provider.product.state.directory.remove("alice")
    for call in everywhere(dance, token):
        denied(provider, call)
    provider.served_as("bob", dance.use(bobs))


@pytest.mark.conformance("O1P-126")
def test_with_the_link_go_its_tokens(provider: Provider, dance: Dance, others: Dance):
    """And they do not come back with a new one."""
    token, elsewhere = dance.granted()["oauth_token"], others.granted()["oauth_token"]
    admin = provider.administrator()
    assert admin.ask("DELETE", f"/rest/applinks/3.0/applicationlink/{provider.ids[dance.consumer.key]}").fine
    for call in everywhere(dance, token):
        provider.refused(call, 401, "token_rejected")
    provider.served_as("alice", others.use(elsewhere))
    provider.link(dance.consumer, "tool")
    provider.trust(dance.consumer)
    provider.refused(dance.use(token), 401, "token_rejected")
    provider.served_as("alice", dance.use(dance.granted()["oauth_token"]))


@pytest.mark.conformance("O1P-127")
def test_a_link_that_no_longer_represents_users_refuses_their_tokens(provider: Provider, dance: Dance):
    token = dance.granted()["oauth_token"]
    dance.without_three_legged()
    for call in everywhere(dance, token):
        provider.refused(call, 401, "permission_denied")
    provider.served_as("integration", provider.signed())
    provider.trust(provider.consumer)
    provider.served_as("alice", dance.use(token))


@pytest.mark.conformance("O1P-128")
def test_a_session_handle_renews_a_token(provider: Provider, dance: Dance):
    """Also an expired one; the user is not asked again, and his page says since when."""
    provider.clock.freeze()
    first = dance.granted()
    granted = dance.stored(first["oauth_token"]).granted
    provider.clock.move(ACCESS_TOKEN_LIFETIME + 1)
    now = str(provider.now)
    handle = first["oauth_session_handle"]
    renewed = provider.served(
        dance.exchange(first["oauth_token"], oauth_session_handle=handle, oauth_timestamp=now)
    ).form
    assert renewed.keys() == first.keys()
    assert renewed["oauth_token"] != first["oauth_token"]
    assert renewed["oauth_session_handle"] != handle
    # The vendor's products keep the secret that the request token had.
    assert (renewed["oauth_token_secret"] == first["oauth_token_secret"]) is not provider.is_strict
    assert dance.stored(renewed["oauth_token"]).granted == granted

    def use(token: str) -> Call:
        return dance.consumer.sign(provider.call(), oauth_token=token, oauth_timestamp=now)

    provider.refused(use(first["oauth_token"]), 401, "token_rejected")
    provider.served_as("alice", use(renewed["oauth_token"]))


@pytest.mark.conformance("O1P-129")
def test_a_token_is_renewed_with_its_own_handle_alone(provider: Provider, dance: Dance, others: Dance):
    token, another, foreign = dance.granted(), dance.granted("bob"), others.granted()
    value, handle = token["oauth_token"], token["oauth_session_handle"]
    provider.refused(dance.exchange(value), 400, "parameter_absent")
    for wrong in ("x" * 32, another["oauth_session_handle"], foreign["oauth_session_handle"], handle.lower() + "x"):
        provider.refused(dance.exchange(value, oauth_session_handle=wrong), 401, "token_rejected")
    provider.refused(others.exchange(value, oauth_session_handle=handle), 401, "token_rejected")
    provider.served_as("alice", dance.use(value))
    provider.served(dance.exchange(value, oauth_session_handle=handle))
    provider.refused(dance.exchange(value, oauth_session_handle=handle), 401, "token_rejected")


@pytest.mark.conformance("O1P-130")
def test_a_session_ends_a_month_after_its_token(provider: Provider, dance: Dance):
    """Counted from the last renewal."""
    assert SESSION_LIFETIME == ACCESS_TOKEN_LIFETIME + MONTH
    provider.clock.freeze()
    late, in_time = dance.granted(), dance.granted("bob")

    def renew(token: dict[str, str]) -> Call:
        handle, now = token["oauth_session_handle"], str(provider.now)
        return dance.exchange(token["oauth_token"], oauth_session_handle=handle, oauth_timestamp=now)

    provider.clock.move(SESSION_LIFETIME - 1)
    renewed = provider.served(renew(in_time)).form
    provider.clock.move(1)
    provider.refused(renew(late), 401, "permission_denied")
    provider.clock.move(SESSION_LIFETIME - 2)
    provider.served(renew(renewed))


@pytest.mark.conformance("O1P-131")
def test_every_401_of_a_resource_names_the_realm(provider: Provider, dance: Dance):
    """Refused signatures, refused persons and missing ones."""
    token = dance.granted()["oauth_token"]
    realm = 'OAuth realm="' + provider.product.base_url.replace(":", "%3A").replace("/", "%2F") + '"'
    refused = [
        dance.use("unknown", SECRET_ISSUE),
        spoilt(dance.use(token, SECRET_ISSUE)),
        provider.call(SECRET_ISSUE),
        provider.call(SECRET_ISSUE, authorization="Basic YWxpY2U6d3Jvbmc="),
        provider.call("/rest/api/2/myself", headers=(("Cookie", "JSESSIONID.jira=ended"),)),
        provider.call("/rest/applinks/3.0/applicationlink"),
        provider.as_user("carol", SECRET_ISSUE),
    ]
    for call in refused:
        answer = send(call)
        assert answer.status == 401
        assert answer.every("WWW-Authenticate")[0] == realm
        assert "safe" not in answer.text
    fine = provider.served_as("alice", dance.use(token, SECRET_ISSUE))
    assert fine.every("WWW-Authenticate") == []


@pytest.mark.conformance("O1P-132")
def test_no_refusal_sends_back_what_was_signed(provider: Provider, dance: Dance):
    """Only the vendor's bare refusals do, in a header (Q-9)."""
    token, handle = (dance.granted()[name] for name in ("oauth_token", "oauth_session_handle"))
    change_user(provider, "alice", active=False)
    calls = [
        spoilt(dance.use(token)),
        dance.use("q" * 32),
        dance.use(token),
        dance.exchange("q" * 32, "sesame"),
        dance.exchange(token, oauth_session_handle=handle[::-1]),
        spoilt(dance.request()),
        dance.request("ftp://sesame"),
    ]
    for call in calls:
        answer = send(call)
        assert answer.status in {400, 401}
        everything = repr(answer.headers) + answer.text
        assert "Traceback" not in everything
        assert "applink_simulator" not in everything
        bare = answer.problem is None
        assert bare is (call is calls[2] and not provider.is_strict)
        if not bare:
            secrets = [value for name, value in call.protocol if name in {"oauth_signature", "oauth_token"}]
            assert not [each for each in (*secrets, "sesame", handle) if each and each in everything]
    change_user(provider, "alice", active=True)
    provider.served_as("alice", dance.use(token))


@pytest.mark.conformance("O1P-133")
def test_a_token_opens_no_session(provider: Provider, dance: Dance):
    """No cookie comes of it, and one that was sent along is not renewed."""
    before = set(provider.product.state.sessions._sessions)
    token = dance.granted()["oauth_token"]
    opened = set(provider.product.state.sessions._sessions) - before
    for path in (WHO_AM_I, "/rest/api/2/myself", "/secure/Dashboard.jspa", SECRET_ISSUE):
        answer = provider.served_as("alice", dance.use(token, path))
        assert answer.every("Set-Cookie") == []
    assert set(provider.product.state.sessions._sessions) - before == opened
    cookie = (("Cookie", "JSESSIONID.jira=made-up"),)
    assert provider.served_as("alice", dance.use(token, headers=cookie)).every("Set-Cookie") == []


@pytest.mark.conformance("O1P-134")
def test_secrets_are_in_no_log(provider: Provider, dance: Dance, caplog: pytest.LogCaptureFixture):
    """Tokens, their secrets, verifiers, handles, session ids, passwords: none of them, whatever the level."""
    caplog.set_level(logging.DEBUG)
    token, verifier = dance.allowed()
    send(dance.exchange(token, "wrong1"))
    access = dance.exchanged(token, verifier)
    provider.served_as("alice", dance.use(access["oauth_token"]))
    provider.refused(dance.use("q" * 32), 401, "token_rejected")
    sessions = list(provider.product.state.sessions._sessions.values())
    stored = dance.stored(access["oauth_token"])
    logging.getLogger("applink_simulator").error("This one is seen: %r %r %r", provider.product, sessions, stored)
    seen = caplog.text + "".join(exchange.refusal for exchange in provider.running.journal)
    assert "This one is seen" in seen
    secrets = [token, verifier, *(access[name] for name in access if "expires" not in name)]
    secrets += [part for each in sessions for part in (each.id, each.xsrf_token)]
    assert sessions
    assert not [secret for secret in secrets if secret in seen]
    assert "PRIVATE KEY" not in seen


def test_a_decided_token_says_who_decided(dance: Dance):
    """What was granted is granted by the person who pressed the button, whoever began the dance."""
    token = dance.requested()
    dance.decides(token, username="bob")
    assert (dance.stored(token).state, dance.stored(token).username) == (TokenState.APPROVED, "bob")

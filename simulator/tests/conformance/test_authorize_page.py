"""Where a person decides about a token (catalogue 1.4, second half)."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from html import escape
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

from applink_simulator.authentication.oauth1.parameters import read_header
from applink_simulator.domain.messages import FORM, Reply, every_header
from applink_simulator.domain.tokens import TokenState

from .dance import AUTHORIZE, CALLBACK, Dance, brought_back
from .provider import Provider
from .wire import send


@pytest.fixture
def dance(provider: Provider) -> Dance:
    return Dance(provider, provider.consumer)


def problem_of(reply: Reply) -> str | None:
    lines = every_header(reply.headers, "WWW-Authenticate")
    return dict(pair for line in lines for pair in read_header(line)).get("oauth_problem")


def is_refusal(reply: Reply, status: int, problem: str) -> None:
    """In words for a person; the problem's word is in the header alone, and the browser is sent nowhere."""
    assert (reply.status, problem_of(reply)) == (status, problem)
    assert reply.header("Location") is None
    assert reply.content_type == "text/html"
    assert f"oauth_problem={problem}" not in reply.text


def look(dance: Dance, query: str, username: str | None = "alice") -> Reply:
    visitor = dance.person(username)
    if username:
        visitor.visit("/")
    return visitor.browser.send("GET", visitor.url(f"{AUTHORIZE}{query}"))


@pytest.mark.conformance("O1P-087")
@pytest.mark.parametrize("query", ["", "?oauth_token=", "?oauth_tokens=abc"])
def test_without_a_token_there_is_nothing_to_decide(dance: Dance, query: str):
    is_refusal(look(dance, query), 400, "parameter_absent")
    assert look(dance, f"?oauth_token={dance.requested()}").status == 200


@pytest.mark.conformance("O1P-088")
@pytest.mark.parametrize("token", ["x" * 32, "%00", "a%0d%0aSet-Cookie:a=b", "'%22<script>"])
@pytest.mark.parametrize("who", ["alice", None])
def test_an_unknown_token_leads_nowhere(dance: Dance, token: str, who: str | None):
    """Not even to the login: the token is looked at first."""
    query = f"?oauth_token={token}&oauth_callback={quote(CALLBACK, safe='')}"
    is_refusal(look(dance, query, who), 401, "token_rejected")
    assert look(dance, f"?oauth_token={dance.requested()}").status == 200


@pytest.mark.conformance("O1P-089")
def test_an_access_token_is_not_decided_again(provider: Provider, dance: Dance):
    token = dance.granted()["oauth_token"]
    is_refusal(look(dance, f"?oauth_token={token}"), 401, "token_rejected")
    provider.served_as("alice", dance.use(token))


@pytest.mark.conformance("O1P-090")
def test_ten_minutes_is_all_the_time_there_is(provider: Provider, dance: Dance):
    """Also for somebody who has the page open."""
    provider.clock.freeze()
    slow, quick = dance.requested(), dance.requested()
    visitor = dance.person()
    dance.asked(slow, visitor)
    provider.clock.move(599)
    dance.decides(quick)
    assert dance.stored(quick).state is TokenState.APPROVED
    provider.clock.move(1)
    page = visitor.press("Allow")
    is_refusal(page.reply, 401, "token_expired")
    assert page.heading == "This took too long"
    is_refusal(look(dance, f"?oauth_token={slow}"), 401, "token_expired")
    assert dance.stored(slow).state is TokenState.REQUESTED


@pytest.mark.conformance("O1P-091")
@pytest.mark.parametrize(
    ("button", "state"), [("Allow", TokenState.APPROVED), ("Deny", TokenState.DENIED)], ids=["allowed", "denied"]
)
def test_a_decision_is_made_once(dance: Dance, button: str, state: TokenState):
    """By a double click, by the button of another tab, or by opening the address again."""
    token = dance.requested()
    first, second = dance.person(), dance.person()
    method, url, body = dance.asked(token, first).filled_in(button, {})
    dance.asked(token, second)
    assert first.browser.send(method, url, (("Content-Type", FORM),), body).status == 302
    decided = dance.stored(token)
    assert decided.state is state
    is_refusal(first.browser.send(method, url, (("Content-Type", FORM),), body), 401, "token_used")
    is_refusal(second.press("Allow").reply, 401, "token_used")
    is_refusal(look(dance, f"?oauth_token={token}"), 401, "token_used")
    assert dance.stored(token) == decided


@pytest.mark.conformance("O1P-091")
def test_of_ten_buttons_pressed_at_once_one_counts(dance: Dance):
    """Of the same person's windows, some saying yes and some no."""
    token = dance.requested()
    visitor = dance.person()
    page = dance.asked(token, visitor)
    forms = [page.filled_in(button, {}) for button in ("Allow", "Deny") * 5]

    def press(form: tuple[str, str, bytes]) -> Reply:
        return visitor.browser.send(form[0], form[1], (("Content-Type", FORM),), form[2])

    with ThreadPoolExecutor(max_workers=10) as workers:
        replies = list(workers.map(press, forms))
    assert sorted(reply.status for reply in replies) == [302] + [401] * 9
    (counted,) = [reply for reply in replies if reply.status == 302]
    assert brought_back(counted)["oauth_verifier"] == dance.stored(token).verifier


@pytest.mark.conformance("O1P-092")
def test_who_is_signed_out_logs_in_first_and_is_then_asked(dance: Dance):
    """The login decides nothing."""
    token = dance.requested("oob")
    signed_out = look(dance, f"?oauth_token={token}", None)
    assert signed_out.status == 302
    assert "os_destination" in (signed_out.header("Location") or "")
    nobody = dance.person(None)
    page = nobody.open(f"{AUTHORIZE}?oauth_token={token}")
    assert page.asks_for("os_password")
    page = nobody.press("Log in", {"Username": "alice", "Password": "alice"})
    assert page.heading == "Allow tool:42 to act for you?"
    assert dance.stored(token).state is TokenState.REQUESTED
    nobody.browser.press("Deny")
    assert dance.stored(token).username == "alice"


@pytest.mark.conformance("O1P-092")
@pytest.mark.parametrize("more", ["&approve=Allow", "&deny=Deny", "&approve=Allow&atl_token={xsrf}"])
def test_nothing_is_decided_by_looking(dance: Dance, more: str):
    """A GET asks, whatever it carries; so does a form without a button."""
    token = dance.requested("oob")
    visitor = dance.person()
    page = dance.asked(token, visitor)
    xsrf = page.document.xpath("string(//input[@name='atl_token']/@value)")
    page = visitor.open(f"{AUTHORIZE}?oauth_token={token}{more.format(xsrf=xsrf)}")
    assert page.buttons == ["Allow", "Deny"]
    body = urlencode({"oauth_token": token, "atl_token": xsrf}).encode()
    reply = visitor.browser.send("POST", visitor.url(AUTHORIZE), (("Content-Type", FORM),), body)
    assert "to act for you?" in reply.text
    assert visitor.browser.send("HEAD", visitor.url(f"{AUTHORIZE}?oauth_token={token}")).status == 200
    assert dance.stored(token).state is TokenState.REQUESTED
    visitor.browser.press("Allow")
    assert dance.stored(token).state is TokenState.APPROVED


@pytest.mark.conformance("O1P-093")
@pytest.mark.parametrize("given", ["missing", "empty", "wrong", "another session's", "one of before", "cookie alone"])
@pytest.mark.parametrize("button", ["approve", "deny"])
def test_another_site_cannot_press_the_button(dance: Dance, given: str, button: str):
    token = dance.requested()
    visitor, other = dance.person(), dance.person("bob")
    page = dance.asked(token, visitor)
    own = page.document.xpath("string(//input[@name='atl_token']/@value)")
    foreign = dance.asked(token, other).document.xpath("string(//input[@name='atl_token']/@value)")
    if given == "one of before":
        visitor.log_out()
        now = dance.asked(token, visitor).document.xpath("string(//input[@name='atl_token']/@value)")
        foreign, own = own, now
    assert own
    assert own != foreign
    fields = {"oauth_token": token, button: "x"}
    wrong = {"empty": "", "wrong": "0" * len(own), "another session's": foreign, "one of before": foreign}
    if given in wrong:
        fields["atl_token"] = wrong[given]
    headers = (("Content-Type", FORM), ("Origin", "https://evil.invalid"))
    reply = visitor.browser.send("POST", visitor.url(AUTHORIZE), headers, urlencode(fields).encode())
    assert reply.status == 403
    assert reply.content_type == "text/html"
    assert dance.stored(token).state is TokenState.REQUESTED
    body = urlencode(fields | {"atl_token": own}).encode()
    assert visitor.browser.send("POST", visitor.url(AUTHORIZE), (("Content-Type", FORM),), body).status == 302


@pytest.mark.conformance("O1P-094")
def test_no_other_site_may_frame_any_of_it(dance: Dance):
    """The question, the refusal, the way to the login and the way back."""
    token, other = dance.requested(), dance.requested("oob")
    answers = [
        look(dance, f"?oauth_token={token}"),
        look(dance, f"?oauth_token={token}", None),
        look(dance, "?oauth_token=unknown"),
        look(dance, ""),
        dance.decides(token),
        dance.decides(other),
    ]
    assert [answer.status for answer in answers] == [200, 302, 401, 400, 302, 200]
    assert all(answer.header("X-Frame-Options") == "SAMEORIGIN" for answer in answers)
    shown = [answer.header("Content-Security-Policy") or "" for answer in answers if answer.status != 302]
    assert all("frame-ancestors 'self'" in policy for policy in shown)


@pytest.mark.conformance("O1P-095")
def test_the_page_says_who_asks_and_whom_it_will_act_as(provider: Provider, dance: Dance):
    page = dance.asked(dance.requested(), dance.person())
    assert page.heading == "Allow tool:42 to act for you?"
    assert "You are Alice (alice)" in page.words
    assert "You are Bob (bob)" in dance.asked(dance.requested(), dance.person("bob")).words


@pytest.mark.conformance("O1P-095")
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</h1></form><form action=//evil>",
        "{{ config }}",
        "javascript:alert(1)",
    ],
)
def test_what_a_consumer_says_of_itself_is_only_text(provider: Provider, dance: Dance, text: str):
    """On the question, and on the list of what was allowed."""
    assert provider.put_consumer(provider.consumer, name=text, description=text).fine
    token = dance.requested()
    visitor = dance.person()
    page = dance.asked(token, visitor)
    assert text in page.words
    assert text == escape(text, quote=True) or text not in page.reply.text
    assert [each.get("src") for each in page.document.iter("script", "img")] == []
    assert len(list(page.document.iter("form"))) == 1
    assert "script-src 'self'" in (page.reply.header("Content-Security-Policy") or "")
    verifier = brought_back(dance.decides(token))["oauth_verifier"]
    dance.exchanged(token, verifier)
    listed = visitor.open("/plugins/servlet/oauth/users/access-tokens")
    assert text in listed.words
    assert [each.get("src") for each in listed.document.iter("script", "img")] == []
    assert listed.buttons == [f"Revoke access of {text}"]


@pytest.mark.conformance("O1P-096")
def test_the_callback_is_the_one_that_was_signed(dance: Dance):
    """Whatever the address or the form say."""
    token = dance.requested()
    evil = quote("http://evil.invalid/", safe="")
    visitor = dance.person()
    page = visitor.open(f"{AUTHORIZE}?oauth_token={token}&oauth_callback={evil}")
    assert "evil" not in page.reply.text
    method, url, body = page.filled_in("Allow", {})
    body += f"&oauth_callback={evil}".encode()
    reply = visitor.browser.send(method, f"{url}?oauth_callback={evil}", (("Content-Type", FORM),), body)
    assert reply.status == 302
    assert (reply.header("Location") or "").startswith(CALLBACK + "?")


@pytest.mark.conformance("O1P-096")
def test_without_a_signed_callback_the_forms_own_counts(vendor: Provider):
    """Tokens of OAuth 1.0, which only the vendor's products hand out (Q-6): no verifier, also when denied."""
    dance = Dance(vendor, vendor.consumer)
    for button in ("Allow", "Deny"):
        token = vendor.served(dance.request(None)).form["oauth_token"]
        visitor = dance.person()
        page = visitor.open(f"{AUTHORIZE}?oauth_token={token}&oauth_callback={quote(CALLBACK + '?a=1', safe='')}")
        method, url, body = page.filled_in(button, {})
        reply = visitor.browser.send(method, url, (("Content-Type", FORM),), body)
        assert reply.header("Location") == f"{CALLBACK}?a=1&oauth_token={token}"
        if button == "Allow":
            assert vendor.served_as("alice", dance.use(dance.exchanged(token, None)["oauth_token"]))
        else:
            vendor.refused(dance.exchange(token), 401, "permission_denied")


@pytest.mark.conformance("O1P-096")
@pytest.mark.parametrize(
    "callback", ["javascript:alert(1)", "//evil.invalid", "data:text/html,x", "http://a\\@b/", ""]
)
def test_a_form_leads_to_no_address_that_is_none(vendor: Provider, callback: str):
    """The person stays on a page; the registered callback counts where there is one."""
    dance = Dance(vendor, vendor.consumer)
    token = vendor.served(dance.request(None)).form["oauth_token"]
    visitor = dance.person()
    visitor.open(f"{AUTHORIZE}?oauth_token={token}&oauth_callback={quote(callback, safe='')}")
    page = visitor.press("Allow")
    assert page.heading == "Access allowed"
    assert "Go back to the application" in page.words
    assert vendor.put_consumer(vendor.consumer, callback=CALLBACK).fine
    token = vendor.served(dance.request(None)).form["oauth_token"]
    assert dance.decides(token).header("Location") == f"{CALLBACK}?oauth_token={token}"


@pytest.mark.conformance("O1P-097")
@pytest.mark.parametrize(
    ("callback", "before"),
    [
        ("http://tool.invalid/done", []),
        ("http://tool.invalid/done?a=1&b=", [("a", "1"), ("b", "")]),
        ("http://tool.invalid/done?a=%26%3D%2B&a=2", [("a", "&=+"), ("a", "2")]),
        ("http://tool.invalid/a%20b/%C3%A9?q=%E6%97%A5", [("q", "日")]),
        ("http://tool.invalid?x=1", [("x", "1")]),
        (
            "http://tool.invalid/done?redirectUrl=http%3A%2F%2Fa%2Fb%3Fc%3Dd%26e",
            [("redirectUrl", "http://a/b?c=d&e")],
        ),
    ],
)
def test_a_callback_keeps_its_own_query(dance: Dance, callback: str, before: list[tuple[str, str]]):
    token = dance.requested(callback)
    location = dance.decides(token).header("Location") or ""
    assert location.startswith(callback)
    added = [("oauth_token", token), ("oauth_verifier", dance.stored(token).verifier)]
    assert parse_qsl(urlsplit(location).query, keep_blank_values=True) == [*before, *added]


@pytest.mark.conformance("O1P-097")
def test_a_callbacks_fragment_stays_at_its_end(dance: Dance):
    token = dance.requested("http://tool.invalid/done?a=1#top")
    parts = urlsplit(dance.decides(token).header("Location") or "")
    assert parts.fragment == "top"
    assert set(dict(parse_qsl(parts.query))) == {"a", "oauth_token", "oauth_verifier"}


@pytest.mark.conformance("O1P-098")
def test_a_denial_is_told_in_the_verifiers_place(provider: Provider, dance: Dance):
    """Q-8: there is no standard form; the exchange is refused for good."""
    token = dance.requested()
    brought = brought_back(dance.decides(token, "Deny"))
    assert brought == {"oauth_token": token, "oauth_verifier": "denied"}
    provider.refused(dance.exchange(token, "denied"), 401, "permission_denied")
    provider.refused(dance.exchange(token, "denied"), 401, "permission_denied")
    dance.exchanged(*dance.allowed())


@pytest.mark.conformance("O1P-098")
def test_a_denial_without_a_callback_is_told_on_a_page(dance: Dance):
    token = dance.requested("oob")
    visitor = dance.person()
    dance.asked(token, visitor)
    assert visitor.press("Deny").heading == "Access denied"
    assert dance.stored(token).state is TokenState.DENIED


def test_a_consumer_cannot_consent_for_whom_it_acts_as(provider: Provider, dance: Dance):
    """Its signature is no person's decision, whatever else it promises: it is sent to log in."""
    token = dance.requested()
    # Not a form: in one the token would belong to the signature.
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("oauth_token", token), ("approve", "Allow"))
    )
    body = {"body": f"{parts}--x--\r\n".encode(), "content_type": "multipart/form-data; boundary=x"}
    answer = send(provider.as_user("alice", AUTHORIZE, "POST", **body))
    assert answer.caller == "alice"
    assert "/login.jsp" in answer.every("Location")[0]
    assert dance.stored(token).state is TokenState.REQUESTED
    basic = "Basic " + b64encode(b"alice:alice").decode()
    assert send(provider.call(AUTHORIZE, "POST", authorization=basic, **body)).status == 302
    assert dance.stored(token).state is TokenState.APPROVED


def test_a_deleted_link_leaves_nothing_to_decide(provider: Provider, dance: Dance):
    """A page that was open already says so."""
    token = dance.requested()
    visitor = dance.person()
    dance.asked(token, visitor)
    admin = provider.administrator()
    path = f"/rest/applinks/3.0/applicationlink/{provider.ids[provider.consumer.key]}"
    assert admin.ask("DELETE", path).fine
    is_refusal(visitor.press("Allow").reply, 401, "token_rejected")
    provider.refused(dance.request(), 401, "consumer_key_unknown")
    other = Dance(provider, provider.other)
    assert other.decides(other.requested()).status == 302

"""What every answer carries, and what is refused before anything else is looked at."""

import base64
from collections.abc import Callable
from http.client import HTTPResponse
from urllib.parse import quote

from applink_simulator.topology.running import RunningTopology

Raw = Callable[..., HTTPResponse]
ADMIN = {"Authorization": "Basic " + base64.b64encode(b"anna:anna").decode()}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TRUSTING = {"X-Atlassian-Token": "no-check"}


def test_every_answer_says_whom_it_took_the_caller_for(pair: RunningTopology, raw: Raw):
    """Clients use the header to notice that they have silently become nobody (products.md 2)."""
    base = pair.place("jira").url
    reply = raw(base, "GET", "/rest/applinks/1.0/manifest", ADMIN)
    assert (reply.headers["X-AUSERNAME"], reply.headers["X-Seraph-LoginReason"]) == ("anna", "OK")
    reply = raw(base, "GET", "/rest/applinks/1.0/manifest")
    assert (reply.headers["X-AUSERNAME"], reply.headers["X-Seraph-LoginReason"]) == ("anonymous", "OUT")


def test_a_wrong_password_is_told_apart_from_none(pair: RunningTopology, raw: Raw):
    """SES-001; and it is refused even where nobody need log in."""
    wrong = {"Authorization": "Basic " + base64.b64encode(b"anna:guess").decode()}
    reply = raw(pair.place("jira").url, "GET", "/rest/applinks/1.0/manifest", wrong)
    assert (reply.status, reply.headers["X-Seraph-LoginReason"]) == (401, "AUTHENTICATED_FAILED")


def test_every_401_names_the_realm(pair: RunningTopology, raw: Raw):
    """The base URL, percent-encoded (O1P-131); a refused signature adds a second line (auth.md 1.8)."""
    base = pair.place("jira").url
    bare = f'OAuth realm="{quote(base, safe="")}"'
    assert raw(base, "GET", "/rest/applinks/1.0/applicationlink").headers.get_all("WWW-Authenticate") == [bare]
    signed = (
        'OAuth oauth_token="",oauth_consumer_key="x",oauth_signature_method="RSA-SHA1",'
        'oauth_signature="x",oauth_timestamp="1",oauth_nonce="1"'
    )
    reply = raw(base, "GET", "/rest/applinks/1.0/applicationlink", {"Authorization": signed})
    lines = reply.headers.get_all("WWW-Authenticate") or []
    assert lines[0] == bare
    assert 'oauth_problem="consumer_key_unknown"' in lines[1]
    assert reply.content == b"oauth_problem=consumer_key_unknown"


def test_a_form_that_another_site_could_post_is_refused(pair: RunningTopology, raw: Raw):
    """Whoever is logged in; JSON is exempt, and so is who makes the promise (applinks.md 3.0)."""
    base, path = pair.place("jira").url, "/rest/applinks/1.0/applicationlinkForm/createAppLink"
    refused = raw(base, "POST", path, ADMIN | FORM, b"a=b")
    assert (refused.status, refused.content) == (403, b"XSRF check failed")
    assert raw(base, "POST", path, ADMIN, b"").status == 403
    assert raw(base, "POST", path, ADMIN | FORM | TRUSTING, b"a=b").status == 400
    assert raw(base, "POST", path, ADMIN | {"Content-Type": "application/json"}, b"{}").status == 400


def test_a_browser_must_come_from_the_product_itself(pair: RunningTopology, raw: Raw):
    """Even with JSON; PUT and DELETE are let through, as the products do."""
    base, path = pair.place("jira").url, "/rest/applinks/1.0/applicationlinkForm/createAppLink"
    browser = ADMIN | {"Content-Type": "application/json", "User-Agent": "Mozilla/5.0"}
    origin = base.removesuffix("/jira")
    assert raw(base, "POST", path, browser, b"{}").status == 403
    assert raw(base, "POST", path, browser | {"Origin": "https://evil.example"}, b"{}").status == 403
    assert raw(base, "POST", path, browser | {"Origin": origin}, b"{}").status == 400
    assert raw(base, "POST", path, browser | {"Referer": f"{base}/secure/x"}, b"{}").status == 400


def test_the_wizards_look_is_the_one_get_that_wants_the_promise(pair: RunningTopology, raw: Raw):
    """It makes the server call out, which another site could use for scanning."""
    base = pair.place("confluence").url
    path = f"/rest/applinks/1.0/applicationlinkForm/manifest?url={pair.place('jira').url}"
    assert raw(base, "GET", path, ADMIN).status == 403
    assert raw(base, "GET", path, ADMIN | TRUSTING).status == 200


def test_the_manifest_may_be_read_from_another_products_page(pair: RunningTopology, raw: Raw):
    """The newer wizard does it in the administrator's browser (applinks.md 2.1)."""
    base, path = pair.place("jira").url, "/rest/applinks/3.0/manifest.json"
    origin = {"Origin": "http://wiki.example"}
    for method in ("OPTIONS", "GET"):
        reply = raw(base, method, path, origin)
        assert reply.status == 200
        assert reply.headers["Access-Control-Allow-Origin"] == "http://wiki.example"
        assert reply.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Access-Control-Allow-Origin" not in raw(base, "GET", path).headers


def test_nothing_is_served_outside_the_context_path(pair: RunningTopology, raw: Raw):
    base = pair.place("jira").url
    root = base.removesuffix("/jira")
    assert raw(root, "GET", "/rest/applinks/1.0/manifest").status == 404
    assert raw(root, "GET", "/jirafake/rest/applinks/1.0/manifest").status == 404
    assert raw(base, "GET", "/rest/applinks/1.0/manifest").status == 200


def test_two_products_on_one_host_do_not_log_each_other_out(pair: RunningTopology):
    """Cookies know no ports: each product has a cookie of its own name."""
    at_jira = pair.visitor("alice", "jira")
    at_confluence = pair.visitor("alice", "confluence", at_jira.browser)
    for visitor in (at_jira, at_confluence):
        assert visitor.ask("GET", "/plugins/servlet/applinks/whoami").text == "alice"
    names = [cookie.name for cookie in at_jira.browser.cookies.values()]
    assert {"JSESSIONID.jira", "JSESSIONID.confluence"} <= set(names)
    at_confluence.log_out()
    assert at_jira.ask("GET", "/plugins/servlet/applinks/whoami").text == "alice"


def test_a_session_that_has_ended_is_refused_on_rest(pair: RunningTopology):
    """SES-003: not silently anonymous; pages for people are shown as to anybody."""
    alice = pair.visitor("alice", "jira")
    assert alice.ask("GET", "/rest/applinks/1.0/manifest").status == 200
    session = next(cookie for cookie in alice.browser.cookies.values() if cookie.name == "JSESSIONID.jira")
    pair.products["jira"].state.sessions.close(session.value)
    assert alice.ask("GET", "/rest/applinks/1.0/manifest").status == 401
    assert alice.visit("/").status == 200


def test_a_login_does_not_send_people_to_another_site(pair: RunningTopology, raw: Raw):
    """SES-009; within the product it may."""
    base = pair.place("jira").url
    login = b"os_username=alice&os_password=alice&os_destination="
    for evil in ("https://evil.example/", "//evil.example", "/\\evil.example", "/x%0d%0aSet-Cookie: a=b"):
        reply = raw(base, "POST", "/login.jsp", FORM, login + quote(evil, safe="%").encode())
        assert reply.status == 302
        assert reply.headers["Location"].startswith(base + "/")
        assert "evil.example" not in reply.headers["Location"]
    reply = raw(base, "POST", "/login.jsp", FORM, login + b"/browse/DEMO-1")
    assert reply.headers["Location"] == f"{base}/browse/DEMO-1"


def test_the_session_cookie_is_for_the_product_alone(pair: RunningTopology, raw: Raw):
    """SES-007: new at each login, out of reach of scripts and of other sites' posts."""
    base = pair.place("jira").url
    cookies = {
        raw(base, "POST", "/login.jsp", FORM, b"os_username=alice&os_password=alice").headers["Set-Cookie"]
        for _ in range(2)
    }
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/jira" in cookie for cookie in cookies)


def test_a_crash_inside_a_product_tells_the_client_nothing(pair: RunningTopology, raw: Raw):
    """And everything to whoever runs the test."""
    product = pair.products["jira"]
    product.intercept = lambda _request: 1 / 0  # type: ignore[assignment,return-value]
    reply = raw(product.base_url, "GET", "/rest/applinks/1.0/manifest")
    assert reply.status == 500
    assert b"ZeroDivisionError" not in reply.content
    assert "ZeroDivisionError" in pair.journal.crashes[-1]
    pair.journal.clear()
    pair.reset()
    assert raw(product.base_url, "GET", "/rest/applinks/1.0/manifest").status == 200


def test_the_journal_tells_who_asked_and_as_whom_it_was_served(pair: RunningTopology):
    """Across the link: the person at Confluence, then Confluence at Jira."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True)
    before = pair.journal.last_number
    alice = pair.visitor("alice", "confluence")
    path = "/plugins/servlet/applinks/whoami"
    alice.ask("GET", "/plugins/servlet/applinks/proxy", appId=jira.place.application_id, path=path)
    told = [(each.sender, each.product, each.caller, each.way) for each in pair.journal.since(before)][1:]
    assert told == [
        ("alice", "confluence", "alice", "session"),
        ("confluence", "jira", "alice", "oauth-impersonation"),
    ]


def test_a_refused_signature_is_explained_with_both_base_strings(pair: RunningTopology):
    """A proxy that changes the host is the usual cause: here the link's address has another name for it."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True)
    product = pair.products["jira"]
    other_key = pair.products["confluence"].key.public.text
    consumer = product.state.consumers.of_link(confluence.place.application_id)
    assert consumer is not None
    assert consumer.public_key == other_key
    from dataclasses import replace

    product.state.consumers.put(replace(consumer, public_key=product.key.public.text))
    alice = pair.visitor("alice", "confluence")
    path = "/plugins/servlet/applinks/whoami"
    reply = alice.ask("GET", "/plugins/servlet/applinks/proxy", appId=jira.place.application_id, path=path)
    assert reply.status == 401
    refusal = next(each.refusal for each in reversed(list(pair.journal)) if each.product == "jira")
    signed, expected = [line.split(":", 1)[1].strip() for line in refusal.splitlines()[1:]]
    assert signed == expected
    assert signed.startswith("GET&http%3A%2F%2F127.0.0.1")


def test_a_name_and_password_in_the_query_count_only_where_one_guesses_so(
    serve: Callable[[str], RunningTopology], raw: Raw
):
    """The rest framework probably answers 401 before it looks at them (applinks.md 3.0)."""
    small = (
        "userbases: {people: {users: {anna: {}}}}\nproducts:\n  jira: {system_administrators: anna, guesses: {%s}}\n"
    )
    path = "/rest/applinks/1.0/applicationlink?al_username=anna&al_password="
    for guess, status in (("", 401), ("credentials_in_query_suffice: true", 200)):
        base = serve(small % guess).place("jira").url
        assert raw(base, "GET", path + "anna").status == status
        assert raw(base, "GET", path + "wrong").status == 401

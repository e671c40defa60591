"""Whatever somebody writes into an address or a form, a page answers it and nothing falls over."""

from urllib.parse import quote

import pytest

from applink_simulator.domain.messages import FORM
from applink_simulator.topology.running import RunningTopology

AUTHORIZE, ACCESS_TOKENS = "/plugins/servlet/oauth/authorize", "/plugins/servlet/oauth/users/access-tokens"
DANCE = "/plugins/servlet/applinks/oauth/login-dance"
FIELDS = [
    "oauth_token",
    "oauth_callback",
    "oauth_verifier",
    "redirectUrl",
    "grant",
    "approve",
    "os_username",
    "os_password",
    "os_destination",
    "webSudoPassword",
]
ODD = [
    "",
    "%00",
    "%ff%fe",
    "%ED%A0%80",
    "%0d%0aSet-Cookie:%20a=b",
    quote("日本 😀 \u2028"),
    quote("http://[::1"),
    quote("http://a:99999999/"),
    quote("<script>alert(1)</script>"),
    "x" * 9000,
]


@pytest.fixture
def linked(pair: RunningTopology) -> RunningTopology:
    """Confluence calls Jira with its users' tokens."""
    near, far = pair.administrator("confluence"), pair.administrator("jira")
    near.must(near.create_link(far.place, there=far, trust=True), "linking")
    return pair


@pytest.mark.parametrize("username", ["anna", "alice", None])
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_no_page_falls_over(linked: RunningTopology, username: str | None, odd: str):
    """Nor does it set a cookie, or show as markup what is text; that nothing crashed, the fixture sees to."""
    visitor = linked.visitor(username, "confluence")
    link = linked.place("jira").application_id
    kind = linked.products["confluence"].kind
    if username:
        visitor.visit("/")
    fields = "&".join(f"{name}={odd}" for name in FIELDS)
    token = next((each.value for each in visitor.browser.cookies.values() if each.name == kind.xsrf_cookie), "")
    for path in (
        AUTHORIZE,
        ACCESS_TOKENS,
        f"{DANCE}/authorize",
        f"{DANCE}/access",
        kind.login_path,
        kind.confirm_path,
    ):
        query = f"{fields}&atl_token={token}&applicationLinkID="
        for address in (query + link, query + odd):
            reply = visitor.browser.send("GET", visitor.url(f"{path}?{address}"))
            assert reply.status < 500, (path, reply.status)
            assert reply.header("Set-Cookie") is None
            assert "<script>alert" not in reply.text
        for body in (fields, f"{fields}&atl_token={token}"):
            reply = visitor.browser.send("POST", visitor.url(path), (("Content-Type", FORM),), body.encode())
            assert reply.status < 500, (path, reply.status)
            assert "<script>alert" not in reply.text

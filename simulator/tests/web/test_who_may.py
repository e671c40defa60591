"""Who may call which resource, and which requests another site could have made (applinks.md 3.0)."""

from collections.abc import Callable
from http.client import HTTPResponse

import pytest

from applink_simulator.authentication.basic import basic_header
from applink_simulator.products import kinds
from applink_simulator.topology.running import RunningTopology

Raw = Callable[..., HTTPResponse]
UNKNOWN = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"
V1 = "/rest/applinks/1.0"
ADMINISTRATORS = [
    ("GET", f"{V1}/applicationlink"),
    ("GET", f"{V1}/applicationlink/{UNKNOWN}"),
    ("GET", f"{V1}/applicationlink/type/jira"),
    ("GET", f"{V1}/applicationlink/primary/jira"),
    ("PUT", f"{V1}/applicationlink/{UNKNOWN}"),
    ("PUT", "/rest/applinks/2.0/applicationlink"),
    ("POST", f"/rest/applinks/2.0/applicationlink/{UNKNOWN}"),
    ("POST", f"{V1}/applicationlink/primary/{UNKNOWN}"),
    ("DELETE", f"{V1}/applicationlink/{UNKNOWN}"),
    ("GET", f"/rest/applinks/2.0/applicationlink/{UNKNOWN}/authentication/provider"),
    ("PUT", f"/rest/applinks/2.0/applicationlink/{UNKNOWN}/authentication/provider"),
    ("GET", f"{V1}/applicationlinkForm/manifest"),
    ("POST", f"{V1}/applicationlinkForm/createAppLink"),
    ("POST", f"{V1}/applicationlinkForm/createStaticUrlAppLink"),
    ("POST", f"{V1}/applicationlinkForm/details"),
    ("GET", f"{V1}/listApplicationlinks"),
    ("GET", f"{V1}/listApplicationlinkstates/id/{UNKNOWN}"),
    ("GET", f"{V1}/applicationlinkInfo/id/{UNKNOWN}"),
    ("POST", f"{V1}/upgrade/legacy/{UNKNOWN}"),
    ("POST", f"{V1}/upgrade/ual/{UNKNOWN}"),
    ("GET", f"{V1}/authenticationinfo"),
    ("GET", f"{V1}/authenticationinfo/id/{UNKNOWN}/url/x"),
    ("GET", f"{V1}/orphaned-trust"),
    ("DELETE", f"{V1}/orphaned-trust/OAUTH/x"),
    ("GET", f"/rest/applinks-oauth/latest/applicationlink/{UNKNOWN}/authentication"),
    ("GET", f"/rest/applinks-oauth/latest/applicationlink/{UNKNOWN}/authentication/consumer"),
    ("PUT", f"/rest/applinks-oauth/latest/applicationlink/{UNKNOWN}/authentication/consumer"),
]
V3 = "/rest/applinks/3.0"
ADMINISTRATORS_3 = [
    ("GET", f"{V3}/applinks"),
    ("GET", f"{V3}/applinks/{UNKNOWN}"),
    ("PUT", f"{V3}/applinks/{UNKNOWN}"),
    ("DELETE", f"{V3}/applinks/{UNKNOWN}"),
    ("GET", f"{V3}/status/{UNKNOWN}"),
    ("PUT", f"{V3}/status/{UNKNOWN}/oauth"),
    ("GET", f"{V3}/capabilities/remote/{UNKNOWN}"),
    ("POST", f"{V3}/migration/{UNKNOWN}"),
]
USERS = [
    f"{V1}/manifest/{UNKNOWN}",
    f"{V1}/type/entity/jira",
    f"{V1}/entities/{UNKNOWN}",
    f"{V1}/entities/anonymous/{UNKNOWN}",
    f"{V1}/entitylink/list/jira.project/DEMO",
    f"{V1}/entitylink/primaryLinks/jira.project/DEMO",
    f"{V1}/entitylink/localEntitiesWithLinksTo/{UNKNOWN}",
    f"{V1}/permission/create-entity/{UNKNOWN}",
    f"{V3}/feature-discovery",
]


def headers(name: str | None, **more: str) -> dict[str, str]:
    sent = {"Accept": "application/json", "Content-Type": "application/json", "X-Atlassian-Token": "no-check"}
    return sent | ({} if name is None else {"Authorization": basic_header(name, name)}) | more


@pytest.mark.conformance("REST-001", "REST-002")
@pytest.mark.parametrize(("method", "path"), ADMINISTRATORS)
def test_the_older_resources_say_401_to_everybody_but_administrators(
    pair: RunningTopology, raw: Raw, method: str, path: str
):
    """Also to those who are signed in; the control gets further."""
    base = pair.place("jira").url
    for name in (None, "bob"):
        reply = raw(base, method, path, headers(name), b"{}")
        assert (reply.status, b'"status-code":401' in reply.content) == (401, True)  # type: ignore[attr-defined]
    assert raw(base, method, path, headers("adam"), b"{}").status not in {401, 403}


@pytest.mark.conformance("REST-006")
@pytest.mark.parametrize(("method", "path"), ADMINISTRATORS_3)
def test_version_3_tells_those_who_are_not_signed_in_from_those_who_may_not(
    pair: RunningTopology, raw: Raw, method: str, path: str
):
    base = pair.place("jira").url
    for name, status in ((None, 401), ("bob", 403)):
        reply = raw(base, method, path, headers(name), b"{}")
        assert (reply.status, b'"errors": [' in reply.content) == (status, True)  # type: ignore[attr-defined]
    assert raw(base, method, path, headers("adam"), b"{}").status not in {401, 403}


@pytest.mark.conformance("REST-002")
@pytest.mark.parametrize("path", USERS)
def test_what_any_user_may_ask_nobody_may(pair: RunningTopology, raw: Raw, path: str):
    base = pair.place("jira").url
    assert raw(base, "GET", path, headers(None)).status == 401
    assert raw(base, "GET", path, headers("bob")).status not in {401, 403}


def session(pair: RunningTopology, raw: Raw, name: str) -> str:
    """The cookie of somebody who has just logged in."""
    place = pair.place("jira")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = f"os_username={name}&os_password={name}".encode()
    reply = raw(place.url, "POST", kinds()[place.kind].login_path, form, body)
    lines = reply.headers.get_all("Set-Cookie", [])
    return "; ".join(line.partition(";")[0] for line in lines)


@pytest.mark.conformance("REST-004")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{V1}/applicationlink"),
        ("GET", f"{V1}/orphaned-trust"),
        ("DELETE", f"{V1}/orphaned-trust/OAUTH/x"),
        ("POST", f"{V3}/migration/{UNKNOWN}"),
    ],
)
def test_administrators_in_a_browser_confirm_their_password_first(
    pair: RunningTopology, raw: Raw, method: str, path: str
):
    """With name and password in the request itself there is nothing to confirm."""
    base = pair.place("jira").url
    cookie = session(pair, raw, "adam")
    assert raw(base, method, path, headers(None, Cookie=cookie), b"{}").status == 401
    assert raw(base, method, path, headers("adam"), b"{}").status in {200, 404}
    assert raw(base, "GET", f"{V1}/listApplicationlinks", headers(None, Cookie=cookie)).status == 200
    token = next(part.partition("=")[2] for part in cookie.split("; ") if part.startswith("atlassian.xsrf.token"))
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    confirm = kinds()["jira"].confirm_path
    assert raw(base, "POST", confirm, form, f"webSudoPassword=adam&atl_token={token}".encode()).status == 302
    assert raw(base, method, path, headers(None, Cookie=cookie), b"{}").status in {200, 404}


@pytest.mark.conformance("REST-003")
def test_a_name_and_a_password_in_the_query_are_enough_where_one_guesses_so(
    serve: Callable[[str], RunningTopology], raw: Raw
):
    file = "userbases: {{p: {{users: {{anna: }}}}}}\nproducts: {{jira: {{system_administrators: anna{0}}}}}\n"
    for guess, status in (("", 401), (", guesses: {credentials_in_query_suffice: true}", 200)):
        base = serve(file.format(guess)).place("jira").url
        path = f"{V1}/authenticationinfo?al_username=anna&al_password="
        assert raw(base, "GET", f"{path}anna").status == status
        assert raw(base, "GET", f"{path}wrong").status == 401


@pytest.mark.conformance("REST-005")
def test_some_things_are_for_system_administrators_alone(pair: RunningTopology):
    """A shared userbase, impersonation in either direction, features; the rest is the control."""
    adam, place = pair.administrator("jira", "adam"), pair.place("confluence")
    assert adam.create_link(place, there=pair.administrator("confluence"), shared_userbase=True).status == 400
    assert adam.create_end(place).status == 201
    assert adam.trust(place, impersonation=True).status == 403
    off, highest = {"enabled": False}, {"twoLoImpersonationEnabled": True}
    assert adam.set_levels(place, off, highest).status == 403
    assert adam.ask("PUT", f"{V3}/features/TEST_NON_SYSTEM").status == 403
    assert adam.trust(place).status == 201
    assert adam.set_levels(place, {"enabled": True}, off).status == 204


POSTS = [
    f"{V1}/applicationlinkForm/createAppLink",
    f"{V1}/applicationlinkForm/createStaticUrlAppLink",
    f"{V1}/applicationlinkForm/details",
    f"{V1}/applicationlink/primary/{UNKNOWN}",
    f"/rest/applinks/2.0/applicationlink/{UNKNOWN}",
    f"{V1}/upgrade/legacy/{UNKNOWN}",
    f"{V1}/upgrade/ual/{UNKNOWN}",
    f"{V1}/entitylink/primary/jira.project/DEMO",
    f"{V3}/migration/{UNKNOWN}",
]


@pytest.mark.conformance("REST-011", "REST-012")
@pytest.mark.parametrize("path", POSTS)
def test_a_post_that_another_site_could_have_made_is_refused(pair: RunningTopology, raw: Raw, path: str):
    """A form's content types without the header, and a browser from elsewhere; JSON and the own pages pass."""
    base = pair.place("jira").url
    asks = {"Authorization": basic_header("anna", "anna"), "Accept": "application/json"}
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""):
        sent = asks | ({"Content-Type": content_type} if content_type else {})
        refused = raw(base, "POST", path, sent, b"{}")
        assert (refused.status, refused.content) == (403, b"XSRF check failed")  # type: ignore[attr-defined]
        for spelling in ("no-check", "nocheck"):
            assert raw(base, "POST", path, sent | {"X-Atlassian-Token": spelling}, b"{}").status != 403
    browser = asks | {"Content-Type": "application/json", "User-Agent": "Mozilla/5.0"}
    for elsewhere in ({}, {"Origin": "http://evil.invalid"}, {"Referer": "http://evil.invalid/"}):
        assert raw(base, "POST", path, browser | elsewhere, b"{}").status == 403
    assert raw(base, "POST", path, browser | {"Origin": base.rpartition("/")[0]}, b"{}").status != 403
    assert raw(base, "POST", path, asks | {"Content-Type": "application/json"}, b"{}").status != 403

"""Whatever a body or an id holds, it is answered: never a crash, and 5xx only where the products say so."""

from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from applink_simulator.authentication.basic import basic_header
from applink_simulator.linking.documents.markup import to_json
from applink_simulator.topology.running import RunningTopology

Raw = Callable[..., HTTPResponse]
V1, V2, V3 = (f"/rest/applinks/{version}.0" for version in (1, 2, 3))
OAUTH = "/rest/applinks-oauth/latest/applicationlink"
NONE = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"
WRITES = [
    ("PUT", f"{V1}/applicationlink/{NONE}"),
    ("PUT", f"{V1}/applicationlink/{{id}}"),
    ("PUT", f"{V2}/applicationlink"),
    ("POST", f"{V2}/applicationlink/{{id}}"),
    ("PUT", f"{V3}/applicationlink/{{id}}/authentication/provider"),
    ("POST", f"{V1}/applicationlinkForm/createAppLink"),
    ("POST", f"{V1}/applicationlinkForm/details"),
    ("POST", f"{V1}/upgrade/ual/{{id}}"),
    ("PUT", f"{V1}/entitylink/jira.project/DEMO"),
    ("PUT", f"{OAUTH}/{{id}}/authentication/consumer"),
    ("PUT", f"{V3}/applinks/{{id}}"),
    ("PUT", f"{V3}/status/{{id}}/oauth"),
]
MAY_FAIL = {f"{V1}/applicationlinkForm/createAppLink", f"{V1}/applicationlinkForm/details"}
"""Here a remote that is silent is a 500 (applinks.md 3.2)."""
MEMBERS = [
    "id",
    "typeId",
    "name",
    "rpcUrl",
    "displayUrl",
    "isPrimary",
    "primary",
    "applicationLink",
    "username",
    "password",
    "createTwoWayLink",
    "customRpcURL",
    "configFormValues",
    "trustEachOther",
    "shareUserbase",
    "orphanedTrust",
    "type",
    "provider",
    "config",
    "key",
    "description",
    "publicKey",
    "callback",
    "twoLOAllowed",
    "executingTwoLOUser",
    "twoLOImpersonationAllowed",
    "outgoing",
    "applicationId",
    "remoteUrl",
    "incoming",
    "enabled",
    "twoLoEnabled",
    "twoLoImpersonationEnabled",
    "reciprocateEntityLinks",
]
TEXTS = st.one_of(
    st.sampled_from(
        ["jira", "generic", "OAUTH", "jira.project", "true", NONE, "http://127.0.0.1:9", "//x", "http://[", ""]
    ),
    st.sampled_from(["<script>alert(1)</script>", "\ufffe", "\x00", "\U0001f600", "a\nb", "%00", "..", "\u202e"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
VALUES = st.recursive(
    st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=6)
    ),
    max_leaves=16,
)
BODIES = st.dictionaries(st.sampled_from(MEMBERS), st.one_of(TEXTS, VALUES), max_size=10)
PATIENT = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def linked(pair: RunningTopology) -> RunningTopology:
    assert pair.administrator("jira").create_end(pair.place("confluence")).status == 201
    return pair


def ask(running: RunningTopology, raw: Raw, method: str, path: str, content_type: str, body: bytes) -> HTTPResponse:
    """As a system administrator, so that nothing is refused before it is read."""
    headers = {
        "Authorization": basic_header("anna", "anna"),
        "Accept": content_type,
        "Content-Type": content_type,
        "X-Atlassian-Token": "no-check",
    }
    return raw(running.place("jira").url, method, path, headers, body)


def answered(running: RunningTopology, reply: HTTPResponse, path: str) -> None:
    assert not list(running.journal.crashes)
    assert reply.status < 500 or path in MAY_FAIL, reply.content  # type: ignore[attr-defined]
    assert b"<script>" not in reply.content or reply.headers["Content-Type"].startswith("application/json")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("method", "path"), WRITES)
@given(body=BODIES)
@PATIENT
def test_any_json_is_answered(linked: RunningTopology, raw: Raw, method: str, path: str, body: dict[str, Any]):
    there = path.format(id=linked.place("confluence").application_id)
    answered(linked, ask(linked, raw, method, there, "application/json", to_json(body)), path)


@pytest.mark.parametrize(
    ("method", "path"), [(method, path) for method, path in WRITES if "3.0/applinks" not in path]
)
@given(body=BODIES)
@PATIENT
def test_any_xml_is_answered(linked: RunningTopology, raw: Raw, method: str, path: str, body: dict[str, Any]):
    there = path.format(id=linked.place("confluence").application_id)
    answered(linked, ask(linked, raw, method, there, "application/xml", as_xml(body)), path)


def as_xml(body: dict[str, Any]) -> bytes:
    root = etree.Element("whatever")
    _fill(root, body)
    return bytes(etree.tostring(root))


def _fill(element: Any, body: dict[str, Any]) -> None:
    for name, value in body.items():
        for each in value if isinstance(value, list) else [value]:
            child = etree.SubElement(element, name)
            if isinstance(each, dict):
                _fill(child, each)
            else:
                child.text = "".join(char for char in str(each) if char.isprintable())


@given(body=st.binary(max_size=60))
@PATIENT
def test_any_octets_are_answered(linked: RunningTopology, raw: Raw, body: bytes):
    for method, path in WRITES:
        there = path.format(id=linked.place("confluence").application_id)
        for content_type in ("application/json", "application/xml"):
            reply = ask(linked, raw, method, there, content_type, body)
            assert 400 <= reply.status < 500 or path.endswith("{id}"), reply.content  # type: ignore[attr-defined]
            answered(linked, reply, path)


WITH_IDS = [
    ("GET", f"{V1}/applicationlink/{{}}"),
    ("DELETE", f"{V1}/applicationlink/{{}}"),
    ("POST", f"{V1}/applicationlink/primary/{{}}"),
    ("GET", f"{V1}/applicationlink/type/{{}}"),
    ("GET", f"{V2}/applicationlink/{{}}/authentication/provider"),
    ("GET", f"{V1}/listApplicationlinkstates/id/{{}}"),
    ("GET", f"{V1}/applicationlinkInfo/id/{{}}"),
    ("POST", f"{V1}/upgrade/legacy/{{}}"),
    ("POST", f"{V1}/upgrade/ual/{{}}"),
    ("GET", f"{V1}/manifest/{{}}"),
    ("DELETE", f"{V1}/orphaned-trust/OAUTH/{{}}"),
    ("DELETE", f"{V1}/orphaned-trust/{{}}/x"),
    ("GET", f"{V1}/type/entity/{{}}"),
    ("GET", f"{V1}/entities/{{}}"),
    ("GET", f"{V1}/entities/anonymous/{{}}"),
    ("GET", f"{V1}/entitylink/list/jira.project/{{}}"),
    ("GET", f"{V1}/entitylink/list/{{}}/DEMO"),
    ("GET", f"{V1}/entitylink/localEntitiesWithLinksTo/{{}}"),
    ("GET", f"{V1}/permission/reciprocate-entity-create/{{}}"),
    ("GET", f"{V1}/permission/delete-entity/{{}}/a/b/c/d"),
    ("GET", f"{V3}/applinks/{{}}"),
    ("DELETE", f"{V3}/applinks/{{}}"),
    ("GET", f"{V3}/status/{{}}"),
    ("GET", f"{V3}/capabilities/{{}}"),
    ("GET", f"{V3}/capabilities/remote/{{}}"),
    ("GET", f"{V3}/features/{{}}"),
    ("PUT", f"{V3}/features/{{}}"),
    ("GET", f"{V3}/feature-discovery/{{}}"),
    ("POST", f"{V3}/migration/{{}}"),
    ("GET", f"{OAUTH}/{{}}/authentication"),
    ("DELETE", "/rest/applinks-oauth/latest/consumer-token/{}"),
    ("GET", "/plugins/servlet/applinks/auth/conf/basic/{}"),
    ("GET", "/plugins/servlet/applinks/auth/conf/oauth/outbound/apl/{}"),
]


@pytest.mark.parametrize(("method", "path"), WITH_IDS)
@given(text=TEXTS)
@PATIENT
def test_an_id_that_is_none_is_answered(linked: RunningTopology, raw: Raw, method: str, path: str, text: str):
    """In both forms; what is not there is a 4xx, but where one only asks for permission."""
    for content_type in ("application/json", "application/xml"):
        reply = ask(linked, raw, method, path.format(quote(text, safe="")), content_type, b"{}")
        answered(linked, reply, path)
        assert reply.status >= 300 or text in {"jira", "generic", "jira.project"} or not text or "permission" in path


def test_a_body_beyond_all_measure_is_refused_unread(linked: RunningTopology, raw: Raw):
    """The control is one of half the size that makes no sense."""
    for method, path in WRITES:
        there = path.format(id=linked.place("confluence").application_id)
        assert ask(linked, raw, method, there, "application/json", b" " * (11 * 1024 * 1024)).status == 413
        assert ask(linked, raw, method, there, "application/json", b" " * (5 * 1024 * 1024)).status == 400
    assert not list(linked.journal.crashes)


def test_script_in_a_name_stays_text(linked: RunningTopology, raw: Raw):
    """Escaped in XML and on pages; as it was in JSON, which no browser takes for a page."""
    evil, jira = "<script>alert(1)</script>", linked.administrator("jira")
    entity = {"id": NONE, "typeId": "confluence", "name": evil, "rpcUrl": "http://x.invalid"}
    assert jira.ask("PUT", f"{V2}/applicationlink", entity).status == 201
    link = {"applicationId": NONE, "typeId": "confluence.space", "key": evil, "name": evil}
    assert jira.ask("PUT", f"{V1}/entitylink/jira.project/DEMO", link).status == 201
    paths = [
        f"{V1}/applicationlink",
        f"{V1}/applicationlink/{NONE}",
        f"{V1}/entitylink/list/jira.project/DEMO",
        f"{V1}/listApplicationlinks",
        f"{V3}/applinks",
        "/plugins/servlet/applinks/auth/conf/basic/" + NONE,
        "/plugins/servlet/applinks/auth/conf/oauth/add-consumer-by-url/" + NONE + "/INBOUND?message=" + quote(evil),
    ]
    for path in paths:
        reply = ask(linked, raw, "GET", path, "application/xml", b"")
        assert reply.status == 200
        in_json = reply.headers["Content-Type"].startswith("application/json")
        assert (evil.encode() in reply.content) is in_json  # type: ignore[attr-defined]
        assert reply.headers["X-Content-Type-Options"] == "nosniff"

"""Whatever arrives at the door: a clear 4xx, no stack trace, and nothing has changed."""

import base64
import json
from collections.abc import Callable
from http.client import HTTPResponse

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applink_simulator.topology.running import RunningTopology

ADMIN = {"Authorization": "Basic " + base64.b64encode(b"anna:anna").decode(), "Accept": "application/json"}
IN_JSON = ADMIN | {"Content-Type": "application/json"}
Raw = Callable[..., HTTPResponse]


def state_of(running: RunningTopology) -> object:
    return [
        (list(product.state.ends), list(product.state.consumers), len(list(product.state.contents.issues())))
        for product in running.products.values()
    ]


@pytest.mark.parametrize(
    "authorization",
    [
        "OAuth",
        "OAuth ",
        "OAuth =",
        'OAuth oauth_nonce="',
        "OAuth oauth_token=,,,,",
        'OAuth realm="x" oauth_token="y"',
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"nocolon").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
        "Bearer nonsense",
        "Digest username=x",
        "\x7f" * 100,
    ],
)
def test_an_unreadable_authorization_header_is_refused_or_counts_as_none(
    pair: RunningTopology, raw: Raw, authorization: str
):
    """The control: the same resource with a readable header."""
    base = pair.place("jira").url
    reply = raw(base, "GET", "/rest/applinks/1.0/applicationlink", {"Authorization": authorization})
    assert 400 <= reply.status < 500
    assert b"Traceback" not in reply.content
    assert raw(base, "GET", "/rest/applinks/1.0/applicationlink", ADMIN).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/rest/%",
        "/rest/%zz/%ff%fe",
        "/rest/api/2/issue/%C3%28",
        "/rest/api/2/issue/DEMO-1?fields=%",
        "/rest/api/2/issue/DEMO-1?%ff=%fe&&&=&x",
        "/%00",
        "/rest/applinks/1.0/applicationlink/%2e%2e%2f",
        "/rest/applinks/9.9/manifest",
        "/rest/applinks/1.0/manifest.yaml",
        "//rest//applinks",
        "/rest/applinks/3.0/status/not-an-id/oauth",
    ],
)
def test_a_malformed_path_or_query_gives_no_server_error(pair: RunningTopology, raw: Raw, path: str):
    """No crash and no other product's answer; the door's journal goes on."""
    reply = raw(pair.place("jira").url, "GET", path)
    assert reply.status < 500
    assert b"Traceback" not in reply.content


def test_ten_thousand_parameters_are_refused_only_where_they_would_be_signed(pair: RunningTopology, raw: Raw):
    """Sorting them costs time that a stranger must not be able to spend."""
    base = pair.place("jira").url
    query = "&".join(f"p{number}={number}" for number in range(10_000))[:50_000]
    assert raw(base, "GET", f"/rest/applinks/1.0/manifest?{query}").status == 200
    reply = raw(base, "GET", f"/rest/applinks/1.0/manifest?{query}", {"Authorization": 'OAuth oauth_token=""'})
    assert reply.status == 400
    assert b"parameter_rejected" in reply.content


WRITES = [
    ("PUT", "/rest/applinks/3.0/applicationlink"),
    ("PUT", "/rest/applinks/1.0/applicationlink/4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"),
    ("POST", "/rest/applinks/2.0/applicationlink/4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"),
    ("PUT", "/rest/applinks/3.0/applinks/{id}"),
    ("PUT", "/rest/applinks/3.0/status/{id}/oauth"),
    ("POST", "/rest/applinks/1.0/applicationlinkForm/createAppLink"),
    ("PUT", "/rest/applinks/3.0/applicationlink/{id}/authentication/provider"),
    ("PUT", "/rest/applinks-oauth/latest/applicationlink/{id}/authentication/consumer"),
]
SHAPES = [
    b"",
    b"null",
    b"[]",
    b"[1,2]",
    b'"text"',
    b"{",
    b"{}",
    b'{"applicationLink": null}',
    b'{"applicationLink": [], "name": {}, "typeId": {"a": 1}, "rpcUrl": [], "provider": 7, "config": "x"}',
    b'{"name": "x", "typeId": "jira", "rpcUrl": "javascript:alert(1)", "displayUrl": "x"}',
    b'{"name": "x", "typeId": "nonsense", "rpcUrl": "http://x.invalid"}',
    b'{"key": "k", "name": "n", "publicKey": "not a key"}',
    b"\xff\xfe\x00",
    b"[" * 5000,
]


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("body", SHAPES)
def test_json_of_the_wrong_shape_is_refused_and_changes_nothing(
    pair: RunningTopology, raw: Raw, method: str, path: str, body: bytes
):
    """The control: an end made properly beforehand is still as it was."""
    jira, confluence = pair.administrator("jira"), pair.place("confluence")
    assert jira.create_end(confluence).status == 201
    before = state_of(pair)
    reply = raw(jira.place.url, method, path.format(id=confluence.application_id), IN_JSON, body)
    assert 400 <= reply.status < 500, reply.content
    assert state_of(pair) == before
    assert b"Traceback" not in reply.content
    assert b"/site-packages/" not in reply.content


def test_xml_with_entities_is_refused_unread(pair: RunningTopology, raw: Raw):
    """Neither files nor billions of laughs; the control is the same document without them."""
    base = pair.place("jira").url
    path = "/rest/applinks/1.0/applicationlink/4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"
    entity = (
        b"<applicationLink><typeId>generic</typeId><name>%s</name><rpcUrl>http://x.invalid</rpcUrl></applicationLink>"
    )
    evil = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + entity % b"&x;"
    headers = ADMIN | {"Content-Type": "application/xml"}
    reply = raw(base, "PUT", path, headers, evil)
    assert reply.status == 400
    assert b"root:" not in reply.content
    assert raw(base, "PUT", path, headers, entity % b"Plain").status == 201


def manifest(url: str, **changes: str) -> bytes:
    fields = {
        "id": "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11",
        "name": "R",
        "typeId": "jira",
        "url": url,
        "version": "9.12.0",
    }
    return json.dumps(fields | changes).encode()


@pytest.mark.parametrize(
    ("status", "content_type", "body"),
    [
        (200, "application/xml", b"this is no xml"),
        (200, "text/html", b"<!doctype html><title>Cats</title>"),
        (200, "application/xml", b'<!DOCTYPE m [<!ENTITY a "b">]><manifest><id>&a;</id></manifest>'),
        (200, "application/json", b'{"id": "no uuid", "name": "R", "typeId": "jira", "url": "http://r"}'),
        (200, "application/json", b"[]"),
        (200, "application/json", b'{"id": 7}'),
        (404, "text/html", b"not found"),
        (500, "text/plain", b"oops"),
        (200, "application/xml", b"<manifest>" + b"x" * (100 * 1024 * 1024)),
    ],
    ids=["no-xml", "html", "entities", "wrong-id", "list", "wrong-types", "404", "500", "100-mb"],
)
@pytest.mark.conformance("REST-032")
def test_what_is_no_manifest_is_recognised_as_no_application(
    pair: RunningTopology, remote: Callable[..., str], status: int, content_type: str, body: bytes
):
    """The wizard goes on without one (applinks.md 3.2); the control is a remote that has one."""
    url = remote(lambda _path: (status, {"Content-Type": content_type}, body))
    reply = pair.administrator("confluence").look_at(url)
    assert (reply.status, reply.json()) == (200, {})
    good = remote(lambda _path: (200, {"Content-Type": "application/json"}, manifest("http://r")))
    assert pair.administrator("confluence").look_at(good).json()["name"] == "R"


@pytest.mark.conformance("REST-032")
def test_a_manifest_behind_a_redirect_is_not_followed(pair: RunningTopology, remote: Callable[..., str]):
    """Not even to the right place (applinks.md 2.5): the administrator is told and decides."""
    good = remote(lambda _path: (200, {"Content-Type": "application/json"}, manifest("http://r")))
    url = remote(lambda path: (302, {"Location": good + path}, b""))
    document = pair.administrator("confluence").look_at(url).json()
    assert document["code"] == "applinks.warning.redirected.host"
    assert document["params"]["redirectedUrl"].startswith(good)


@pytest.mark.conformance("REST-032")
def test_a_type_that_is_not_installed_is_refused(pair: RunningTopology, remote: Callable[..., str]):
    url = remote(lambda _path: (200, {"Content-Type": "application/json"}, manifest("http://r", typeId="jenkins")))
    assert pair.administrator("confluence").look_at(url).status == 400


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80))
def test_any_authorization_header_is_answered_without_a_crash(pair: RunningTopology, raw: Raw, text: str):
    reply = raw(pair.place("jira").url, "GET", "/plugins/servlet/applinks/whoami", {"Authorization": f"OAuth {text}"})
    assert reply.status < 500

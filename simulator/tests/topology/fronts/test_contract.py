"""What every front does, ours and nginx: what reaches the product, and what the calling side sees."""

import contextlib
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from applink_simulator.catalogue import catalogue
from applink_simulator.domain.errors import (
    CertificateForAnotherHost,
    CertificateUntrusted,
    ConnectionRefused,
    HandshakeFailed,
    NotEncrypted,
    RemoteError,
)
from applink_simulator.domain.messages import OutgoingRequest, Reply, every_header
from applink_simulator.topology.fronts.front import (
    FRONTS,
    Certificate,
    Forward,
    Front,
    Handshake,
    HeaderRules,
    Match,
    Override,
    Query,
    Redirect,
    TooLong,
)
from applink_simulator.topology.fronts.nginx import NginxFront, NotWithNginx, why_not
from applink_simulator.transport.http import HttpTransport

from .conftest import Recorder, Stands, Street

Streets = Callable[[Front], Street]
PLAIN = Front(Certificate.NONE, scheme="http")
MANIFEST = Match("*/rest/applinks/*/manifest*")
SIGNED = 'OAuth oauth_consumer_key="a", oauth_signature="b"'


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_everything_passes_as_it_is(street: Streets, method: str):
    """Byte for byte: a signature covers all of it."""
    there = street(Front())
    there.product.answer = Reply(
        401,
        (("WWW-Authenticate", "OAuth one"), ("WWW-Authenticate", "Basic two"), ("X-Seraph", "x")),
        b"\x00\xff no text",
    )
    target = "/a%2Fb//c;d=1/%c3%A9?x=1%202+3&y=%5B[]&z"
    body = b"\x00a=b&c=\xff" * 5000 if method in {"POST", "PUT", "PATCH"} else b""
    reply = there.ask(target, method, body, X_Own="mine", Authorization=SIGNED)
    arrived = there.product.last
    assert (arrived.method, arrived.target, arrived.body) == (method, "/jira" + target, body)
    assert (arrived.header("X-Own"), arrived.header("Authorization")) == ("mine", SIGNED)
    assert (reply.status, reply.body) == (401, b"\x00\xff no text")
    assert every_header(reply.headers, "WWW-Authenticate") == ["OAuth one", "Basic two"]
    assert reply.header("X-Seraph") == "x"


def test_a_head_is_answered_without_a_body(street: Streets):
    there = street(PLAIN)
    assert there.ask(method="HEAD").body == b""
    assert there.product.last.method == "HEAD"
    assert there.ask().json() == {"from": "product"}


@pytest.mark.parametrize(
    ("front", "hears", "told"),
    [
        (Front(), "{front}", "https://{front}"),
        (Front(tells_product=False), "{front}", ""),
        (Front(forwards=Forward(scheme="http")), "{front}", "http://{front}"),
        (Front(forwards=Forward(port=8080)), "127.0.0.1:8080", "https://127.0.0.1:8080"),
        (
            Front(forwards=Forward(host="internal.invalid")),
            "internal.invalid:{port}",
            "https://internal.invalid:{port}",
        ),
        (Front(forwards=Forward(host="internal", port=80, scheme="http")), "internal:80", "http://internal"),
        (Front(tells_product=False, forwards=Forward(keeps_address=False)), "{product}", ""),
        (Front(forwards=Forward(keeps_address=False)), "{product}", "https://{front}"),
    ],
)
def test_what_the_product_hears_of_the_address(street: Streets, front: Front, hears: str, told: str):
    """In the header Host as every product, and beforehand from its administrator (F-01, F-02, F-03)."""
    there = street(front)
    words = {
        "front": urlsplit(there.standing.place.url).netloc,
        "port": there.standing.place.port,
        "product": urlsplit(there.product.url).netloc,
    }
    assert there.ask().status == 200
    assert there.product.last.header("Host") == hears.format(**words)
    assert there.standing.place.told_origin == told.format(**words)
    forwarded = urlsplit(told.format(**words))
    assert there.product.last.header("X-Forwarded-Proto") == (forwarded.scheme or None)
    assert there.product.last.header("X-Forwarded-Host") == (forwarded.netloc or None)


@pytest.mark.parametrize(
    ("front", "asked", "arrives"),
    [
        (PLAIN, "/jira/x?y", "/jira/x?y"),
        (PLAIN, "/elsewhere", "/elsewhere"),
        (replace(PLAIN, path="/tracker"), "/tracker/x%2Fy?z=%20", "/jira/x%2Fy?z=%20"),
        (replace(PLAIN, path="/tracker"), "/tracker", "/jira"),
        (replace(PLAIN, path="/tracker"), "/tracker?z", "/jira?z"),
        (replace(PLAIN, path="/tracker"), "/trackers/x", None),
        (replace(PLAIN, path="/tracker"), "/jira/x", None),
        (replace(PLAIN, path=""), "/x", "/jira/x"),
        (replace(PLAIN, path="/a.b"), "/aXb/x", None),
        (replace(PLAIN, path="/a.b"), "/a.b/x", "/jira/x"),
        (replace(PLAIN, forwards=Forward(path="")), "/jira/x?y", "/x?y"),
        (replace(PLAIN, forwards=Forward(path="")), "/jira?y", "/?y"),
        (replace(PLAIN, forwards=Forward(path="/a/jira")), "/jira/x", "/a/jira/x"),
    ],
)
def test_the_context_path_is_kept_added_stripped_or_replaced(
    street: Streets, front: Front, asked: str, arrives: str | None
):
    """And what lies beside the one that it knows is not there (F-04)."""
    there = street(front)
    reply = there.ask(asked, url=there.standing.place.origin)
    assert [each.target for each in there.product.arrivals] == ([arrives] if arrives else [])
    assert reply.status == (200 if arrives else 404)


CANNED = {
    "a login page": Override(body=b"<html><form action='/login'>$name \"{}\" \\n</form></html>"),
    "another host": Override(status=302, location="https://sso.invalid/login?from=$x&to=%2F"),
    "a form that sends itself": Override(body=b"<body onload='document.forms[0].submit()'>" + b"<input>" * 2000),
    "nothing there": Override(status=404, body=b"<h1>Not found</h1>"),
    "a login wanted": Override(status=401, headers=(("WWW-Authenticate", 'Basic realm="proxy"'),), body=b"who?"),
    "half a manifest": Override(type="application/json", body=b'{"id": "7f'),
    "bytes that are no text": Override(type="application/xml; charset=utf-16", body=b"<\xff\x00\xe9>"),
    "nothing at all": Override(status=403),
}


@pytest.mark.parametrize("name", CANNED)
def test_canned_answers_for_some_paths_and_the_products_own_for_others(street: Streets, name: str):
    """F-10, F-49."""
    override = replace(CANNED[name], match=MANIFEST)
    there = street(replace(PLAIN, overrides=(override,)))
    for path in ("/rest/applinks/1.0/manifest", "/rest/applinks/3.0/manifest.json?a=b"):
        reply = there.ask(path)
        assert reply.status == override.status
        assert reply.header("Location") == (override.location or None)
        if not override.location:
            assert reply.body == (override.body or b"")
            assert reply.header("Content-Type") == (override.type or "text/html; charset=utf-8")
        for header in override.headers:
            assert header in reply.headers
    assert not there.product.arrivals
    assert there.ask("/rest/applinks/1.0/entities").json() == {"from": "product"}


def test_methods_are_filtered(street: Streets):
    """A firewall that lets people read (F-22)."""
    filtered = Override(Match(methods=frozenset({"PUT", "DELETE"})), status=405, body=b"no")
    there = street(replace(PLAIN, overrides=(filtered,)))
    assert [there.ask(method=method).status for method in ("GET", "PUT", "POST", "DELETE")] == [200, 405, 200, 405]
    assert [each.method for each in there.product.arrivals] == ["GET", "POST"]


def test_the_first_override_that_matches_counts(street: Streets):
    special = Override(Match("/jira/rest/special"), status=403, body=b"special")
    general = Override(Match("/jira/rest/*"), status=404, body=b"general")
    there = street(replace(PLAIN, overrides=(special, general)))
    assert [there.ask(path).status for path in ("/rest/special", "/rest/specials", "/rest/", "/other")] == [
        403,
        404,
        404,
        200,
    ]


def test_a_dot_in_a_path_is_a_dot(street: Streets):
    there = street(replace(PLAIN, overrides=(Override(Match("*.json"), status=404),)))
    assert [there.ask(path).status for path in ("/manifest.json", "/manifestXjson", "/x?y=.json")] == [404, 200, 200]


def test_the_products_own_answer_is_labelled_otherwise(street: Streets):
    """The wrong charset, for instance (F-49); its status and its body stay."""
    wrong = Override(MANIFEST, type="application/xml; charset=utf-16", body=None, headers=(("X-Proxy", "yes"),))
    there = street(replace(PLAIN, overrides=(wrong,)))
    there.product.answer = replace(there.product.answer, status=201)
    reply = there.ask("/rest/applinks/1.0/manifest")
    assert (reply.status, reply.json()) == (201, {"from": "product"})
    assert every_header(reply.headers, "Content-Type") == ["application/xml; charset=utf-16"]
    assert reply.header("X-Proxy") == "yes"
    assert there.ask("/other").header("Content-Type") == "application/json"


def test_some_requests_wait_and_arrive_as_they_were(street: Streets):
    there = street(replace(PLAIN, overrides=(Override(Match("*/slow"), body=None, delay=0.4),)))
    began = time.monotonic()
    assert there.ask("/slow?a=%20", "POST", b"body" * 3000, Authorization=SIGNED).json() == {"from": "product"}
    assert 0.35 < time.monotonic() - began < 5
    arrived = there.product.last
    assert (arrived.method, arrived.target, arrived.body) == ("POST", "/jira/slow?a=%20", b"body" * 3000)
    assert arrived.header("Authorization") == SIGNED
    began = time.monotonic()
    assert there.ask("/quick").status == 200
    assert time.monotonic() - began < 0.35


def test_a_canned_answer_waits_as_well(street: Streets):
    there = street(replace(PLAIN, overrides=(Override(status=504, body=b"too late", delay=0.4),)))
    began = time.monotonic()
    reply = there.ask()
    assert (reply.status, reply.body) == (504, b"too late")
    assert time.monotonic() - began > 0.35


def test_who_waits_does_not_keep_the_front_from_being_stopped(street: Streets):
    there = street(replace(PLAIN, overrides=(Override(body=None, delay=60),)))
    place = there.standing.place
    with socket.create_connection((place.host, place.port), timeout=10) as waiting:
        waiting.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.1)
        began = time.monotonic()
        there.standing.stop()
        assert waiting.recv(100) == b""
    assert time.monotonic() - began < 5
    assert not there.product.arrivals


def test_headers_are_dropped(street: Streets):
    """F-12."""
    there = street(replace(PLAIN, headers=HeaderRules(drops=("Authorization", "X-Own"))))
    assert there.ask(Authorization=SIGNED, X_Own="mine", X_Other="theirs").status == 200
    arrived = there.product.last
    assert (arrived.header("Authorization"), arrived.header("X-Own")) == (None, None)
    assert arrived.header("X-Other") == "theirs"


@pytest.mark.parametrize("too_long", TooLong)
def test_a_long_header_is_dropped_or_refused_and_a_short_one_passes(street: Streets, too_long: TooLong):
    """F-12."""
    there = street(replace(PLAIN, headers=HeaderRules(longest=600, too_long=too_long)))
    assert there.ask(Authorization="OAuth " + "a" * 500).status == 200
    assert there.product.last.header("Authorization") == "OAuth " + "a" * 500
    reply = there.ask(Authorization="OAuth " + "a" * 700)
    if too_long is TooLong.DROPPED:
        assert (reply.status, there.product.last.header("Authorization")) == (200, None)
    else:
        assert (reply.status, len(there.product.arrivals)) == (too_long.value, 1)
        assert reply.content_type == "text/html"
        assert there.ask("/" + "x" * 700).status == 414
    assert there.ask().status == 200


def test_a_parameter_of_its_own_is_appended(street: Streets):
    there = street(replace(PLAIN, query=Query(appends="_=$1")))
    for asked, arrives in (("/x?a=%20b", "?a=%20b&_=$1"), ("/x", "?_=$1"), ("/x?", "?_=$1")):
        assert there.ask(asked).status == 200
        assert there.product.last.target == "/jira/x" + arrives


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_product_that_is_down_is_answered_for_until_it_is_up(street: Streets, status: int):
    """F-13."""
    there = street(replace(PLAIN, when_down=status))
    assert there.ask().status == 200
    there.product.switch_off()
    reply = there.ask()
    assert (reply.status, reply.content_type) == (status, "text/html")
    assert str(status) in reply.text
    there.product.switch_on()
    assert there.ask().status == 200


@pytest.mark.parametrize("own", [502, 503, 504])
def test_what_the_product_itself_says_of_its_state_passes(street: Streets, own: int):
    there = street(replace(PLAIN, when_down=502))
    there.product.answer = Reply(own, (), b"starting up")
    reply = there.ask()
    assert (reply.status, reply.body) == (own, b"starting up")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_from_an_address_without_encryption_everybody_is_sent_on(street: Streets, status: int):
    """F-08: the address that links know is http, and the product is told of the other one."""
    there = street(Front(redirects=Redirect(status, scheme="http")))
    place = there.standing.place
    assert (urlsplit(place.url).scheme, urlsplit(place.told_origin).scheme) == ("http", "https")
    reply = there.ask("/x?a=%20", "POST", b"x")
    assert (reply.status, reply.header("Location")) == (status, f"{place.origin}/jira/x?a=%20")
    assert not there.product.arrivals
    assert there.transport.send(OutgoingRequest("GET", reply.header("Location") or "")).status == 200


def test_from_an_old_context_path_everybody_is_sent_on(street: Streets):
    there = street(replace(PLAIN, redirects=Redirect(302, path="/old")))
    place = there.standing.place
    assert place.url == f"{place.origin}/old"
    for asked, leads in (("/x?a=%20", "/jira/x?a=%20"), ("", "/jira"), ("?y", "/jira?y")):
        reply = there.ask(asked)
        assert (reply.status, reply.header("Location")) == (302, place.origin + leads)
    assert not there.product.arrivals
    assert there.ask("/older", url=place.origin).status == 200


CERTIFICATES: list[tuple[Front, type[RemoteError]]] = [
    (Front(Certificate.UNTRUSTED), CertificateUntrusted),
    (Front(Certificate.SELF_SIGNED), CertificateUntrusted),
    (Front(Certificate.EXPIRED), CertificateUntrusted),
    (Front(Certificate.NOT_YET_VALID), CertificateUntrusted),
    (Front(Certificate.WITHOUT_CHAIN), CertificateUntrusted),
    (Front(Certificate.OF_ANOTHER_HOST), CertificateForAnotherHost),
    (Front(Certificate.NONE), NotEncrypted),
    (Front(handshake=Handshake.OLD_PROTOCOL), HandshakeFailed),
    (Front(handshake=Handshake.NO_COMMON_CIPHER), HandshakeFailed),
    (Front(handshake=Handshake.UNKNOWN_NAME), HandshakeFailed),
]


@pytest.mark.parametrize(
    ("front", "error"),
    CERTIFICATES,
    ids=[f"{each.certificate.value}, {each.handshake.value}" for each, _ in CERTIFICATES],
)
def test_no_request_passes_where_encryption_cannot_be_agreed_on(
    street: Streets, front: Front, error: type[RemoteError]
):
    """F-14 to F-18, each with the error that tells them apart."""
    there = street(front)
    with pytest.raises(RemoteError) as caught:
        there.ask()
    assert type(caught.value) is error
    assert not there.product.arrivals
    assert street(Front()).ask().status == 200


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (Certificate.SELF_SIGNED, "self-signed certificate"),
        (Certificate.EXPIRED, "certificate has expired"),
        (Certificate.NOT_YET_VALID, "certificate is not yet valid"),
        (Certificate.WITHOUT_CHAIN, "unable to get local issuer certificate"),
        (Certificate.UNTRUSTED, "unable to get local issuer certificate"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_what_was_asked_for(
    street: Streets, certificate: Certificate, reason: str
):
    """They are one error to an administrator, and must not be one fault."""
    with pytest.raises(CertificateUntrusted, match=reason):
        street(Front(certificate)).ask()


def sayable() -> dict[str, Front]:
    """By a scenario's words."""
    wrong = {
        said.example: said.told["front"]
        for entry in catalogue().values()
        for said in entry.phrases
        if "front" in said.told
    }
    return FRONTS | wrong


@pytest.mark.parametrize(("words", "front"), sayable().items())
def test_whatever_a_scenario_can_say_stands(kind: Stands, product: Recorder, words: str, front: Front):
    if why_not(front) is not None and kind is NginxFront:
        with pytest.raises(NotWithNginx):
            kind(front, product.url, 0)
        return
    standing = kind(front, product.url, 0)
    assert standing.place.url.startswith(front.honest.scheme + "://127.0.0.1:")
    standing.stop()


def test_a_front_that_was_stopped_leaves_its_port_to_the_next(kind: Stands, product: Recorder):
    first = kind(PLAIN, product.url, 0)
    first.stop()
    first.stop()
    with contextlib.closing(HttpTransport()) as client, pytest.raises(ConnectionRefused):
        client.send(OutgoingRequest("GET", first.place.url))
    second = kind(PLAIN, product.url, first.place.port)
    assert second.place.url == first.place.url
    with contextlib.closing(HttpTransport()) as client:
        assert client.send(OutgoingRequest("GET", second.place.url)).status == 200
    second.stop()


@pytest.mark.parametrize("redirects", [None, Redirect(scheme="http")])
def test_a_port_that_somebody_has_is_not_taken(kind: Stands, product: Recorder, redirects: Redirect | None):
    with pytest.raises(OSError, match="in use"):
        kind(replace(PLAIN, redirects=redirects), product.url, product.port)

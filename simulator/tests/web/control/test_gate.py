"""Who may use the control surface."""

import json
import logging

import pytest

from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.topology.backends.served import served
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.running import RunningTopology
from applink_simulator.web.control import PATH

TOKEN = "a token that nobody guesses"
SMALL = "userbases: {p: {users: {anna: {}}}}\nproducts: {jira: {}, confluence: {context_path: ''}}"


def get(running: RunningTopology, product: str, path: str, authorization: str | None = None) -> Reply:
    headers = (("Authorization", authorization),) if authorization is not None else ()
    return running.transport.send(OutgoingRequest("GET", running.controls[product].origin + path, headers))


@pytest.fixture(scope="module")
def controlled():
    with served(read_topology(SMALL), control_token=TOKEN) as running:
        yield running


def test_whoever_has_the_token_is_let_in_whatever_case_the_scheme_is_in(controlled: RunningTopology):
    for scheme in ("Bearer", "bearer"):
        assert get(controlled, "jira", f"{PATH}/product", f"{scheme} {TOKEN}").json()["name"] == "jira"


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN],
)
def test_without_the_right_token_everything_is_refused_alike(controlled: RunningTopology, authorization: str | None):
    """Also what is not there, and the description: who has no token learns nothing. The control is the test above."""
    replies = [get(controlled, "jira", PATH + path, authorization) for path in ("/product", "/openapi.json", "/none")]
    assert {reply.status for reply in replies} == {401}
    assert {reply.header("WWW-Authenticate") for reply in replies} == {"Bearer"}
    assert len({reply.body for reply in replies}) == 1


@pytest.mark.parametrize("product", ["jira", "confluence"])
def test_where_no_token_was_given_there_is_no_surface(product: str):
    """The answer is the one to any other path that is not there, whatever is presented."""
    with served(read_topology(SMALL)) as running:
        other = get(running, product, "/applinks-nothing/1/product")
        for authorization in (None, f"Bearer {TOKEN}", "Bearer "):
            reply = get(running, product, f"{PATH}/product", authorization)
            assert (reply.status, reply.content_type) == (other.status, other.content_type)
            assert reply.status == 404 or authorization is not None
            assert b"control" not in reply.body.replace(b"applinks-control", b"")


def test_the_token_is_told_nowhere(controlled: RunningTopology, caplog: pytest.LogCaptureFixture):
    """Neither in the journal, nor where objects describe themselves, nor in what is logged or refused."""
    with caplog.at_level(logging.DEBUG):
        control = controlled.controls["jira"]
        journal = json.dumps(control.ask("GET", "/journal"))
        refused = get(controlled, "jira", f"{PATH}/none", f"Bearer {TOKEN}").text
    told = [
        journal,
        refused,
        caplog.text,
        repr(control),
        repr(controlled),
        repr(controlled.site),
        repr(vars(controlled)),
    ]
    told += [repr(app) for app in controlled.site._apps.values()]  # type: ignore[attr-defined]
    assert not [text for text in told if TOKEN in text]


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("application/json", b'{"ahead": 5}', 200),
        ("text/plain", b'{"ahead": 5}', 415),
        ("application/json", b'{"ahead": ', 400),
        ("application/json", b'{"ahead": NaN}', 400),
        ("application/json", b"[" * 100_000, 400),
        ("application/json", b"\xff", 400),
        ("application/json", b'"text"', 422),
        ("application/json", b'{"forward": 5}', 422),
        ("application/json", b"", 422),
        ("application/json", b" " * (4 * 1024 * 1024 + 1), 413),
    ],
)
def test_what_cannot_be_read_is_refused(controlled: RunningTopology, content_type: str, body: bytes, expected: int):
    """In words, as JSON; the control is the first."""
    headers = (("Authorization", f"Bearer {TOKEN}"), ("Content-Type", content_type))
    url = controlled.controls["jira"].url + "/clock"
    reply = controlled.transport.send(OutgoingRequest("PUT", url, headers, body))
    assert reply.status == expected
    assert reply.json()["now" if expected == 200 else "message"]

"""A few seconds with few users, against products that are served: good ones, and ones that are not."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from applink_load.measured.run import Measured
from applink_load.plan import NotForLoad, readers_of
from applink_load.profiles import PROFILES, REQUESTS
from applink_load.runner.drive import Wish, drive, served
from applink_load.verdict.codes import Verdict
from applink_load.verdict.judge import judge
from applink_load.verdict.thresholds import threshold
from applink_simulator.topology.control import Control
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.named import topology_named

TOPOLOGY = topology_named("shared-userbase")
ALL = ("leaks>0", "errors>0%", "p50>400ms")


def wish(profile: str) -> Wish:
    return Wish(profile, users=3, seconds=3.0)


@contextmanager
def holding_up(control: Control) -> Iterator[None]:
    """Whoever comes waits for up to a third of a second, again and again."""
    over = threading.Event()

    def hold_up() -> None:
        while not over.is_set():
            control.put_fault("is slow")
            over.wait(0.3)
            control.clear_faults()

    thread = threading.Thread(target=hold_up)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class _ShowsAll(BaseHTTPRequestHandler):
    """A product that never looks who is asking."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b'{"issues": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def showing_all() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _ShowsAll) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def verdict(measured: Measured, *asked: str) -> Verdict:
    return judge(measured, [threshold(each) for each in asked], REQUESTS[measured.profile]).verdict


@pytest.mark.parametrize("profile", PROFILES)
def test_products_that_do_right_keep_everything_and_every_request_of_the_profile_is_made(profile: str):
    with served(TOPOLOGY, wish(profile)) as (_, _, plan):
        measured = drive(plan)

    assert measured.broken == ""
    assert measured.findings == []
    assert measured.total.reasons == {}
    assert measured.series.keys() >= set(REQUESTS[profile])
    assert measured.checked > 10
    assert verdict(measured, *ALL[:2]) is Verdict.KEPT


@pytest.mark.parametrize("profile", ["direct", "impersonating", "proxied"])
def test_an_item_shown_to_who_may_not_see_it_is_a_leak_with_its_exchange(profile: str):
    with served(TOPOLOGY, wish(profile)) as (running, jira, plan):
        running.control(jira).change_container("ADM", visible_to=["anyone"])
        measured = drive(plan)

    leak = measured.findings[0]
    assert leak.kind == "leak"
    assert "was shown ADM-1, which they may not see" in leak.told
    assert "Renew the licence" in leak.exchange
    assert "oauth_signature=" not in leak.exchange or 'oauth_signature="***' in leak.exchange
    assert verdict(measured, *ALL) is Verdict.WRONG


def test_a_leak_is_not_looked_for_where_no_answer_is_to_be_checked():
    unchecked = Wish("direct", users=3, seconds=2.0, checking=0.0)
    with served(TOPOLOGY, unchecked) as (running, jira, plan):
        running.control(jira).change_container("ADM", visible_to=["anyone"])
        measured = drive(plan)

    assert measured.checked == 0
    assert measured.findings == []
    assert verdict(measured, "leaks>0") is Verdict.NOT_MEASURED


def test_an_item_withheld_from_who_may_see_it_is_a_good_request_refused():
    with served(TOPOLOGY, wish("direct")) as (running, jira, plan):
        running.control(jira).change_container("DEMO", visible_to=[])
        measured = drive(plan)

    assert {each.kind for each in measured.findings} == {"good request refused"}
    assert verdict(measured) is Verdict.WRONG


def test_a_product_that_fails_is_wrong_and_one_that_is_slow_is_slow():
    with served(TOPOLOGY, wish("direct")) as (running, jira, plan):
        running.control(jira).put_fault("is unavailable")
        failing = drive(plan)
        running.control(jira).clear_faults()
        with holding_up(running.control(jira)):
            slow = drive(plan)

    assert verdict(failing, "errors>1%") is Verdict.WRONG
    assert "answered 503" in failing.total.reasons
    assert slow.total.failures == 0
    assert verdict(slow, "max>150ms") is Verdict.SLOW


def test_a_replay_that_is_accepted_and_a_forgery_that_is_taken_are_found():
    with served(TOPOLOGY, wish("hostile")) as (_, _, plan), showing_all() as url:
        measured = drive(replace(plan, jira=url))

    assert measured.found("replay accepted", "replayed")
    assert all(measured.found("leak", name) for name in ("forged", "stale", "unknown consumer"))
    assert verdict(measured, "errors>100%") is Verdict.WRONG


def test_a_generator_that_cannot_work_is_broken():
    with served(TOPOLOGY, wish("direct")) as (_, _, plan):
        document = json.loads(plan.text())
    measured = drive(type(plan).read(json.dumps({**document, "private_key": "no key"})))

    assert measured.broken.startswith("the generator ended with 1")
    assert verdict(measured) is Verdict.BROKEN


def test_what_people_see_is_read_from_the_topology_and_there_has_to_be_something_to_tell_them_apart_by():
    readers = readers_of(TOPOLOGY)
    sees = {each.username: set(each.sees) for each in readers.people}

    assert sees["bob"] == {"DEMO-1", "DEMO-2", "DEMO-4"}
    assert "carol" not in sees
    assert "PRIV-1" in sees["integration"] - sees["alice"]
    with pytest.raises(NotForLoad, match="it has no Jira"):
        readers_of(read_topology("userbases: {all: {users: {bob: {}}}}\nproducts: {confluence: {}}"))

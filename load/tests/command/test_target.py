"""Products that run already are looked at before any load: each thing that would spoil it has its own words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from applink_load.command import load
from applink_load.plan import Readers, Wish, readers_of
from applink_load.target import (
    ActsAsAnother,
    AnotherKind,
    CannotLogIn,
    ClocksApart,
    ConsumerUnknown,
    KeyWrong,
    NoProduct,
    NotAccepted,
    NoWayThrough,
    PeopleUnknown,
    Target,
    Unreachable,
    places_of,
)
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.topology.file import ConsumerEntry
from applink_simulator.topology.load import Topology
from applink_simulator.topology.named import topology_named
from applink_simulator.topology.running import RunningTopology

TOPOLOGY = topology_named("shared-userbase")
READERS = readers_of(TOPOLOGY)


@pytest.fixture
def running(constellation: Any) -> RunningTopology:
    return constellation.running


@pytest.fixture
def target(constellation: Any) -> Target:
    return constellation.target


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<!doctype html><h1>It works!</h1>")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def some_page() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def stranger_to(topology: Topology) -> Readers:
    """Who would be there if everybody were called otherwise."""
    readers = readers_of(topology)
    return replace(readers, people=tuple(replace(each, username=f"x{each.username}") for each in readers.people))


@pytest.mark.parametrize("profile", ["direct", "impersonating", "hostile", "proxied"])
def test_products_that_are_as_the_topology_says_are_found_with_whom_they_act_as(
    constellation: Any, target: Target, profile: str
):
    plan = constellation.plan
    places = places_of(replace(target, jira=f"{target.jira}/"), READERS, Wish(profile))

    assert (places.jira, places.jira_id, places.confluence) == (plan.jira, plan.jira_id, plan.confluence)
    assert places.acting_as == plan.acting_as


def test_what_cannot_be_reached_or_is_no_product_or_another_one_is_told_with_its_option(target: Target):
    with some_page() as url, pytest.raises(NoProduct, match=r"gives no manifest.*base URL in --target"):
        places_of(replace(target, jira=url), READERS, Wish("direct"))
    with pytest.raises(Unreachable, match=r"connection refused.*correct --target"):
        places_of(replace(target, jira=url), READERS, Wish("direct"))
    with pytest.raises(NoProduct, match="manifest gives 404"):
        places_of(replace(target, jira=target.jira.removesuffix("/jira")), READERS, Wish("direct"))
    with pytest.raises(AnotherKind, match="--target takes a product of the kind jira"):
        places_of(replace(target, jira=target.confluence), READERS, Wish("direct"))
    with pytest.raises(AnotherKind, match="--through takes a product of the kind confluence"):
        places_of(replace(target, confluence=target.jira), READERS, Wish("proxied"))


def test_an_unknown_consumer_and_a_wrong_key_are_told_apart(target: Target):
    with pytest.raises(ConsumerUnknown, match="knows no consumer 'nobody'"):
        places_of(replace(target, consumer="nobody"), READERS, Wish("direct"))
    with pytest.raises(KeyWrong, match=f"manifest says its URL is {target.jira}"):
        places_of(replace(target, private_key=KeyPair.generate().private_pem()), READERS, Wish("direct"))


@pytest.mark.parametrize(("seconds", "told"), [(3600, "seconds ahead of"), (-3600, "seconds behind")])
def test_clocks_that_are_apart_are_told_with_by_how_much(
    running: RunningTopology, target: Target, seconds: int, told: str
):
    running.set_clock("jira", seconds)

    with pytest.raises(ClocksApart, match=rf"3,(59|60)\d {told} this machine's"):
        places_of(target, READERS, Wish("direct"))


def test_people_who_are_not_there_are_named(running: RunningTopology, target: Target):
    with pytest.raises(PeopleUnknown, match=r"None of the 5 people .* are not known .* such as xalice, xbob"):
        places_of(target, stranger_to(TOPOLOGY), Wish("impersonating"))
    running.control("jira").remove_user("bob")
    with pytest.raises(PeopleUnknown, match=r"1 of the 5 people .* is not known .* such as bob"):
        places_of(target, READERS, Wish("impersonating"))


def test_an_account_that_the_topology_says_otherwise_or_does_not_know_is_told(target: Target):
    key = KeyPair.generate().public.text
    entry = ConsumerEntry(at="jira", key=target.consumer, public_key=key, acting_as="bob")
    declared = replace(READERS, topology=TOPOLOGY.model_copy(update={"consumers": (entry,)}))

    with pytest.raises(ActsAsAnother, match="the topology says bob"):
        places_of(target, declared, Wish("direct"))
    with pytest.raises(ActsAsAnother, match="knows nobody of that name"):
        places_of(target, stranger_to(TOPOLOGY), Wish("direct"))


def test_a_consumer_that_may_not_sign_without_a_token_is_told(running: RunningTopology, target: Target):
    running.control("jira").remove_user(READERS.acting_as)

    with pytest.raises(NotAccepted, match=r"refuses the signed request .* two-legged OAuth"):
        places_of(target, READERS, Wish("direct"))


def test_a_password_and_a_way_that_do_not_work_are_told(running: RunningTopology, target: Target):
    wrong = replace(READERS, people=tuple(replace(each, password="wrong") for each in READERS.people))
    with pytest.raises(CannotLogIn, match="alice cannot log in"):
        places_of(target, wrong, Wish("proxied"))
    running.control("confluence").lose_link(running.place("jira").application_id)
    with pytest.raises(NoWayThrough, match=r"does not reach .* the answer is 4"):
        places_of(target, READERS, Wish("proxied"))


def test_the_command_tells_what_is_wrong_and_ends_with_5_before_there_is_any_load(target: Target, tmp_path: Path):
    key, report = tmp_path / "key.pem", tmp_path / "report"
    key.write_text(target.private_key)
    said = ["direct", "--target", target.jira, "--private-key", str(key), "--report", str(report)]
    result = CliRunner().invoke(load, [*said, "--consumer", "nobody"])

    assert result.exit_code == 5
    assert "broken: " in result.stdout
    assert "knows no consumer 'nobody'" in result.stdout
    assert "consumer_key_unknown" in (report / "junit.xml").read_text()


def test_the_command_takes_no_file_for_a_key_that_is_none(target: Target, tmp_path: Path):
    (tmp_path / "key.pem").write_text("no key")
    said = ["direct", "--target", target.jira, "--consumer", "ours", "--private-key", str(tmp_path / "key.pem")]
    result = CliRunner().invoke(load, said)

    assert result.exit_code == 2
    assert "no RSA private key in PEM form" in result.stderr

"""A quarter of a second with a few users, against products that are served: good ones, and ones that are not."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from applink_load.meanwhile import meanwhile
from applink_load.measured.run import Measured
from applink_load.offered import PROFILES, REQUESTS
from applink_load.runner.drive import drive
from applink_load.verdict.codes import Verdict
from applink_load.verdict.judge import judge
from applink_load.verdict.thresholds import threshold
from applink_simulator.topology.control import Control

SESSION = re.compile(r"JSESSIONID[^=]*=[^*]")


def verdict(measured: Measured, *asked: str) -> Verdict:
    return judge(measured, [threshold(each) for each in asked], REQUESTS[measured.profile]).verdict


def again_and_again(what: Callable[[], None]) -> AbstractContextManager[None]:
    """Behind the back of whoever is at work meanwhile."""

    def go_on(over: threading.Event) -> None:
        while not over.wait(0.002):
            what()

    return meanwhile(go_on)


def holding_up(control: Control) -> Callable[[], None]:
    """Whoever comes waits for up to a third of a second."""

    def hold_up() -> None:
        control.put_fault("is slow")
        threading.Event().wait(0.3)
        control.clear_faults()

    return hold_up


class _ShowsAll(BaseHTTPRequestHandler):
    """A product that never looks who is asking, nor says whom it took them for."""

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


@pytest.mark.parametrize("profile", PROFILES)
def test_products_that_do_right_keep_everything_and_every_request_of_the_profile_is_made(stage, profile: str):
    everything = set(REQUESTS[profile])
    measured = stage.drive_until(stage.plan_of(profile), lambda so_far: so_far.series.keys() >= everything)

    assert measured.broken == ""
    assert measured.findings == []
    assert measured.total.reasons == {}
    assert measured.series.keys() == everything
    assert measured.identified > 5
    assert verdict(measured, "leaks>0", "wrong-user>0", "errors>0%") is Verdict.KEPT


@pytest.mark.parametrize("profile", ["direct", "proxied", "dance", "mixed"])
def test_an_item_shown_to_who_may_not_see_it_is_a_leak_with_its_exchange(stage, profile: str):
    stage.jira.change_container("ADM", visible_to=["anyone"])
    measured = stage.drive_until(stage.plan_of(profile), lambda so_far: so_far.found("leak") > 0)

    leak = next(each for each in measured.findings if each.kind == "leak")
    assert re.search(r"was shown (the project ADM|ADM-\d+(, ADM-\d+)*), which they may not see", leak.told)
    assert re.match(r"GET http://127\.0\.0\.1:\d+/\w+/", leak.exchange)
    assert "ADM" in leak.exchange.partition("\n200\n")[2]
    assert "oauth_signature=" not in leak.exchange or 'oauth_signature="***' in leak.exchange
    assert "oauth_token=" not in leak.exchange or re.search(r'oauth_token="(\*\*\*)?"', leak.exchange)
    assert not SESSION.search(leak.exchange)
    assert verdict(measured, "leaks>0") is Verdict.WRONG


def test_nothing_is_looked_for_where_no_answer_is_to_be_checked(stage):
    stage.jira.change_container("ADM", visible_to=["anyone"])
    measured = stage.drive(stage.plan_of("direct", checking=0.0))

    assert (measured.checked, measured.identified, measured.findings) == (0, 0, [])
    assert verdict(measured, "leaks>0") is verdict(measured, "wrong-user>0") is Verdict.NOT_MEASURED


def test_a_sample_of_the_answers_is_checked(stage):
    measured = stage.drive(stage.plan_of("direct", checking=0.5))

    assert 0 < measured.checked < measured.total.count


def test_an_item_withheld_from_who_may_see_it_is_a_good_request_refused(stage):
    stage.jira.change_container("DEMO", visible_to=[])
    measured = stage.drive(stage.plan_of("direct"))

    assert {each.kind for each in measured.findings} == {"good request refused"}
    assert verdict(measured) is Verdict.WRONG


def test_somebody_who_is_taken_for_another_is_found_though_they_may_see_the_same(stage):
    """Without leaving it to what is shown: a product says whom it took the reader for."""
    stage.reset("proxied-as-one")
    over_the_link = stage.drive_until(
        stage.plan_of("proxied"), lambda so_far: so_far.found("wrong user", "ask who I am") > 0
    )
    at_jira = stage.drive_until(
        stage.plan_of("direct", acting_as="adam"), lambda so_far: so_far.found("wrong user", "read an issue") > 0
    )

    account = stage.plan.acting_as
    for measured in (over_the_link, at_jira):
        told = next(each.told for each in measured.findings if each.kind == "wrong user")
        assert told.endswith(f" asked, and was answered as {account}.")
        assert verdict(measured, "leaks>99999", "refused>99999") is Verdict.WRONG


def test_a_product_that_fails_is_wrong_and_one_that_is_slow_is_slow(stage):
    stage.jira.put_fault("is unavailable")
    failing = stage.drive(stage.plan_of("direct"))
    stage.jira.clear_faults()
    with again_and_again(holding_up(stage.jira)):
        slow = stage.drive_until(stage.plan_of("direct"), lambda so_far: so_far.total.max > 0.15)

    assert verdict(failing, "errors>1%") is Verdict.WRONG
    assert "answered 503" in failing.total.reasons
    assert slow.total.failures == 0
    assert verdict(slow, "max>150ms") is Verdict.SLOW


def test_a_replay_is_found_that_a_product_takes_which_has_forgotten_the_first_time(stage):
    """As one that is brought back from a backup, or whose other half it was that took the request."""
    with again_and_again(lambda: stage.jira.restore("proxied")):
        measured = stage.drive_until(stage.plan_of("hostile"), lambda so_far: so_far.found("replay accepted") > 0)

    assert {(each.kind, each.name) for each in measured.findings} == {("replay accepted", "replayed")}
    assert measured.findings[0].told == "A request that had to be refused (replayed) was answered with 200."
    assert verdict(measured, "errors>100%") is Verdict.WRONG


def test_whatever_a_product_takes_that_looks_at_nothing_is_found_by_name(stage):
    with showing_all() as url:
        measured = stage.drive_until(
            stage.plan_of("hostile", jira=url), lambda so_far: so_far.series.keys() >= set(REQUESTS["hostile"])
        )

    assert measured.found("replay accepted", "replayed") == measured.found("replay accepted") > 0
    for name in ("forged", "stale", "unknown consumer"):
        assert measured.found("bad request accepted", name) == measured.series[name].count
    assert measured.found("leak") == 0
    assert verdict(measured, "accepted>0", "errors>100%") is Verdict.WRONG


def test_an_answer_that_does_not_tell_for_whom_it_is_does_not_count_as_the_right_one(stage):
    with showing_all() as url:
        measured = stage.drive(stage.plan_of("direct", jira=url, acting_as="integration"))

    asked = measured.series.get("ask who I am")
    assert measured.identified == (asked.count if asked else 0)
    assert measured.checked > measured.identified


def test_a_link_made_by_somebody_without_the_right_is_found(stage):
    stage.reset("link-life")
    stage.jira.put_rights(administrators=["signed-in"])
    measured = stage.drive_until(
        stage.plan_of("link-life"), lambda so_far: so_far.found("bad request accepted", "make a link as a reader") > 0
    )

    assert {each.kind for each in measured.findings} == {"bad request accepted"}
    assert "who is no administrator, made a link." in measured.findings[0].told


def test_people_who_work_have_a_pace_of_their_own(stage):
    paced = stage.drive(stage.plan_of("mixed", pace=1.0))
    hurried = stage.drive(stage.plan_of("mixed"))

    actions = [sum(each.count for name, each in run.series.items() if name != "log in") for run in (paced, hurried)]
    assert actions[0] <= 2 * 3, "one each, of two requests at most"
    assert actions[1] > 2 * 3


def test_a_link_that_others_made_is_left_alone(stage):
    """Link life against products that are linked: administrators keep to links of their own."""
    measured = stage.drive(stage.plan_of("link-life"))

    assert stage.running.administrator("confluence").link_to(stage.running.place("jira")) is not None
    assert measured.findings == []
    assert "set what a link may" not in measured.series
    assert measured.series["delete a link"].failures == 0


def test_a_generator_that_cannot_work_is_broken(stage):
    document = json.loads(stage.plan_of("direct").text())
    measured = drive(replace(type(stage.plan).read(json.dumps({**document, "private_key": "no key"})), users=1))

    assert measured.broken.startswith("the generator ended with 1")
    assert verdict(measured) is Verdict.BROKEN

"""What is done at one worker is so at the other: nobody outside can tell that there are two."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.topology.place import Place

from .conftest import KEY, Starter
from .crew import Crew, Worker

Two = tuple[Worker, Worker]
SAFE = "/rest/api/2/issue/SEC-1"
ELSEWHERE = Place("wiki", "confluence", "Wiki", "http://wiki.example", "00000000-0000-3000-8000-000000000001")


def signed(worker: Worker) -> OutgoingRequest:
    return Signer("client", KEY, Clock()).sign(OutgoingRequest("GET", f"{worker.origin}/jira{SAFE}"))


def nonces_are_good_once(here: Worker, there: Worker) -> None:
    first, second = signed(here), signed(here)
    assert here.transport.send(first).status == 200
    refused = there.transport.send(first)
    assert refused.status == 401
    assert b"oauth_problem=nonce_used" in refused.body
    assert there.transport.send(second).status == 200
    assert here.transport.send(second).status == 401


def test_two_processes_answer_at_one_address_and_neither_is_the_one_that_was_started(standing: Crew):
    here, there = standing.workers()
    assert len({here.process, there.process, standing.foreman.pid}) == 3
    (ready,) = standing.told("ready")
    assert (ready["workers"], ready["url"]) == (2, f"{standing.origin}/jira")
    assert here.control.product() | {"process": 0} == there.control.product() | {"process": 0}


def test_a_nonce_used_at_one_worker_is_refused_at_the_other(workers: Two):
    """Control: another one is accepted there, and refused here."""
    nonces_are_good_once(*workers)


@pytest.mark.postgres
def test_a_nonce_used_at_one_worker_is_refused_at_the_other_with_postgresql(
    start: Starter, request: pytest.FixtureRequest
):
    crew = start(storage=str(request.getfixturevalue("cluster").new_database())).begun()
    nonces_are_good_once(*crew.workers())


def test_of_one_request_sent_to_both_at_once_one_is_accepted(workers: Two):
    with ThreadPoolExecutor(2) as both:
        for _ in range(10):
            request = signed(workers[0])
            statuses = [reply.status for reply in both.map(lambda each, r=request: each.transport.send(r), workers)]
            assert sorted(statuses) == [200, 401]


def test_a_password_that_was_changed_at_one_worker_is_wrong_at_the_other(workers: Two):
    here, there = workers
    assert there.status_for("alice", "alice") == 200
    here.control.put_user("alice", password="another")
    assert there.status_for("alice", "alice") == 401
    assert there.status_for("alice", "another") == 200


def test_somebody_who_was_deactivated_renamed_or_removed_at_one_worker_is_so_at_the_other(workers: Two):
    here, there = workers
    assert [there.status_for(name, name) for name in ("alice", "bob")] == [200, 200]
    here.control.put_user("bob", active=False)
    assert there.status_for("bob", "bob") == 401
    here.control.put_user("alice", name="alicia")
    assert (there.status_for("alice", "alice"), there.status_for("alicia", "alice")) == (401, 200)
    here.control.remove_user("alicia")
    assert there.status_for("alicia", "alice") == 401


def test_rights_that_were_taken_away_at_one_worker_are_gone_at_the_other(workers: Two):
    here, there = workers
    assert there.anna.ask("GET", "/rest/applinks/3.0/applinks").status == 200
    assert there.status_for("bob", "bob") == 200
    here.control.put_rights(may_use=["anna"])
    assert there.status_for("bob", "bob") == 401
    here.control.put_rights(may_use=["anyone"], system_administrators=["bob"], administrators=[])
    assert there.status_for("bob", "bob") == 200
    assert there.anna.ask("GET", "/rest/applinks/3.0/applinks").status in {401, 403}


def test_what_somebody_may_see_changes_at_both(workers: Two):
    here, there = workers
    assert there.status_for("bob", "bob", SAFE) in {403, 404}
    here.control.change_container("SEC", visible_to=["bob"])
    assert there.status_for("bob", "bob", SAFE) == 200
    assert there.status_for("alice", "alice", SAFE) in {403, 404}


def test_wrong_passwords_at_both_are_counted_together_until_nobody_gets_in(workers: Two):
    """Control: before the third one the right password is taken."""
    here, there = workers
    for worker in workers:
        assert worker.status_for("bob", "wrong") == 401
    assert here.status_for("bob", "bob") == 200
    for worker in (here, there, here):
        assert worker.status_for("bob", "wrong") == 401
    assert {here.status_for("bob", "bob"), there.status_for("bob", "bob")} <= {401, 403}


def test_a_login_at_one_worker_holds_at_the_other_until_it_is_ended_there(workers: Two):
    here, there = workers
    headers = (("Content-Type", "application/json"),)
    login = OutgoingRequest(
        "POST", f"{here.origin}/jira/rest/auth/1/session", headers, b'{"username": "alice", "password": "alice"}'
    )
    session = here.transport.send(login).json()["session"]
    cookie = ("Cookie", f"{session['name']}={session['value']}")
    assert there.get(SAFE, cookie).status == 200
    url = f"{there.origin}/jira/rest/auth/1/session"
    assert there.transport.send(OutgoingRequest("DELETE", url, (cookie,))).status == 204
    assert here.get(SAFE, cookie).status != 200


def ends(worker: Worker) -> list[tuple[str, str]]:
    """Without that of the client."""
    return [(link["name"], link["rpcUrl"]) for link in worker.anna.links() if link["name"] != "client"]


def test_a_link_end_that_was_made_changed_or_lost_at_one_worker_is_so_at_the_other(workers: Two):
    here, there = workers
    assert ends(there) == []
    assert here.anna.create_end(ELSEWHERE).fine
    assert ends(there) == [("Wiki", "http://wiki.example")]
    here.control.rewrite_link(ELSEWHERE.application_id, name="Documents", rpc_url="http://docs.example")
    assert ends(there) == [("Documents", "http://docs.example")]
    there.control.lose_link(ELSEWHERE.application_id)
    assert ends(here) == []


def test_a_consumer_that_is_trusted_no_more_at_one_worker_is_refused_at_the_other(workers: Two):
    here, there = workers
    assert there.transport.send(signed(there)).status == 200
    (consumer,) = here.control.consumers()
    assert consumer["key"] == "client"
    (link,) = here.control.links()
    here.control.lose_link(link["application_id"])
    refused = there.transport.send(signed(there))
    assert refused.status == 401
    assert b"consumer_key_unknown" in refused.body


def test_another_key_pair_and_another_address_and_title_are_those_of_both(workers: Two):
    """What a product keeps of its settings, it keeps in each process."""
    here, there = workers
    info = "/plugins/servlet/oauth/consumer-info"
    before = there.get(info).text
    here.control.rotate_key()
    assert there.get(info).text == here.get(info).text != before
    here.control.change(title="Jira of the north", server_id="BBBB-CCCC-DDDD-EEEE")
    assert there.get(info).text == here.get(info).text
    manifest = there.get("/rest/applinks/1.0/manifest").json()
    assert manifest["name"] == "Jira of the north"
    assert manifest["id"] == here.control.product()["application_id"] == there.control.product()["application_id"]
    here.control.change(base_url=f"{here.origin}/moved")
    url = f"{there.origin}/moved/rest/applinks/1.0/manifest"
    assert there.transport.send(OutgoingRequest("GET", url, (("Accept", "application/json"),))).status == 200
    assert there.get("/rest/applinks/1.0/manifest").status == 404


@pytest.mark.parametrize("change", ["comments", "people"])
def test_of_changes_that_both_make_at_once_none_is_lost(workers: Two, change: str):
    basic = f"Basic {b64encode(b'alice:alice').decode()}"
    headers = (("Content-Type", "application/json"), ("Authorization", basic))

    def comment(worker: Worker, number: int) -> bool:
        url = f"{worker.origin}/jira/rest/api/2/issue/DEMO-1/comment"
        body = f'{{"body": "{worker.process} {number}"}}'.encode()
        return worker.transport.send(OutgoingRequest("POST", url, headers, body)).status == 201

    def put_user(worker: Worker, number: int) -> bool:
        name = "display_name" if worker is workers[0] else "email"
        worker.control.put_user("bob", **{name: f"bob{number}@example.com"})
        # The control surface's own turn: what the other has just changed is still so.
        (bob,) = (user for user in worker.control.users() if user["name"] == "bob")
        return bool(bob[name] == f"bob{number}@example.com")

    work = comment if change == "comments" else put_user
    with ThreadPoolExecutor(2) as both:
        done = both.map(lambda worker: [work(worker, number) for number in range(15)], workers)
        assert all(map(all, done))
    if change == "comments":
        found = workers[0].get("/rest/api/2/issue/DEMO-1/comment", ("Authorization", basic)).json()
        assert found["total"] == 30


def test_people_in_a_database_of_their_own_are_those_of_both_workers(start: Starter, tmp_path: Path):
    crew = start(userbases=f"sqlite:///{tmp_path}/people.db").begun()
    here, there = crew.workers()
    assert there.status_for("carla", "carla") == 401
    here.control.put_user("carla", password="carla")
    assert there.status_for("carla", "carla") == 200


def test_a_product_that_remembers_goes_on_with_two_workers(start: Starter, standing: Crew):
    """The key, the people and the address that one process alone has left behind."""
    alone = start(workers="1", base_url="http://jira.example/jira").begun()
    assert alone.processes == []
    control = alone.worker(alone.foreman.pid).control
    control.put_user("carla", password="carla")
    key = control.product()["public_key"]
    alone.foreman.terminate()
    assert alone.ended() == 0
    crew = start(base_url="http://jira.example/jira").begun()
    assert crew.told("ready")[0]["state"] == "remembered"
    for worker in crew.workers():
        assert worker.control.product()["public_key"] == key
        assert worker.status_for("carla", "carla") == 200

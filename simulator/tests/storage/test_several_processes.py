"""Several processes of one product share its state: what happens once, happens once among all of them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from applink_simulator.domain.content import Issue
from applink_simulator.domain.state import Storage

from .another_process import DEMO, NOW, TIMES
from .samples import ALICE, CONSUMER, END, TOKEN

SCRIPT = Path(__file__).with_name("another_process.py")
PATIENCE = 120


class Processes:
    """Ready to begin at the same time."""

    def __init__(self, url: str, what: str, count: int) -> None:
        self.each = [
            subprocess.Popen(
                [sys.executable, SCRIPT, url, what],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(count)
        ]
        for process in self.each:
            assert process.stdout is not None
            assert process.stdout.readline() == '"ready"\n', process.communicate()[1]

    def begin(self) -> None:
        for process in self.each:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()

    def results(self) -> list[Any]:
        told = [process.communicate(timeout=PATIENCE) for process in self.each]
        assert [process.returncode for process in self.each] == [0] * len(self.each), [err for _, err in told]
        return [json.loads(out) for out, _ in told]


def together(url: str, what: str, count: int = 3) -> list[Any]:
    processes = Processes(url, what, count)
    processes.begin()
    return processes.results()


def test_processes_that_come_at_once_make_the_database_once(lasting_url: str):
    """Switching a new SQLite file to its log fails when two do it at the same time; tables exist once."""
    assert together(lasting_url, "open_", 6) == ["opened"] * 6


def test_a_nonce_is_claimed_by_one_process(lasting_url: str):
    claims = together(lasting_url, "claim")
    assert [sum(each) for each in zip(*claims, strict=True)] == [1] * TIMES


def test_a_message_is_admitted_by_one_process(lasting_url: str, opened: Callable[..., Storage]):
    opened(lasting_url).state("jira", "people").consumers.put(replace(CONSUMER, key="key"))
    admitted = together(lasting_url, "admit")
    assert [sum(each) for each in zip(*admitted, strict=True)] == [1] * TIMES


def test_issues_and_ids_are_numbered_across_processes(lasting_url: str):
    made = [tuple(each) for result in together(lasting_url, "add_issues") for each in result]
    assert sorted(number for _, number in made) == list(range(1, 3 * TIMES + 1))
    taken = [each for result in together(lasting_url, "take_ids") for each in result]
    assert len({*(number for number, _ in made), *taken}) == 6 * TIMES


def test_no_change_of_another_process_is_lost(lasting_url: str, opened: Callable[..., Storage]):
    state = opened(lasting_url).state("jira", "people")
    state.ends.add(replace(END, name="0"))
    assert together(lasting_url, "swap") == [TIMES] * 3
    end = state.ends.get("id")
    assert end is not None
    assert end.name == str(3 * TIMES)


def test_of_what_processes_read_change_and_store_in_their_turn_nothing_is_lost(
    lasting_url: str, opened: Callable[..., Storage]
):
    state = opened(lasting_url).state("jira", "people")
    state.directory.put(replace(ALICE, display_name="0"))
    state.contents.add_issue(Issue("", DEMO, 0, "0", NOW, NOW))
    assert together(lasting_url, "change_in_turn") == ["changed"] * 3
    alice, issue = state.directory.find("alice"), state.contents.issue("DEMO-1")
    assert alice is not None
    assert issue is not None
    assert (alice.display_name, issue.summary) == (str(3 * TIMES), str(3 * TIMES))


def test_one_setting_wins_in_all_processes(lasting_url: str, opened: Callable[..., Storage]):
    assert {*together(lasting_url, "add_setting")} == {
        opened(lasting_url).state("jira", "people").settings.get("key")
    }


def test_a_token_is_used_up_by_one_process(lasting_url: str, opened: Callable[..., Storage]):
    state = opened(lasting_url).state("jira", "people")
    for number in range(TIMES):
        state.tokens.put(replace(TOKEN, value=str(number)))
    removed = together(lasting_url, "remove_tokens")
    assert [sum(each) for each in zip(*removed, strict=True)] == [1] * TIMES


def test_what_is_kept_and_brought_back_at_once_is_never_half(lasting_url: str, opened: Callable[..., Storage]):
    state = opened(lasting_url).state("jira", "people")
    state.directory.put(ALICE)
    for number in range(20):
        state.ends.add(replace(END, application_id=f"{number:02}"))
    ids = [end.application_id for end in state.ends]
    assert together(lasting_url, "keep_and_bring_back") == [ids] * 3
    assert [end.application_id for end in state.ends] == ids
    assert list(state.directory) == [ALICE]


@pytest.mark.parametrize("after", [1, 7, 30])
def test_what_was_confirmed_outlives_a_process_that_is_killed(
    lasting_url: str, after: int, opened: Callable[..., Storage]
):
    """Killed without any chance to tidy up (SIGKILL), while it is storing."""
    processes = Processes(lasting_url, "store_forever", 1)
    processes.begin()
    (process,) = processes.each
    assert process.stdout is not None
    confirmed = [json.loads(process.stdout.readline()) for _ in range(after)]
    os.kill(process.pid, signal.SIGKILL)
    confirmed += map(json.loads, process.communicate()[0].splitlines())
    assert process.returncode == -signal.SIGKILL

    state = opened(lasting_url).state("jira", "people")
    for name, claimed, key in confirmed:
        assert claimed
        assert state.ends.get(name) is not None
        assert state.tokens.get(name) is not None
        assert not state.nonces.claim((name,), 1.0, 300.0)
        issue = state.contents.issue(key)
        assert issue is not None
        assert issue.summary == name
    assert state.nonces.claim(("never",), 1.0, 300.0)


def test_replicas_know_of_each_others_changes_at_once(lasting_url: str, opened: Callable[..., Storage]):
    here, there = (opened(lasting_url).state("jira", "people") for _ in range(2))
    here.tokens.put(TOKEN)
    assert there.tokens.get(TOKEN.value) == TOKEN
    session = there.sessions.open("alice")
    assert here.sessions.get(session.id) == session
    here.directory.put(ALICE)
    assert there.directory.find("alice") == ALICE
    there.keep("before")
    here.directory.remove("alice")
    assert here.kept() == ["before"]
    assert here.bring_back("before")
    assert there.directory.find("alice") == ALICE


def test_people_may_live_in_a_database_of_their_own(
    new_url: Callable[[str], str], lasting_url: str, opened: Callable[..., Storage]
):
    """Products in two databases share them, and a product's snapshot has them too."""
    people = new_url("sqlite")
    jira = opened(lasting_url, people).state("jira", "people")
    confluence = opened(new_url("sqlite"), people).state("confluence", "people")
    jira.directory.put(ALICE)
    assert confluence.directory.find("alice") == ALICE
    assert opened(lasting_url).directory("people").find("alice") is None
    confluence.keep("before")
    jira.directory.fill([])
    assert not confluence.bring_back("never kept")
    assert list(jira.directory) == []
    assert confluence.bring_back("before")
    assert list(jira.directory) == [ALICE]


def test_a_closed_storage_opens_with_what_it_had(lasting_url: str, opened: Callable[..., Storage]):
    first = opened(lasting_url)
    first.state("jira", "people").ends.add(END)
    first.state("jira", "people").keep("before")
    first.close()
    again = opened(lasting_url).state("jira", "people")
    assert list(again.ends) == [END]
    assert again.kept() == ["before"]

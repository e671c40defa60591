"""Three Jiras with one userbase, served on loopback: as usual, discreet about hidden issues, closed to strangers."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import urllib3

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.messages import Reply, as_headers
from applink_simulator.topology.backends.served import served
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.running import RunningTopology

PROJECTS = """
    projects:
      DEMO:
        visible_to: [anyone]
        issues:
          - {summary: Lamp flickers, labels: [ui], assignee: alice, reporter: bob, description: Since Monday.}
          - {summary: Door squeaks, type: Bug, status: In Progress}
      SEC:
        visible_to: [alice, "group:vault"]
        administrators: [alice]
        issues: [{summary: The safe is open}]
      PART:
        visible_to: [signed-in]
        issues: [{summary: For all}, {summary: For alice, visible_to: [alice]}]
"""
THREE = f"""
userbases:
  people:
    groups: {{vault: {{members: [anna]}}, staff: {{}}}}
    users:
      anna: {{display_name: Anna Admin}}
      alice: {{display_name: Alice Able, groups: [staff]}}
      bob: {{display_name: Bob Baker, groups: [staff]}}
      carol: {{display_name: Carol Cole, active: false, groups: [staff]}}
      mallory: {{}}
products:
  jira:
    userbase: people
    system_administrators: [anna]
    may_use: [anna, "group:staff"]
{PROJECTS}
  discreet:
    kind: jira
    userbase: people
    context_path: /
    system_administrators: [anna]
    guesses: {{hidden_issue: hidden, server_info_needs_login: true}}
{PROJECTS}
  closed:
    kind: jira
    userbase: people
    system_administrators: [anna]
    anonymous: false
{PROJECTS}
"""

Ask = Callable[..., Reply]


@pytest.fixture(scope="session")
def _running() -> Iterator[RunningTopology]:
    with served(read_topology(THREE)) as running:
        yield running


@pytest.fixture
def jiras(_running: RunningTopology) -> Iterator[RunningTopology]:
    """As at first; a crash inside a product fails the test."""
    _running.reset()
    yield _running
    crashes = list(_running.journal.crashes)
    _running.journal.clear()
    assert not crashes


@pytest.fixture
def ask(jiras: RunningTopology) -> Iterator[Ask]:
    """Somebody asks a Jira over HTTP; ``who`` has the password of the same name, None is nobody."""
    pool = urllib3.PoolManager()

    def ask(
        method: str, path: str, body: Any = None, *, who: str | None = "alice", at: str = "jira", **headers: str
    ) -> Reply:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            sent |= urllib3.make_headers(basic_auth=f"{who}:{who}")
        if body is not None:
            sent["Content-Type"] = "application/json"
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = pool.request(
            method, jiras.place(at).url + path, body=body, headers=sent, redirect=False, retries=False, timeout=10
        )
        return Reply(answer.status, as_headers(answer.headers.items()), answer.data)

    yield ask
    pool.clear()


@pytest.fixture(scope="session")
def client_key() -> KeyPair:
    """What an OAuth client signs with."""
    return KeyPair.generate()

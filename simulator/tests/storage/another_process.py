"""What a second process does to a storage: waits for a line, does it, tells what came of it in JSON, line by line.

``python another_process.py URL WHAT``
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from applink_simulator.domain.admission import Nonce
from applink_simulator.domain.content import Container, Issue
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.state import State
from applink_simulator.domain.tokens import Token, TokenState
from applink_simulator.domain.users import Audience
from applink_simulator.storage.choose import storage_of

TIMES = 40
NOW = datetime(2026, 11, 23, tzinfo=UTC)
DEMO = Container("1", "DEMO", "Demo", Audience(anyone=True))


def open_(_: State) -> object:
    return "opened"


def claim(state: State) -> object:
    return [state.nonces.claim(("key", str(number)), 0.0, 300.0) for number in range(TIMES)]


def admit(state: State) -> object:
    """As of one message after the other, each with two nonces that the other processes bring, too."""
    held = state.held("key", "", latest=True)
    admitted = [state.admit(held, _nonces(number), 0.0, "alice") for number in range(TIMES)]
    return [each is not None and each.nonces_are_new for each in admitted]


def _nonces(number: int) -> list[Nonce]:
    return [Nonce(("key", "", "0", str(number)), 300.0), Nonce(("key", str(number)), 60.0)]


def add_issues(state: State) -> object:
    made = [state.contents.add_issue(Issue("", DEMO, 0, "New", NOW, NOW)) for _ in range(TIMES)]
    return [[each.id, each.number] for each in made]


def take_ids(state: State) -> object:
    return [state.contents.next_id() for _ in range(TIMES)]


def swap(state: State) -> object:
    """Each success is one more in the end's name: none may be lost."""
    succeeded = 0
    while succeeded < TIMES:
        end = state.ends.get("id")
        assert end is not None
        succeeded += state.ends.swap(end, replace(end, name=str(int(end.name) + 1)))
    return succeeded


def change_in_turn(state: State) -> object:
    """Each is one more in somebody's name, and in an issue's summary."""

    def change_person() -> None:
        alice = state.directory.find("alice")
        assert alice is not None
        state.directory.put(replace(alice, display_name=str(int(alice.display_name) + 1)))

    def change_issue() -> None:
        issue = state.contents.issue("DEMO-1")
        assert issue is not None
        state.contents.put_issue(replace(issue, summary=str(int(issue.summary) + 1)))

    for _ in range(TIMES):
        state.directory.in_turn(change_person)
        state.contents.in_turn(change_issue)
    return "changed"


def add_setting(state: State) -> object:
    return state.settings.add("key", str(id(object())))


def remove_tokens(state: State) -> object:
    return [state.tokens.remove(str(number)) is not None for number in range(TIMES)]


def keep_and_bring_back(state: State) -> object:
    for _ in range(TIMES // 4):
        state.keep("before")
        assert state.bring_back("before")
    return sorted(end.application_id for end in state.ends)


def store_forever(state: State) -> Iterator[object]:
    """Tells of each thing only once it is stored."""
    for number in count():
        name = str(number)
        state.ends.add(LinkEnd(name, "jira", name, "http://j", "http://j"))
        state.tokens.put(Token(name, "secret", "key", TokenState.ACCESS, 0.0))
        claimed = state.nonces.claim((name,), 0.0, 300.0)
        issue = state.contents.add_issue(Issue("", DEMO, 0, name, NOW, NOW))
        yield [name, claimed, issue.key]


WHAT: dict[str, Callable[[State], object]] = {
    each.__name__: each
    for each in (
        open_,
        claim,
        admit,
        add_issues,
        take_ids,
        swap,
        change_in_turn,
        add_setting,
        remove_tokens,
        keep_and_bring_back,
    )
}


def tell(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    url, what = sys.argv[1:]
    tell("ready")
    sys.stdin.readline()
    storage = storage_of(url)
    state = storage.state("jira", "people")
    if what == "store_forever":
        for told in store_forever(state):
            tell(told)
    tell(WHAT[what](state))
    storage.close()


if __name__ == "__main__":
    main()

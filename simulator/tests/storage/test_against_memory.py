"""Whatever is done to a state in any order: a database answers and remembers what the memory does."""

import itertools
import os
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applink_simulator.domain.admission import Nonce
from applink_simulator.domain.content import Issue
from applink_simulator.domain.links import Level
from applink_simulator.domain.state import State, Storage
from applink_simulator.domain.tokens import TokenState
from applink_simulator.domain.users import Audience, User
from applink_simulator.storage.choose import storage_of
from applink_simulator.storage.memory import MemoryStorage

from .conftest import POSTGRES
from .samples import CONSUMER, DEMO, END, NOW, PAGE, PROJECT_LINK, RIGHTS, SPACE, TOKEN, USER_TOKEN, issue

Step = tuple[str, tuple[Any, ...]]

IDS = st.sampled_from(["1", "2"])
NAMES = st.sampled_from(["Ann", "ann", "bob", "nul\x00", "ż"])
ENDS = st.builds(
    lambda number, name, level: replace(END, application_id=number, name=name).at_outgoing_level(level),
    IDS,
    NAMES,
    st.sampled_from(Level),
)
CONSUMERS = st.builds(lambda name, link: replace(CONSUMER, key=name, application_id=link), NAMES, st.none() | IDS)
TOKENS = st.builds(
    lambda name, consumer, state: replace(TOKEN, value=name, consumer_key=consumer, state=state),
    NAMES,
    IDS,
    st.sampled_from(TokenState),
)
USER_TOKENS = st.builds(
    lambda link, name, granted: replace(USER_TOKEN, application_id=link, username=name, granted=granted),
    IDS,
    NAMES,
    st.booleans(),
)
PROJECT_LINKS = st.builds(
    lambda local, link, name: replace(PROJECT_LINK, local_key=local, application_id=link, name=name), IDS, IDS, NAMES
)
CONTAINERS = st.builds(
    lambda sample, name, who: replace(sample, name=name, visible_to=Audience.of(who)),
    st.sampled_from([DEMO, SPACE]),
    NAMES,
    st.lists(NAMES),
)
PAGES = st.builds(lambda number, version: replace(PAGE, id=number, version=version), IDS, st.integers(1, 3))
KEPT = st.sampled_from(["first", "second"])
FILLINGS = st.tuples(
    st.lists(CONTAINERS, max_size=2),
    st.lists(st.builds(issue, st.integers(1, 3), CONTAINERS), max_size=3, unique_by=lambda each: each.id),
    st.lists(PAGES, max_size=2),
)


PEOPLE = st.builds(lambda name, group: User(name, group, groups=frozenset({group})), NAMES, NAMES)


def step(path: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    return st.tuples(st.just(path), st.tuples(*arguments))


STEPS: st.SearchStrategy[Step] = st.one_of(
    step("directory.put", PEOPLE),
    step("directory.remove", NAMES),
    step("directory.find", NAMES),
    step("directory.fill", st.lists(PEOPLE, max_size=3)),
    step("ends.add", ENDS),
    step("ends.put", ENDS),
    step("ends.remove", IDS),
    # Of one key: what a swap does to an end of another id is nobody's business.
    ENDS.flatmap(lambda end: step("ends.swap", st.just(end), NAMES.map(lambda name: replace(end, name=name)))),
    step("consumers.put", CONSUMERS),
    step("consumers.remove", NAMES),
    step("consumers.get", NAMES),
    step("consumers.of_link", IDS),
    step("tokens.put", TOKENS),
    step("tokens.remove", NAMES),
    step("tokens.get", NAMES),
    step("tokens.remove_of_consumer", IDS),
    TOKENS.flatmap(
        lambda token: step(
            "tokens.swap", st.just(token), st.sampled_from(TokenState).map(lambda state: replace(token, state=state))
        )
    ),
    step("user_tokens.put", USER_TOKENS),
    step("user_tokens.get", IDS, NAMES),
    step("user_tokens.remove", USER_TOKENS),
    step("user_tokens.remove_of_link", IDS),
    USER_TOKENS.flatmap(
        lambda token: step(
            "user_tokens.swap", st.just(token), st.booleans().map(lambda granted: replace(token, granted=granted))
        )
    ),
    step("project_links.put", PROJECT_LINKS),
    step("project_links.remove", PROJECT_LINKS),
    step("project_links.remove_of_link", IDS),
    step("project_links.of", IDS),
    step("trusted_applications.put", NAMES, st.none() | IDS),
    step("trusted_applications.remove", NAMES),
    step("switches.turn_on", IDS, NAMES),
    step("switches.turn_off", IDS, NAMES),
    step("failed_logins.note", NAMES),
    step("failed_logins.forget", NAMES),
    step("failed_logins.of", NAMES),
    step("settings.put", NAMES, NAMES),
    step("settings.add", NAMES, NAMES),
    step("settings.get", NAMES),
    step("put_rights", st.builds(lambda who: replace(RIGHTS, may_use=Audience.of(who)), st.lists(NAMES))),
    step("contents.fill", FILLINGS).map(lambda each: (each[0], each[1][0])),
    step("contents.put_container", CONTAINERS),
    step("contents.add_issue", st.builds(lambda project: Issue("", project, 0, "New", NOW, NOW), CONTAINERS)),
    step("contents.add_page", PAGES),
    step("contents.remove_page", IDS),
    step("contents.next_id"),
    step("contents.issue", st.sampled_from(["demo-1", "DEMO-2", "DOC-1", "10001", "50001", "ż"])),
    step("nonces.claim", st.tuples(NAMES, IDS), st.integers(0, 400)),
    step("admit", NAMES, st.just("") | NAMES, st.lists(st.tuples(IDS, NAMES), min_size=1, max_size=2, unique=True)),
    step(
        "swap what is there",
        IDS | NAMES,
        st.fixed_dictionaries({"name": NAMES, "username": st.none() | NAMES, "wrong_verifiers": st.integers(0, 3)}),
    ),
    step("save page", PAGES, st.integers(1, 3)),
    step("change issue", IDS.map(lambda number: str(10000 + int(number))) | st.just("50001"), NAMES),
    step("clear"),
    step("keep", KEPT),
    step("bring_back", KEPT),
    step("forget", KEPT),
    step("kept"),
)


class Played:
    """One state with its own clock, which only goes forward."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._now = 1000.0

    def do(self, path: str, arguments: tuple[Any, ...]) -> object:
        if path == "nonces.claim":
            nonce, waited = arguments
            self._now += waited
            return self.state.nonces.claim(nonce, self._now, self._now + 300)
        if path == "admit":
            return self._admitted(*arguments)
        if path == "save page":
            page, version = arguments
            return self.state.contents.put_page(page, replacing_version=version)
        if path == "change issue":
            number, summary = arguments
            if (found := self.state.contents.issue(number)) is not None:
                self.state.contents.put_issue(replace(found, summary=summary))
            return found
        if path == "swap what is there":
            key, changes = arguments
            return [self._swapped(part, key, changes) for part in ("ends", "tokens")]
        return attrgetter(path)(self.state)(*arguments)

    def _admitted(self, consumer_key: str, token: str, names: list[tuple[str, str]]) -> object:
        """Twice, as after a change elsewhere: what was remembered is not held any more, and nothing was claimed."""
        self._now += 50
        nonces = [Nonce(name, self._now + 200 * number + 100) for number, name in enumerate(names)]
        held = self.state.held(consumer_key, token, latest=False)
        admitted = self.state.admit(held, nonces, self._now, token)
        if admitted is None:
            assert not held.just_read
            held = self.state.held(consumer_key, token, latest=True)
            admitted = self.state.admit(held, nonces, self._now, token)
        return held.consumer, held.token, admitted

    def _swapped(self, part: str, key: str, changes: dict[str, Any]) -> bool | None:
        present = getattr(self.state, part).get(key)
        if present is None:
            return None
        wanted = {name: value for name, value in changes.items() if hasattr(present, name)}
        return bool(getattr(self.state, part).swap(present, replace(present, **wanted)))

    def everything(self) -> dict[str, object]:
        state = self.state
        return {
            "people": list(state.directory),
            "rights": state.rights,
            "ends": list(state.ends),
            "consumers": list(state.consumers),
            # A token that took another's place may stand at its place, or at the end.
            "tokens": {token.value: token for token in state.tokens},
            "user tokens": [{each.username.lower(): each for each in state.user_tokens.of_link(x)} for x in "12"],
            "project links": list(state.project_links),
            "trusted": state.trusted_applications.items(),
            "switches": [state.switches.on(owner) for owner in "12"],
            "containers": list(state.contents.containers()),
            "issues": list(state.contents.issues()),
            "arranged": {each.by_key[0].id: vars(each) for each in state.contents.arranged_issues()},
            "pages": list(state.contents.pages()),
            "kept": state.kept(),
        }


@pytest.fixture(scope="module", params=["sqlite", POSTGRES])
def lasting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("state")
    url = f"sqlite:///{folder}/s.db"
    if request.param == "postgres":
        url = request.getfixturevalue("cluster").new_database()
    storage = storage_of(url)
    yield storage
    storage.close()


_numbers = itertools.count()


def compare(there: Played, here: Played, steps: list[Step]) -> None:
    for path, arguments in steps:
        assert there.do(path, arguments) == here.do(path, arguments), path
    assert there.everything() == here.everything()


@settings(
    max_examples=int(os.environ.get("APPLINKS_STATES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=st.lists(STEPS, min_size=10, max_size=30))
def test_a_database_does_what_the_memory_does(lasting: Storage, steps: list[Step]):
    number = next(_numbers)
    there = Played(lasting.state(f"product {number}", f"people {number}"))
    here = Played(MemoryStorage().state("product", "people"))
    compare(there, here, steps)


def test_a_storage_that_does_otherwise_is_found_out():
    """Control of the test above: an answer that is wrong, and something stored that should not be."""
    for wrong, steps in WRONG.items():
        there, here = (Played(MemoryStorage().state("product", "people")) for _ in range(2))
        compare(there, here, steps)
        there, here = (Played(MemoryStorage().state("product", "people")) for _ in range(2))
        name, does = MISTAKES[wrong]
        setattr(attrgetter(name.rpartition(".")[0])(there), name.rpartition(".")[2], does)
        with pytest.raises(AssertionError):
            compare(there, here, steps)


MISTAKES: dict[str, tuple[str, Callable[..., object]]] = {
    "every nonce is new": ("state.nonces.claim", lambda *_: True),
    "ends are not stored": ("state.ends.add", lambda _: True),
    "nothing is forgotten": ("state.forget", lambda _: None),
}
WRONG: dict[str, list[Step]] = {
    "every nonce is new": [("nonces.claim", (("a", "b"), 0)), ("nonces.claim", (("a", "b"), 1))],
    "ends are not stored": [("ends.add", (END,))],
    "nothing is forgotten": [("keep", ("first",)), ("forget", ("first",))],
}

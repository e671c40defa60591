"""Products are killed, as by ``kill -9``, at each point of each action, and both ends are held against the model.

Which points there are is found out by watching an action that succeeds. Then each of them is fatal once: the product
dies there, is started again, and what both ends have and say must be what ``kill_points.py`` says of that point.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from applink_fixtures.ready import ready_topology
from applink_simulator.topology.backends.processes.site import processes
from applink_simulator.topology.load import load

from .actions import ACTIONS, Action
from .kill_points import FAR, KILL_POINTS, NEAR, STATES, KillPoint, Left
from .page import COMMAND, COUNTS, PAGE, page
from .scene import Scene, did

NAMES = [action.name for action in ACTIONS]


ALSO_CONFIRMED = {"one-way by its address"}
"""A link to a remote that could not be asked who it is: products make it all the same (applinks.md 2.5)."""


@dataclass(frozen=True)
class Fatal:
    """A point at which a product shall die; ``number`` 0 is after it has answered, from outside."""

    at: str
    number: int
    doing: str
    what: str

    def __str__(self) -> str:
        return f"{self.at} at {self.number}, {self.doing} {self.what}"


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    running = processes(load(ready_topology("three-products")))
    yield Scene(running)
    running.stop()


def test_every_action_is_in_the_table_and_the_other_way_round():
    assert set(NAMES) == set(STATES) == {row.action for row in KILL_POINTS}
    assert all(row.leaves in STATES[row.action] for row in KILL_POINTS)


def test_the_page_tells_what_the_table_says():
    assert PAGE.read_text(encoding="utf-8") == page(KILL_POINTS, STATES), f"out of date: run {COMMAND}"


@pytest.mark.parametrize("action", ACTIONS, ids=NAMES)
def test_whatever_was_confirmed_is_there_and_nothing_is_half_done(
    scene: Scene, action: Action, record_property: Callable[[str, object], None]
):
    set_out(scene, action)
    points = points_of(scene, action)
    rows = [row for row in KILL_POINTS if row.action == action.name]
    missing = [f"{row.section}: {row.step}" for row in rows if number_of(row, points) is None]
    assert not missing, f"numbered steps without a point: {missing}\n" + "\n".join(map(str, points))
    troubles = {fatal: trouble_after(scene, action, fatal, points) for fatal in points}
    failures = [f"{fatal}\n  {trouble}" for fatal, trouble in troubles.items() if trouble]
    record_property("kill points survived", f"{len(points) - len(failures)} of {len(points)}")
    assert not failures, f"{len(failures)} of {len(points)} kill points were not survived:\n" + "\n".join(failures)
    assert COUNTS.get(action.name) == len(points), f"page.py says {COUNTS.get(action.name)}, there are {len(points)}"


def test_a_model_that_is_wrong_is_found_out(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    """Control: else nothing would follow from all points being survived."""
    action = next(each for each in ACTIONS if each.name == "relocation")
    set_out(scene, action)
    points = points_of(scene, action)
    fatal = next(point for point in points if point.doing == "stores" and point.what == "ends.swap")
    assert trouble_after(scene, action, fatal, points) == ""
    wrong = tuple(
        replace(row, leaves="found") if row.action == action.name and row.what == "ends.swap" else row
        for row in KILL_POINTS
    )
    monkeypatch.setattr(f"{__name__}.KILL_POINTS", wrong)
    assert "found" in trouble_after(scene, action, fatal, points)


def set_out(scene: Scene, action: Action) -> None:
    scene.running.reset()
    action.before(scene)
    scene.keep(action.name)
    scene.go_back(action.name)


def points_of(scene: Scene, action: Action) -> list[Fatal]:
    """Of both products, after an action that succeeds; and last of all one after everything is answered."""
    first, last = (list(STATES[action.name].values())[index] for index in (0, -1))
    assert scene.left() == first, f"before: {scene.left()}"
    for product in (NEAR, FAR):
        scene.running.control(product).watch()
    assert action.do(scene), "nobody died, and it did not succeed"
    points = [
        Fatal(product, point["number"], point["doing"], point["what"])
        for product in (NEAR, FAR)
        for point in scene.running.control(product).points()
    ]
    for product in (NEAR, FAR):
        scene.running.control(product).stop_watching()
    assert scene.left() == last, f"after: {scene.left()}"
    return [*points, *(Fatal(product, 0, "has", "answered") for product in (NEAR, FAR))]


def number_of(row: KillPoint, points: list[Fatal]) -> int | None:
    fitting = [each for each in points if each.at == row.at and row.fits(each.doing, each.what)]
    return fitting[row.nth - 1].number if len(fitting) >= row.nth else None


def expected(action: Action, fatal: Fatal, points: list[Fatal]) -> tuple[str, Left]:
    """The state that the last row up to that point says is left."""
    states = STATES[action.name]
    if fatal.number == 0:
        return list(states.items())[-1]
    numbered = [
        (number, row.leaves)
        for row in KILL_POINTS
        if row.action == action.name and row.at == fatal.at and (number := number_of(row, points)) is not None
    ]
    passed = [each for each in numbered if each[0] <= fatal.number]
    leaves = max(passed)[1] if passed else next(iter(states))
    return leaves, states[leaves]


def trouble_after(scene: Scene, action: Action, fatal: Fatal, points: list[Fatal]) -> str:
    """Empty when everything is as it should be after a death at that point."""
    scene.go_back(action.name)
    before = scene.identity(fatal.at)
    if fatal.number:
        scene.running.control(fatal.at).die_at(fatal.number)
    confirmed = did(lambda: action.do(scene))
    if fatal.number:
        scene.dies(fatal.at)
        wanted = f"killed at point {fatal.number}: {fatal.doing} {fatal.what}"
        if scene.last_words(fatal.at) != wanted:
            return f"it said {scene.last_words(fatal.at)!r}, not {wanted!r}"
    else:
        scene.running.switch_off(fatal.at)
    crashes = list(scene.running.journal.crashes)
    scene.running.switch_on(fatal.at)
    scene.running.journal.clear()

    name, model = expected(action, fatal, points)
    found, (last_name, last) = scene.left(), list(STATES[action.name].items())[-1]
    if found != model:
        return f"it should leave {name!r}, {model}, but there is {found}"
    if confirmed and name not in {last_name, *ALSO_CONFIRMED}:
        return f"somebody was told that it is done, but there is {name!r}"
    if scene.identity(fatal.at) != before:
        return "key, people, rights or content are not what they were"
    action.complete(scene)
    if not action.ends_as(scene.left(), last):
        return f"done once more it does not end as {last}, but as {scene.left()}"
    crashes += scene.running.journal.crashes
    wrong = [] if name in {"the near end alone", "the near half alone"} else scene.server_errors()
    return "\n".join(crashes + wrong)

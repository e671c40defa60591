"""A state that tells before each change of it: there its product can be made to die."""

import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from applink_simulator.domain.points import Doing, Points
from applink_simulator.domain.state import State

T = TypeVar("T")

CHANGES = {
    "directory": {"put", "remove", "fill"},
    "ends": {"add", "put", "swap", "remove"},
    "consumers": {"put", "remove"},
    "tokens": {"put", "swap", "remove", "remove_of_consumer"},
    "user_tokens": {"put", "swap", "remove", "remove_of_link"},
    "project_links": {"put", "remove", "remove_of_link"},
    "trusted_applications": {"put", "remove"},
    "switches": {"turn_on", "turn_off"},
    "nonces": {"claim"},
    "sessions": {"open", "put", "close"},
    "failed_logins": {"note", "forget"},
    "contents": {
        "fill",
        "put_container",
        "add_issue",
        "put_issue",
        "add_page",
        "put_page",
        "remove_page",
        "next_id",
    },
    "settings": {"put", "add"},
}
"""By part of a state, what changes it; a test holds this against the interface."""
OF_ALL = {"put_rights", "admit", "clear", "keep", "bring_back", "forget"}
"""What changes a state as a whole."""


class _WatchedPart:
    def __init__(self, part: Any, name: str, points: Points) -> None:
        self._part = part
        self._name = name
        self._points = points

    def __getattr__(self, name: str) -> Any:
        return _watched(getattr(self._part, name), self._name, name, CHANGES[self._name], self._points)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._part)


class WatchedState:
    """Whoever has it cannot tell it from the one within."""

    def __init__(self, state: State, points: Points) -> None:
        self._state = state
        self._points = points
        self._within = threading.local()
        self._parts = {name: _WatchedPart(getattr(state, name), name, points) for name in CHANGES}

    def __getattr__(self, name: str) -> Any:
        if name in self._parts:
            return self._parts[name]
        return _watched(getattr(self._state, name), "state", name, OF_ALL, self._points)

    def together(self, work: Callable[[], T]) -> T:
        """What is done together within something that is done together is a part of that."""
        if getattr(self._within, "work", False):
            return self._state.together(work)

        def watched() -> T:
            self._within.work = True
            try:
                done = work()
            finally:
                self._within.work = False
            self._points.reach(Doing.CONFIRMS, "state.together")
            return done

        return self._state.together(watched)


def _watched(found: Any, part: str, name: str, changes: set[str], points: Points) -> Any:
    if name not in changes:
        return found

    def change(*arguments: Any, **named: Any) -> Any:
        points.reach(Doing.STORES, f"{part}.{name}")
        return found(*arguments, **named)

    return change

"""Who waits holds up nobody else."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from applink_simulator.serving.server import MOST_WAITING
from applink_simulator.serving.turns import HELD_UP, Lane, Turn, Turns
from applink_simulator.web.control import PATH as CONTROL

from .conftest import LAST, PATIENCE, Site, get, until, until_closed


@contextmanager
def waiting(site: Site, path: str, count: int) -> Iterator[list[object]]:
    """That many clients that have asked for the path."""
    with ExitStack() as clients:
        asking = [clients.enter_context(site.client()) for _ in range(count)]
        for each in asking:
            each.sendall(get(path, LAST))
        yield list(asking)


def arrived(site: Site, count: int) -> bool:
    return all(site.waiting.acquire(timeout=PATIENCE) for _ in range(count))


@pytest.mark.parametrize("path", ["/wait", "/wait-silently"])
def test_others_are_answered_while_requests_wait(site: Site, path: str):
    """Whether they tell it or not."""
    with waiting(site, path, 5) as clients:
        assert arrived(site, 5)
        assert b"PATH_INFO=/other" in site.say(get("/other", LAST))
        site.go_on.set()
        assert all(b"200 OK" in until_closed(each) for each in clients)  # type: ignore[arg-type]


def test_nobody_takes_the_lead_from_whoever_has_just_answered():
    """The watcher has seen that an answer takes long, and it is there before the watcher can do anything about it."""
    steps: list[str] = []
    answered, listening, over = threading.Event(), threading.Event(), threading.Event()

    class LateWatcher:
        """The lock, which the watcher gets when the answer is there."""

        def __init__(self, lock: threading.Lock) -> None:
            self._lock = lock

        def __enter__(self) -> None:
            if threading.current_thread().name == "applinks-watcher":
                assert answered.wait(PATIENCE)
                listening.set()
            self._lock.acquire()

        def __exit__(self, *_: object) -> None:
            self._lock.release()

    def step(turn: Turn) -> None:
        if not steps:
            steps.append("answers")
            turns.begins(turn)
            time.sleep(2 * HELD_UP)
            turns.ends(turn)
            answered.set()
            assert listening.wait(PATIENCE)
        steps.append(f"listens as {threading.current_thread().name} {threading.get_ident()}")
        over.wait(0.5)

    turns = Turns(Lane(1), step, lambda _: None)
    turns.lock = LateWatcher(turns.lock)  # type: ignore[assignment]
    turns.begin()
    assert listening.wait(PATIENCE)
    time.sleep(0.2)
    turns.ending = True
    over.set()
    assert turns.end(PATIENCE)
    assert steps[0] == "answers"
    assert len(steps) == 2


def test_only_so_many_wait_at_once_and_the_rest_follow(site: Site):
    with waiting(site, "/wait", MOST_WAITING + 8) as clients:
        assert arrived(site, MOST_WAITING)
        time.sleep(0.2)
        assert not site.waiting.acquire(blocking=False)
        site.go_on.set()
        assert all(b"200 OK" in until_closed(each) for each in clients)  # type: ignore[arg-type]
    assert len(site.asked) == MOST_WAITING + 8


def test_the_control_surface_is_answered_when_nobody_else_is(site: Site):
    with waiting(site, "/wait", MOST_WAITING) as clients:
        assert arrived(site, MOST_WAITING)
        with site.client() as another:
            another.sendall(get("/another", LAST))
            assert f"PATH_INFO={CONTROL}/x".encode() in site.say(get(f"{CONTROL}/x", LAST))
            assert "/another" not in site.asked
            site.go_on.set()
            assert b"PATH_INFO=/another" in until_closed(another)
        assert all(b"200 OK" in until_closed(each) for each in clients)  # type: ignore[arg-type]


def test_requests_on_one_connection_wait_for_each_other(site: Site):
    with site.client() as client:
        client.sendall(get("/wait"))
        assert arrived(site, 1)
        client.sendall(get("/next", LAST))
        assert b"PATH_INFO=/other" in site.say(get("/other", LAST))
        assert "/next" not in site.asked
        site.go_on.set()
        said = until_closed(client)
        assert said.index(b"PATH_INFO=/wait") < said.index(b"PATH_INFO=/next")


def test_a_client_that_leaves_while_it_is_answered_harms_nobody(site: Site):
    with site.client() as client:
        client.sendall(get("/wait"))
        assert arrived(site, 1)
    assert b"PATH_INFO=/one" in site.say(get("/one", LAST))
    site.go_on.set()
    assert b"PATH_INFO=/two" in site.say(get("/two", LAST))


def is_refused(site: Site) -> bool:
    """Sooner or later."""
    for _ in range(200):
        try:
            with site.client():
                time.sleep(0.01)
        except ConnectionRefusedError:
            return True
        except ConnectionResetError:
            # At that very moment.
            continue
    return False


def test_what_has_been_begun_is_answered_before_the_end(site: Site):
    with site.client() as begun, site.client() as idle:
        idle.sendall(get("/"))
        until(idle, b"body=")
        begun.sendall(get("/wait"))
        assert arrived(site, 1)
        ending = threading.Thread(target=site.server.stop)
        ending.start()
        assert is_refused(site)
        site.go_on.set()
        assert b"PATH_INFO=/wait" in until_closed(begun)
        assert until_closed(idle) == b""
        ending.join(PATIENCE)
        assert not ending.is_alive()


def test_a_server_that_has_stopped_leaves_no_threads(site: Site):
    before = served_by()
    other = Site()
    with waiting(other, "/wait", 4):
        assert arrived(other, 4)
        assert served_by() - before
        other.go_on.set()
        other.server.stop()
    assert not served_by() - before
    assert site.say(get("/", LAST)).startswith(b"HTTP/1.1 200 OK")


def served_by() -> set[threading.Thread]:
    return {each for each in threading.enumerate() if each.name == "applinks-server"}


def test_many_clients_at_once_each_get_their_own_answer(site: Site):
    wrong: list[bytes] = []

    def ask(number: int) -> None:
        with site.client() as client:
            for index in range(20):
                path = f"/{number}/{index}{'/wait' if index % 7 == 3 else ''}"
                client.sendall(get(path))
                said = until(client, b"body=")
                if f"PATH_INFO={path} ".encode() not in said:
                    wrong.append(said)

    site.go_on.set()
    asking = [threading.Thread(target=ask, args=(number,)) for number in range(30)]
    for each in asking:
        each.start()
    for each in asking:
        each.join(PATIENCE * 3)
    assert not wrong
    assert len(site.asked) == 600

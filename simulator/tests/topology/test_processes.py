"""Products in processes of their own, which are killed and come back."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from applink_simulator.domain.errors import RemoteUnreachable
from applink_simulator.serving.listening import PortInUse, bound
from applink_simulator.topology.backends.processes.site import DidNotStart, ProcessSite, processes
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut

TWO = """
userbases: {people: {users: {anna: {}, alice: {}}}}
products:
  jira: {userbase: people, system_administrators: [anna]}
  confluence: {userbase: people, system_administrators: [anna]}
links:
  - {from: confluence, to: jira, authentication: oauth}
"""

ALONE = """
userbases: {people: {users: {anna: {}}}}
products: {jira: {userbase: people, system_administrators: [anna]}}
"""


@pytest.fixture(scope="module")
def started() -> Iterator[RunningTopology]:
    running = processes(read_topology(TWO))
    yield running
    running.stop()


@pytest.fixture
def running(started: RunningTopology) -> RunningTopology:
    started.reset()
    return started


def site_of(running: RunningTopology) -> ProcessSite:
    assert isinstance(running.site, ProcessSite)
    return running.site


def until(fits: Callable[[], bool]) -> bool:
    """Whether it comes true; a process that was killed is gone a moment later."""
    return any(fits() or time.sleep(0.05) for _ in range(100))


def says(running: RunningTopology, near: str, far: str) -> str:
    status = running.administrator(near).status(running.place(far))
    return "" if status["working"] else str(status["error"]["type"])


def test_who_is_killed_comes_back_at_its_address_as_another_process_with_what_it_had(running: RunningTopology):
    before, links = running.control("jira").product(), running.control("jira").links()
    running.switch_off("jira")
    with pytest.raises(RemoteUnreachable):
        running.visitor(None, "jira").visit("/")
    assert says(running, "confluence", "jira") == "CONNECTION_REFUSED"
    running.switch_on("jira")
    after = running.control("jira").product()
    assert after["process"] != before["process"]
    assert after | {"process": 0} == before | {"process": 0}
    assert running.control("jira").links() == links
    assert says(running, "confluence", "jira") == ""


def test_a_process_that_dies_by_itself_is_missed_and_started_again(running: RunningTopology):
    assert not site_of(running).has_died("jira")
    os.kill(running.control("jira").product()["process"], signal.SIGKILL)
    while not site_of(running).has_died("jira"):
        pass
    running.switch_on("jira")
    assert says(running, "confluence", "jira") == ""


def test_what_is_wrong_with_a_way_and_with_the_clock_outlives_the_process(running: RunningTopology):
    running.cut("confluence", "jira", Cut.REFUSED)
    running.turn_clock("confluence", 1000)
    running.switch_off("confluence")
    running.switch_on("confluence")
    assert says(running, "confluence", "jira") == "CONNECTION_REFUSED"
    running.behave()
    assert says(running, "confluence", "jira") == "OAUTH_TIMESTAMP_REFUSED"
    running.reset()
    assert says(running, "confluence", "jira") == ""


def test_a_name_that_nobody_can_resolve_is_not_refused(running: RunningTopology):
    running.hide_name("jira", seen_by="confluence")
    assert says(running, "confluence", "jira") == "UNKNOWN_HOST"
    assert says(running, "jira", "confluence") == ""


def test_whoever_moves_is_found_there_and_nobody_at_the_old_address(running: RunningTopology):
    home = running.place("jira").url
    place = running.move("jira", path="/elsewhere")
    assert place.url != home
    assert place.url.endswith("/elsewhere")
    assert running.visitor(None, "jira").visit("/").status == 200
    assert says(running, "confluence", "jira") == "CONNECTION_REFUSED"
    running.reset()
    assert running.place("jira").url == home
    assert says(running, "confluence", "jira") == ""


def test_only_whoever_names_the_process_can_have_it_killed_and_it_dies_where_it_was_told(running: RunningTopology):
    control, site = running.control("jira"), site_of(running)
    with pytest.raises(Exception, match="409"):
        control.ask("PUT", "/kill-point", {"number": 1, "process": os.getpid()})
    assert running.visitor(None, "jira").visit("/").status == 200
    control.die_at(1)
    with pytest.raises(RemoteUnreachable):
        running.visitor(None, "jira").visit("/")
    assert until(lambda: site.has_died("jira"))
    assert site.last_line("jira").startswith("killed at point 1: answers GET")


def test_all_products_end_with_the_process_that_starts_them():
    running = processes(read_topology(ALONE))
    process = running.control("jira").product()["process"]
    os.kill(process, 0)
    running.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_port_that_is_taken_is_told_before_anything_starts():
    taken = bound("127.0.0.1", 0, "somebody else")
    taken.listen()
    port = taken.getsockname()[1]
    try:
        with pytest.raises(PortInUse, match=str(port)):
            processes(read_topology(ALONE.replace("people,", f"people, port: {port},")))
    finally:
        taken.close()
    with processes(read_topology(ALONE.replace("people,", f"people, port: {port},"))) as running:
        assert running.place("jira").url.startswith(f"http://127.0.0.1:{port}")


def test_a_product_that_cannot_start_says_why(running: RunningTopology):
    """Control: without the spoilt file it starts."""
    site = site_of(running)
    running.switch_off("jira")
    folder = site._folder
    state = folder / "product-jira.db"
    kept = {each: each.read_bytes() for each in folder.glob("product-jira.db*")}
    for each in kept:
        each.unlink()
    state.write_bytes(b"this is no database, however long one looks at it" * 100)
    with pytest.raises(DidNotStart, match=r"(?s)product-jira\.db.*"):
        running.switch_on("jira")
    site.switch_off("jira")
    state.unlink()
    for each, content in kept.items():
        each.write_bytes(content)
    running.switch_on("jira")
    assert says(running, "confluence", "jira") == ""

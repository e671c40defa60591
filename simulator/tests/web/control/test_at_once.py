"""Several clients of one control surface at once."""

from concurrent.futures import ThreadPoolExecutor

from applink_simulator.topology.control import Control, ControlRefused
from applink_simulator.topology.running import RunningTopology

CLIENTS = 8


def test_what_one_changes_another_does_not_undo(jira: Control):
    """Each changes something else about the same person."""

    def change(number: int) -> None:
        for _ in range(10):
            jira.put_user("alice", **{("display_name", "email", "active", "groups")[number % 4]: VALUES[number % 4]})

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(change, range(CLIENTS)))
    (alice,) = (user for user in jira.users() if user["name"] == "alice")
    assert (alice["display_name"], alice["email"], alice["active"], alice["groups"]) == VALUES


VALUES = ("Alice the first", "alice@example.com", False, ["staff", "travellers"])


def test_of_several_who_want_one_name_one_gets_it(jira: Control):
    names = [f"user{number}" for number in range(CLIENTS)]
    for name in names:
        jira.put_user(name)

    def rename(name: str) -> bool:
        try:
            jira.put_user(name, name="winner")
        except ControlRefused:
            return False
        return True

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert list(pool.map(rename, names)).count(True) == 1
    there = [user["name"] for user in jira.users()]
    assert there.count("winner") == 1
    assert len(set(names) & set(there)) == CLIENTS - 1


def test_products_serve_people_while_they_are_kept_and_brought_back(pair: RunningTopology, jira: Control):
    """Nothing crashes, and whoever asks is answered."""
    jira.keep("before")

    def look(_: int) -> set[int]:
        return {pair.administrator("jira").ask("GET", "/rest/api/2/issue/DEMO-1").status for _ in range(10)}

    def turn(_: int) -> None:
        for _ in range(10):
            jira.keep("again")
            jira.restore("before")

    with ThreadPoolExecutor(CLIENTS) as pool:
        turning = [pool.submit(turn, number) for number in range(2)]
        assert set().union(*pool.map(look, range(4))) == {200}
        for each in turning:
            each.result(timeout=60)

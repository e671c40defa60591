"""State in memory, asked by many at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

from applink_simulator.domain.content import Container, Issue
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.users import Audience
from applink_simulator.storage.memory import GENERATION, MemoryContents, MemoryLinkEnds, MemoryNonces

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_of_fifty_claims_of_one_nonce_exactly_one_succeeds():
    nonces = MemoryNonces()
    with ThreadPoolExecutor(16) as pool:
        claims = list(pool.map(lambda _: nonces.claim(("key", "nonce"), 0.0, 300.0), range(50)))
    assert claims.count(True) == 1


def test_a_nonce_is_free_again_after_its_time():
    nonces = MemoryNonces()
    assert nonces.claim(("n",), 0.0, 60.0)
    assert not nonces.claim(("n",), 59.0, 119.0)
    assert nonces.claim(("n",), 61.0, 121.0)


def test_a_nonce_is_remembered_over_the_turn_of_a_generation():
    """Forgetting early would let a replay through at the edge of the window."""
    nonces = MemoryNonces()
    nonces.claim(("first",), GENERATION - 1.0, GENERATION + 299.0)
    nonces.claim(("other",), GENERATION + 1.0, GENERATION + 301.0)
    assert not nonces.claim(("first",), GENERATION + 298.0, GENERATION + 600.0)


def test_old_nonces_are_forgotten():
    nonces = MemoryNonces()
    for second in range(0, 20 * GENERATION, 10):
        nonces.claim((str(second),), float(second), second + 300.0)
    assert len(nonces._young) + len(nonces._old) <= 2 * GENERATION // 10 + 2


def test_of_two_administrators_who_add_one_link_one_succeeds():
    ends = MemoryLinkEnds()
    each = [LinkEnd("id", "jira", f"Jira {number}", "http://j", "http://j") for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ends.add, each)).count(True) == 1


def test_an_end_is_changed_unless_it_is_gone_and_swapped_unless_it_is_another():
    """Else a slow relocation would undo a rename, or bring a deleted link back to life."""
    ends = MemoryLinkEnds()
    first = LinkEnd("id", "jira", "First", "http://j", "http://j")
    second = replace(first, name="Second")
    ends.add(first)
    assert ends.swap(first, second)
    assert not ends.swap(first, replace(first, name="Third"))
    assert ends.get("id") == second
    ends.put(first)
    assert ends.get("id") == first
    ends.remove("id")
    assert not ends.swap(first, second)
    ends.put(second)
    assert ends.get("id") is None


def test_issues_made_at_once_get_numbers_of_their_own():
    project = Container("1", "DEMO", "Demo", Audience(anyone=True))
    contents = MemoryContents([project])
    draft = Issue("", project, 0, "New", NOW, NOW)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: contents.add_issue(draft), range(40)))
    assert sorted(issue.number for issue in made) == list(range(1, 41))
    assert len({issue.id for issue in made}) == 40
    assert contents.issue("demo-7") is not None

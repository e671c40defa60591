"""What every storage has to do alike: in memory, in SQLite, in PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from applink_simulator.domain.state import State, Storage
from applink_simulator.domain.tokens import TokenState
from applink_simulator.domain.users import Audience, Rights, User

from .samples import (
    ALICE,
    BOB,
    CONSUMER,
    DEMO,
    END,
    ISSUE,
    NOW,
    PAGE,
    PROJECT_LINK,
    RIGHTS,
    SPACE,
    TOKEN,
    UGLY,
    USER_TOKEN,
    issue,
)


def at_once(work: Callable[[int], Any], times: int = 24) -> list[Any]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(work, range(times)))


def test_people_are_found_whatever_the_case_and_kept_in_order(state: State):
    state.directory.fill([BOB, ALICE])
    state.directory.put(replace(BOB, name="BOB", display_name="Robert"))
    assert state.directory.find("bOb") == User("BOB", "Robert")
    assert [each.name for each in state.directory] == ["BOB", "alice"]
    state.directory.remove("ALICE")
    assert state.directory.find("alice") is None
    state.directory.fill([ALICE])
    assert list(state.directory) == [ALICE]


def test_products_share_people_and_nothing_else(storage: Storage):
    jira, confluence, tracker = (
        storage.state("jira", "people"),
        storage.state("confluence", "people"),
        storage.state("tracker", "others"),
    )
    jira.directory.put(ALICE)
    jira.ends.add(END)
    jira.put_rights(RIGHTS)
    assert confluence.directory.find("alice") == ALICE
    assert tracker.directory.find("alice") is None
    assert list(confluence.ends) == []
    assert confluence.rights == Rights()
    assert storage.directory("people").find("ALICE") == ALICE


def test_of_two_administrators_who_add_one_link_one_succeeds(state: State):
    assert at_once(lambda number: state.ends.add(replace(END, name=str(number)))).count(True) == 1


def test_an_end_is_changed_unless_it_is_gone_and_swapped_unless_it_is_another(state: State):
    """Else a slow relocation would undo a rename, or bring a deleted link back to life."""
    ends, second = state.ends, replace(END, name="Second")
    assert ends.add(END)
    assert ends.get("id") == END
    assert ends.swap(END, second)
    assert not ends.swap(END, replace(END, name="Third"))
    assert ends.get("id") == second
    ends.put(END)
    assert ends.get("id") == END
    assert ends.remove("id") == END
    assert ends.remove("id") is None
    assert not ends.swap(END, second)
    ends.put(second)
    assert ends.get("id") is None


def test_of_several_swaps_from_one_value_one_succeeds(state: State):
    state.ends.add(END)
    assert at_once(lambda number: state.ends.swap(END, replace(END, name=str(number)))).count(True) == 1


def test_ends_come_in_order_of_creation(state: State):
    for name in "cab":
        state.ends.add(replace(END, application_id=name))
    state.ends.put(replace(END, application_id="c", name="changed"))
    assert [each.application_id for each in state.ends] == ["c", "a", "b"]
    state.ends.remove("c")
    state.ends.add(replace(END, application_id="c"))
    assert [each.application_id for each in state.ends] == ["a", "b", "c"]


def test_a_consumer_is_found_by_key_and_by_link(state: State):
    orphan = replace(CONSUMER, key="orphan", application_id=None)
    state.consumers.put(orphan)
    state.consumers.put(CONSUMER)
    assert state.consumers.get("key") == CONSUMER
    assert state.consumers.of_link("id") == CONSUMER
    state.consumers.put(replace(CONSUMER, application_id=None))
    assert state.consumers.of_link("id") is None
    assert [each.key for each in state.consumers] == ["orphan", "key"]
    assert state.consumers.remove("orphan") == orphan
    assert state.consumers.remove("orphan") is None


def test_a_token_is_swapped_for_another_once(state: State):
    state.tokens.put(TOKEN)
    access = replace(TOKEN, value="access", state=TokenState.ACCESS)
    swapped = at_once(lambda number: state.tokens.swap(TOKEN, replace(access, value=f"access{number}")))
    assert swapped.count(True) == 1
    assert state.tokens.get("value") is None
    assert state.tokens.get(f"access{swapped.index(True)}") is not None
    assert len(list(state.tokens)) == 1


def test_exactly_one_of_several_gets_the_token_that_is_removed(state: State):
    state.tokens.put(TOKEN)
    removed = at_once(lambda _: state.tokens.remove("value"))
    assert [each for each in removed if each is not None] == [TOKEN]


def test_tokens_go_with_their_consumer_and_others_stay(state: State):
    other = replace(TOKEN, value="other", consumer_key="other")
    state.tokens.put(TOKEN)
    state.tokens.put(other)
    state.tokens.remove_of_consumer("key")
    assert list(state.tokens) == [other]


def test_a_user_holds_one_token_for_each_link(state: State):
    tokens, granted = state.user_tokens, replace(USER_TOKEN, value="access", granted=True)
    tokens.put(USER_TOKEN)
    assert tokens.get("id", "aLICE") == USER_TOKEN
    assert tokens.get("other", "alice") is None
    assert tokens.swap(USER_TOKEN, granted)
    assert not tokens.swap(USER_TOKEN, granted)
    tokens.remove(USER_TOKEN)
    assert tokens.of_link("id") == [granted]
    tokens.remove(granted)
    assert tokens.of_link("id") == []
    tokens.put(granted)
    tokens.put(replace(granted, application_id="other"))
    tokens.remove_of_link("id")
    assert tokens.get("id", "alice") is None
    assert tokens.get("other", "alice") is not None


def test_a_project_link_replaces_an_equal_one_in_its_place(state: State):
    links, second = state.project_links, replace(PROJECT_LINK, key="SECOND")
    links.put(PROJECT_LINK)
    links.put(second)
    links.put(replace(PROJECT_LINK, name="Renamed", primary=True))
    assert [each.name for each in links.of("DEMO")] == ["Renamed", "Far"]
    assert links.of("OTHER") == []
    assert links.remove(PROJECT_LINK)
    assert not links.remove(PROJECT_LINK)
    assert list(links) == [second]
    links.remove_of_link("other")
    assert list(links) == [second]
    links.remove_of_link("id")
    assert list(links) == []


def test_trusted_applications_and_switches_are_remembered(state: State):
    state.trusted_applications.put("jira:1", None)
    state.trusted_applications.put("jira:2", "id")
    state.trusted_applications.put("jira:1", "other")
    assert state.trusted_applications.items() == [("jira:1", "other"), ("jira:2", "id")]
    assert state.trusted_applications.remove("jira:1")
    assert not state.trusted_applications.remove("jira:1")
    for name in ("b", "a", "b"):
        state.switches.turn_on("alice", name)
    state.switches.turn_on("bob", "c")
    assert state.switches.on("alice") == ["a", "b"]
    state.switches.turn_off("alice", "a")
    assert state.switches.on("alice") == ["b"]


def test_of_many_claims_of_one_nonce_exactly_one_succeeds(state: State):
    assert at_once(lambda _: state.nonces.claim(("key", "nonce"), 0.0, 300.0), 50).count(True) == 1


def test_a_nonce_is_free_again_after_its_time(state: State):
    assert state.nonces.claim(("n",), 0.0, 60.0)
    assert not state.nonces.claim(("n",), 59.0, 119.0)
    assert state.nonces.claim(("m",), 59.0, 119.0)
    assert state.nonces.claim(("n",), 60.0, 120.0)
    assert not state.nonces.claim(("n",), 61.0, 120.0)


def test_a_nonce_is_used_up_though_the_clock_was_ahead_for_years_meanwhile(state: State):
    """Each time that it is ahead others claim theirs, and what is old then could be thrown away."""
    assert state.nonces.claim(("n",), 0.0, 300.0)
    for ahead in (1e6, 1e8, 2e8):
        assert state.nonces.claim(("other", str(ahead)), ahead, ahead + 300.0)
        assert not state.nonces.claim(("n",), 10.0, 310.0)


def test_nonces_that_look_alike_are_told_apart(state: State):
    """Control: the same one again is not."""
    alike = [("a", "b"), ("a,b",), ("ab",), ("a", "b", ""), ('a","b',)]
    assert [state.nonces.claim(each, 0.0, 60.0) for each in alike] == [True] * 5
    assert [state.nonces.claim(each, 0.0, 60.0) for each in alike] == [False] * 5


def test_a_session_is_changed_unless_it_is_closed(state: State):
    session = state.sessions.open("alice")
    assert state.sessions.get(session.id) == session
    assert state.sessions.open("alice").id != session.id
    confirmed = replace(session, confirmed_at=5.0)
    state.sessions.put(confirmed)
    assert state.sessions.get(session.id) == confirmed
    state.sessions.close(session.id)
    state.sessions.put(confirmed)
    assert state.sessions.get(session.id) is None


def test_wrong_passwords_are_counted_whatever_the_case(state: State):
    at_once(lambda number: state.failed_logins.note("Alice" if number % 2 else "aLICE"))
    assert state.failed_logins.of("alice") == 24
    assert state.failed_logins.of("bob") == 0
    state.failed_logins.forget("ALICE")
    assert state.failed_logins.of("alice") == 0


def test_of_several_who_add_a_setting_one_wins(state: State):
    stored = at_once(lambda number: state.settings.add("key", str(number)))
    assert set(stored) == {state.settings.get("key")}
    state.settings.put("key", "changed")
    assert state.settings.get("key") == "changed"
    assert state.settings.get("other") is None


def test_rights_are_what_was_put(state: State):
    assert state.rights == Rights()
    state.put_rights(RIGHTS)
    assert state.rights == RIGHTS


def test_contents_are_what_they_were_filled_with(state: State):
    contents = state.contents
    contents.fill([DEMO], [issue(9)], [])
    contents.fill([SPACE, DEMO], [ISSUE], [PAGE])
    assert list(contents.containers()) == [SPACE, DEMO]
    assert contents.container("DEMO") == DEMO
    assert contents.container("demo") is None
    assert list(contents.issues()) == [ISSUE]
    assert contents.issue("demo-1") == contents.issue("10001") == ISSUE
    assert contents.issue("DEMO-9") is None
    assert list(contents.pages()) == [PAGE]
    assert contents.page("20001") == PAGE


def test_thousands_of_issues_are_filled_in_at_once(state: State):
    issues = [issue(number) for number in range(1, 2501)]
    state.contents.fill([DEMO], issues, [])
    assert list(state.contents.issues()) == issues
    assert state.contents.issue("DEMO-2500") == issues[-1]
    assert state.contents.add_issue(issue(0)).number == 2501


def test_issues_made_at_once_get_numbers_of_their_own(state: State):
    state.contents.fill([DEMO], [issue(4)], [])
    made = at_once(lambda _: state.contents.add_issue(replace(ISSUE, id="", number=0)), 40)
    assert sorted(each.number for each in made) == list(range(5, 45))
    assert len({each.id for each in made}) == 40
    assert all(state.contents.issue(each.key) == each == state.contents.issue(each.id) for each in made)


def test_ids_are_higher_than_what_is_there_and_never_given_twice(state: State):
    assert state.contents.next_id() == "50001"
    state.contents.fill([DEMO], [replace(ISSUE, id="70000")], [replace(PAGE, id="60000")])
    given = at_once(lambda _: state.contents.next_id())
    assert sorted(map(int, given)) == list(range(70001, 70025))
    page = state.contents.add_page(PAGE)
    assert page.id == "70025"
    state.contents.remove_page(page.id)
    assert state.contents.add_page(PAGE).id == "70026"


def test_a_page_is_saved_over_the_version_that_was_read_and_no_other(state: State):
    contents = state.contents
    contents.fill([SPACE], [], [PAGE])
    second = replace(PAGE, version=2, body="<p>2</p>")
    saved = at_once(lambda number: contents.put_page(replace(second, body=str(number)), replacing_version=1))
    assert saved.count(True) == 1
    assert contents.page(PAGE.id) == replace(second, body=str(saved.index(True)))
    removed = at_once(lambda _: contents.remove_page(PAGE.id))
    assert len([each for each in removed if each is not None]) == 1
    assert not contents.put_page(replace(second, version=3), replacing_version=2)
    assert contents.page(PAGE.id) is None


def test_what_lies_in_a_changed_project_lies_in_the_new_one(state: State):
    contents, renamed = state.contents, replace(DEMO, name="Renamed", visible_to=Audience.of(["alice"]))
    contents.fill([DEMO, SPACE], [issue(1), issue(2, SPACE)], [PAGE, replace(PAGE, id="20002", space=DEMO)])
    contents.put_container(renamed)
    assert list(contents.containers()) == [renamed, SPACE]
    assert [each.project for each in contents.issues()] == [renamed, SPACE]
    assert [each.space for each in contents.pages()] == [SPACE, renamed]


def test_a_changed_issue_keeps_its_place(state: State):
    state.contents.fill([DEMO], [issue(1), issue(2)], [])
    changed = replace(issue(1), summary="Changed")
    state.contents.put_issue(changed)
    assert list(state.contents.issues()) == [changed, issue(2)]
    assert state.contents.issue("DEMO-1") == changed


def test_issues_are_arranged_by_who_sees_them_and_stay_so(state: State):
    """Control: before the changes, and before anybody has asked."""
    contents, hidden = state.contents, Audience.of(["alice"])
    later = NOW + timedelta(minutes=5)
    contents.fill([DEMO, SPACE], [issue(2), issue(1), replace(issue(3), created=later), issue(7, SPACE)], [])

    def found() -> list[tuple[list[str], list[str]]]:
        arranged = state.contents.arranged_issues()
        return sorted(([i.key for i in each.by_key], [i.key for i in each.newest_first]) for each in arranged)

    apart = ["DOC-7"], ["DOC-7"]
    assert found() == [(["DEMO-1", "DEMO-2", "DEMO-3"], ["DEMO-3", "DEMO-1", "DEMO-2"]), apart]
    state.keep("before")
    contents.put_issue(replace(issue(1), summary="Changed"))
    contents.put_issue(replace(issue(3), created=later, visible_to=hidden))
    added = contents.add_issue(replace(issue(0), created=later))
    assert found() == [
        (["DEMO-1", "DEMO-2", "DEMO-4"], ["DEMO-4", "DEMO-1", "DEMO-2"]),
        (["DEMO-3"], ["DEMO-3"]),
        apart,
    ]
    assert [each.by_key[0].key for each in contents.arranged_issues() if not each.shows_to(BOB)] == ["DEMO-3"]
    assert next(iter(contents.arranged_issues())).by_key[0].summary == "Changed"
    contents.put_issue(replace(issue(3), created=later))
    contents.put_container(replace(DEMO, name="Renamed"))
    every = [each for arranged in contents.arranged_issues() for each in arranged.by_key]
    assert sorted(each.project_name for each in every if each.key in (added.key, "DEMO-3")) == ["Renamed"] * 2
    state.bring_back("before")
    assert found() == [(["DEMO-1", "DEMO-2", "DEMO-3"], ["DEMO-3", "DEMO-1", "DEMO-2"]), apart]


@pytest.mark.parametrize("name", UGLY, ids=lambda name: ascii(name)[:20])
def test_a_name_may_be_anything(state: State, name: str):
    """Whoever sends a request chooses names to look up; control: a similar one is not found."""
    state.ends.add(replace(END, application_id="control"))
    assert state.ends.get(name) is None
    assert state.directory.find(name) is None
    assert state.tokens.get(name) is None
    assert state.sessions.get(name) is None
    assert state.contents.issue(name) is None
    assert state.nonces.claim((name,), 0.0, 60.0)
    assert not state.nonces.claim((name,), 0.0, 60.0)
    state.failed_logins.note(name)
    assert state.failed_logins.of(name) == 1
    assert state.failed_logins.of(name + "x") == 0
    state.settings.put(name, "value")
    assert state.settings.get(name) == "value"
    assert state.settings.get(name + "x") is None


def furnished(state: State) -> None:
    state.directory.fill([ALICE])
    state.put_rights(RIGHTS)
    state.ends.add(END)
    state.consumers.put(CONSUMER)
    state.tokens.put(TOKEN)
    state.user_tokens.put(USER_TOKEN)
    state.project_links.put(PROJECT_LINK)
    state.trusted_applications.put("jira:1", None)
    state.switches.turn_on("alice", "feature")
    state.nonces.claim(("n",), 0.0, 60.0)
    state.failed_logins.note("alice")
    state.settings.put("key", "PEM")
    state.contents.fill([DEMO, SPACE], [ISSUE], [PAGE])


def remembered(state: State) -> dict[str, Any]:
    """Everything but nonces and sessions, which can only be asked for one by one."""
    return {
        "people": list(state.directory),
        "rights": state.rights,
        "ends": list(state.ends),
        "consumers": list(state.consumers),
        "tokens": list(state.tokens),
        "user tokens": state.user_tokens.of_link("id"),
        "project links": list(state.project_links),
        "trusted": state.trusted_applications.items(),
        "switches": state.switches.on("alice"),
        "failed": state.failed_logins.of("alice"),
        "setting": state.settings.get("key"),
        "containers": list(state.contents.containers()),
        "issues": list(state.contents.issues()),
        "pages": list(state.contents.pages()),
    }


def test_a_cleared_state_is_new_but_for_its_settings_and_people(storage: Storage):
    state, other = storage.state("jira", "people"), storage.state("confluence", "people")
    furnished(state)
    furnished(other)
    session, untouched = state.sessions.open("alice"), remembered(other)
    state.keep("before")
    state.clear()
    new = remembered(storage.state("tracker", "others"))
    assert remembered(state) == new | {"people": [ALICE], "setting": "PEM"}
    assert state.sessions.get(session.id) is None
    assert state.nonces.claim(("n",), 0.0, 60.0)
    assert state.contents.next_id() == "50001"
    assert state.kept() == ["before"]
    assert remembered(other) == untouched


def test_what_was_kept_comes_back_whole_and_what_came_since_goes(state: State):
    furnished(state)
    before, held = remembered(state), state.sessions.open("alice")
    state.keep("before")
    state.directory.fill([BOB])
    state.put_rights(Rights())
    state.ends.remove("id")
    state.ends.add(replace(END, application_id="later"))
    state.tokens.put(replace(TOKEN, value="later"))
    state.settings.put("key", "other")
    state.settings.put("later", "x")
    state.contents.add_issue(ISSUE)
    state.failed_logins.note("alice")
    state.sessions.close(held.id)
    came_since = state.sessions.open("bob")
    assert state.nonces.claim(("later",), 1.0, 61.0)
    assert remembered(state) != before

    for _ in range(2):
        assert state.bring_back("before")
        assert remembered(state) == before
        assert state.settings.get("later") is None
        assert state.sessions.get(held.id) == held
        assert state.sessions.get(came_since.id) is None
        assert not state.nonces.claim(("n",), 1.0, 61.0)
        assert state.nonces.claim(("later",), 1.0, 61.0)
        assert state.contents.add_issue(ISSUE).key == "DEMO-2"


def test_kept_names_are_listed_replaced_and_forgotten(state: State):
    assert state.kept() == []
    assert not state.bring_back("a")
    for name in ("b", "a", "ż\n" * 300, "a"):
        state.ends.add(replace(END, application_id=str(len(list(state.ends)))))
        state.keep(name)
    assert state.kept() == ["a", "b", "ż\n" * 300]
    assert state.bring_back("b")
    assert len(list(state.ends)) == 1
    assert state.bring_back("a")
    assert len(list(state.ends)) == 4
    state.forget("b")
    state.forget("never kept")
    assert state.kept() == ["a", "ż\n" * 300]
    assert not state.bring_back("b")
    assert len(list(state.ends)) == 4


def test_what_one_product_keeps_is_not_anothers(storage: Storage):
    storage.state("jira", "people").keep("mine")
    assert storage.state("confluence", "people").kept() == []
    assert not storage.state("confluence", "people").bring_back("mine")

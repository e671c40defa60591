"""What the generator is told, and what it makes of an answer."""

import pytest

from applink_load.offered import PROFILES, REQUESTS
from applink_load.plan import NotForLoad, Person, Places, Plan, Wish, plan_for, readers_of
from applink_load.profiles.judging import Sight, Wrong, exchange, issues_in
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.named import topology_named

TOPOLOGY = topology_named("shared-userbase")
PLACES = Places(
    jira="http://jira",
    jira_id="1",
    confluence="http://confluence",
    confluence_id="2",
    private_key="PEM",
    acting_as="alice",
)


def a_plan(profile: str = "direct") -> Plan:
    return plan_for(Wish(profile), readers_of(TOPOLOGY), PLACES)


def test_every_profile_says_which_requests_it_can_make():
    assert REQUESTS.keys() == PROFILES.keys()


@pytest.mark.parametrize("profile", PROFILES)
def test_a_plan_is_the_same_after_its_journey_as_json(profile: str):
    assert Plan.read(a_plan(profile).text()) == a_plan(profile)


def test_what_people_see_is_read_from_the_topology_and_there_has_to_be_something_to_tell_them_apart_by():
    readers = readers_of(TOPOLOGY)
    people = {each.username: each for each in readers.people}

    assert set(people["bob"].sees) == {"DEMO-1", "DEMO-2", "DEMO-4"}
    assert "carol" not in people
    assert "PRIV-1" in set(people["integration"].sees) - set(people["alice"].sees)
    assert set(people["alice"].reads) - set(people["bob"].reads) == {"SEC/Door codes"}
    assert "DOC/Salaries" not in people["alice"].reads
    assert {each.name: each.issue for each in readers.pages}["DOC/The door"] == "SEC-1"
    assert [name for name, each in people.items() if each.administers] == ["anna", "adam"]
    with pytest.raises(NotForLoad, match="it has no Jira"):
        readers_of(read_topology("userbases: {all: {users: {bob: {}}}}\nproducts: {confluence: {}}"))


def test_administrators_are_told_to_whom_needs_them_alone():
    assert a_plan("link-life").administrators == {"http://jira": "anna", "http://confluence": "anna"}
    assert a_plan("direct").administrators == {}


def test_several_generators_have_people_of_their_own():
    plan = a_plan("dance")
    parts = [Plan.read(plan.text().replace('"part": 0, "parts": 1', f'"part": {n}, "parts": 2')) for n in (0, 1)]

    assert set(parts[0].own_people) | set(parts[1].own_people) == set(plan.people)
    assert not set(parts[0].own_people) & set(parts[1].own_people)


def test_an_issue_that_is_new_is_hidden_where_its_project_is():
    bob = Sight.of(next(each for each in a_plan().people if each.username == "bob"), a_plan())

    bob.require_no_more({"DEMO-1", "DEMO-99", "ELSEWHERE-1"})
    for key in ("DEMO-3", "SEC-1", "SEC-99"):
        with pytest.raises(Wrong, match="leak"):
            bob.require_no_more({"DEMO-1", key})


def test_whom_an_answer_is_for_is_compared_without_regard_to_case_and_only_where_it_is_told():
    bob = Sight.of(Person("bob", "bob", ()), a_plan())

    assert bob.require_own(Reply(200, (("X-AUSERNAME", "BOB"),)))
    assert not bob.require_own(Reply(200))
    for other in ("alice", "anonymous"):
        with pytest.raises(Wrong, match="wrong user"):
            bob.require_own(Reply(200, (("x-ausername", other),)))


def test_a_search_that_was_cut_off_says_so():
    assert issues_in(Reply(200, (), b'{"total": 1, "issues": [{"key": "A-1"}]}')) == ({"A-1"}, True)
    assert issues_in(Reply(200, (), b'{"total": 2, "issues": [{"key": "A-1"}]}')) == ({"A-1"}, False)


def test_what_could_be_used_to_do_the_same_is_not_told():
    request = OutgoingRequest(
        "POST",
        "http://jira/plugins/servlet/oauth/authorize?oauth_token=SECRET",
        (
            ("Authorization", 'OAuth oauth_token="SECRET",oauth_consumer_key="known",oauth_signature="SECRET%3D"'),
            ("Cookie", "JSESSIONID.jira=SECRET; atl.xsrf.token=SECRET; theme=dark"),
        ),
        b'os_username=bob&os_password=SECRET&atl_token=SECRET&oauth_verifier=SECRET {"password": "SECRET, \\"too"}',
    )
    page = b'<input name="atl_token" value="SECRET"><p class="verifier" id="verifier">SECRET</p>'
    told = exchange(request, Reply(200, (("Set-Cookie", "JSESSIONID.jira=SECRET; Path=/"),), page))

    assert "SECRET" not in told
    assert "too" not in told
    for known in ('oauth_consumer_key="known"', "os_username=bob", "theme=dark", "Path=/", "POST http://jira/"):
        assert known in told
    basic = exchange(OutgoingRequest("GET", "http://jira/", (("Authorization", "Basic SECRET"),)), Reply(200))
    assert "Basic ***" in basic

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applink_simulator.query.context import Context
from applink_simulator.query.errors import (
    FieldNotSortable,
    OperatorNotAllowed,
    QueryError,
    QuerySyntaxError,
    UnknownField,
    UnknownFunction,
    UnknownIssue,
    UnknownValue,
    UnreadableDate,
    UnsearchableText,
    WrongArguments,
)
from applink_simulator.query.found import Found
from applink_simulator.query.jql import Issue, jql, keys_alone, refusal

from .arranging import Together, arranged, knowing

Search = Callable[..., list[str]]

EVERYTHING = ["DEMO-1", "OPS-3", "DEMO-2", "DEMO-10"]


@dataclass(frozen=True)
class AnIssue:
    """Only as much as a protocol needs."""

    key: str = "DEMO-1"
    id: str = "1"
    project_key: str = "DEMO"
    project_name: str = "Demonstration"
    summary: str = "lamp"
    description: str = ""
    issue_type: str = "Task"
    status: str = "Open"
    status_category: str = "To Do"
    priority: str | None = None
    assignee: str | None = None
    reporter: str | None = None
    labels: tuple[str, ...] = ()
    created: datetime = datetime(2026, 10, 1, tzinfo=UTC)
    updated: datetime = datetime(2026, 10, 1, tzinfo=UTC)
    resolution: str | None = None
    fix_versions: tuple[str, ...] = ()
    comment_texts: tuple[str, ...] = ()


@pytest.mark.parametrize("text", ["", "   ", "order by created"])
def test_a_query_without_clauses_finds_everything(jira: Search, text: str) -> None:
    """Newest first, which is a guess where the query does not ask for it."""
    assert jira(text) == EVERYTHING


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("project = DEMO", "DEMO-1 DEMO-2 DEMO-10"),
        ("PROJECT = demo", "DEMO-1 DEMO-2 DEMO-10"),
        ("project = 'Night Operations'", "OPS-3"),
        ("project != DEMO", "OPS-3"),
        ("key = demo-2", "DEMO-2"),
        ("issuekey in (DEMO-2, OPS-3)", "OPS-3 DEMO-2"),
        ("id = 10010", "DEMO-10"),
        ("key > DEMO-1", "DEMO-2 DEMO-10"),
        ("key <= DEMO-2", "DEMO-1 DEMO-2"),
        ("status = 'in progress'", "DEMO-10"),
        ("statusCategory = Done", "DEMO-2"),
        ("issuetype = Bug", "DEMO-2"),
        ("type not in (Bug)", "DEMO-1 OPS-3 DEMO-10"),
        ("priority = High", "DEMO-1"),
        ("priority > Low", "DEMO-1 OPS-3"),
        ("priority is EMPTY", "DEMO-10"),
        ("assignee = bob", "DEMO-2"),
        ("reporter = alice", "OPS-3"),
        ("labels = hardware", "DEMO-1"),
        ("labels in (urgent, paint)", "DEMO-1 DEMO-2"),
        ("resolution = Unresolved", "DEMO-1 OPS-3 DEMO-10"),
        ("resolution != unresolved", "DEMO-2"),
        ("resolution = Fixed", "DEMO-2"),
        ("fixVersion = 4.10", "DEMO-2"),
        ("fixVersion > 4.9", "DEMO-2"),
        ("description is not EMPTY", "DEMO-1"),
        ("comment ~ green", "DEMO-2"),
        ("project = DEMO and status = Closed or key = OPS-3", "OPS-3 DEMO-2"),
        ("project = DEMO and (status = Closed or key = OPS-3)", "DEMO-2"),
        ("project = DEMO and not status = Closed", "DEMO-1 DEMO-10"),
        ("not (project = OPS or status = Closed)", "DEMO-1 DEMO-10"),
        ("not (project = DEMO and status = Closed)", "DEMO-1 OPS-3 DEMO-10"),
    ],
)
def test_clauses_choose_by_the_fields_of_an_issue(jira: Search, text: str, found: str) -> None:
    """Names without regard to case, keys and versions by their numbers."""
    assert jira(text) == found.split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("assignee != alice", "DEMO-2"),
        ("not assignee = alice", "DEMO-2"),
        ("assignee not in (alice, carol)", "DEMO-2"),
        ("assignee != alice or assignee is EMPTY", "DEMO-2 DEMO-10"),
        ("labels != urgent", "DEMO-2"),
        ("assignee != EMPTY", "DEMO-1 OPS-3 DEMO-2"),
        ("assignee = NULL", "DEMO-10"),
        ("assignee is not null", "DEMO-1 OPS-3 DEMO-2"),
        ("assignee in (EMPTY, bob)", "DEMO-2 DEMO-10"),
        ("assignee not in (EMPTY, bob)", "DEMO-1 OPS-3"),
        ("not assignee is EMPTY", "DEMO-1 OPS-3 DEMO-2"),
        ("not not assignee = alice", "DEMO-1 OPS-3"),
    ],
)
def test_an_empty_field_differs_from_nothing(jira: Search, text: str, found: str) -> None:
    """The rule of Jira that surprises: who wants EMPTY has to ask for it."""
    assert jira(text) == found.split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("summary ~ lamp", "DEMO-1 DEMO-2"),
        ("summary ~ 'LAMP paint'", "DEMO-2"),
        ("summary ~ 'lam'", ""),
        ("summary ~ 'lam*'", "DEMO-1 DEMO-2"),
        ("summary ~ 'fl*ers'", "DEMO-1"),
        ("summary ~ 'fl*x*ers'", ""),
        ("summary ~ '\"lamp post\"'", "DEMO-2"),
        ("summary ~ '\"post lamp\"'", ""),
        ("summary ~ 'post lamp'", "DEMO-2"),
        ("summary !~ lamp", "OPS-3 DEMO-10"),
        ("not summary ~ lamp", "OPS-3 DEMO-10"),
        ("description ~ lamp", "DEMO-1"),
        ("text ~ colour", "DEMO-2"),
        ("text ~ DEMO-1", "DEMO-2"),
        ("text ~ DEMO-2", ""),
        ("text ~ red", "DEMO-1"),
    ],
)
def test_text_is_searched_for_whole_words(jira: Search, text: str, found: str) -> None:
    """All of them in any order; "…" keeps the order and * stands for any letters."""
    assert jira(text) == found.split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("created >= 2026-10-06", "DEMO-1 OPS-3"),
        ("created >= '2026/10/7 09:00'", "DEMO-1"),
        ("created > '2026/10/7 09:00'", ""),
        ("created > 2026-10-06", "DEMO-1 OPS-3"),
        ("created = 2026-10-06", ""),
        ("created = 2026-10-01", "DEMO-2"),
        ("created != 2026-10-01", "DEMO-1 OPS-3 DEMO-10"),
        ("created <= 2026-10-01", "DEMO-2 DEMO-10"),
        ("created < 2026-10-01", "DEMO-10"),
        ("not created < 2026-10-01", "DEMO-1 OPS-3 DEMO-2"),
        ("created > -7d", "DEMO-1 OPS-3 DEMO-2"),
        ("created > -6d", "DEMO-1 OPS-3"),
        ("created > '-5w 6d'", "DEMO-1 OPS-3 DEMO-2 DEMO-10"),
        ("created > -16h", "DEMO-1"),
        ("created < 4h", "DEMO-1 OPS-3 DEMO-2 DEMO-10"),
        ("created > now()", ""),
        ("created < now()", "DEMO-1 OPS-3 DEMO-2 DEMO-10"),
        ("created >= startOfDay()", "DEMO-1"),
        ("created >= startOfDay('-1')", "DEMO-1 OPS-3"),
        ("created <= endOfDay(-1d)", "OPS-3 DEMO-2 DEMO-10"),
        ("created < startOfWeek()", "DEMO-2 DEMO-10"),
        ("created < startOfMonth()", "DEMO-10"),
        ("created <= endOfMonth(-1)", "DEMO-10"),
        ("created > startOfYear(-1y) and updated > -1d", "DEMO-1"),
    ],
)
def test_dates_are_days_moments_or_distances_from_now(jira: Search, text: str, found: str) -> None:
    """It is Wednesday 2026-10-07 15:30; a day without a time is its midnight."""
    assert jira(text) == found.split()


def test_dates_are_read_in_the_zone_of_the_search() -> None:
    """The same words ask for another moment two hours further east."""
    issue = AnIssue(created=datetime(2026, 9, 30, 23, 0, tzinfo=UTC))
    east = timezone(timedelta(hours=2))
    for zone, found in ((UTC, []), (east, [issue])):
        context = Context("alice", datetime(2026, 10, 7, tzinfo=zone))
        assert list(jql("created >= 2026-10-01", arranged([issue]), context)) == found


def test_a_search_needs_a_time_zone() -> None:
    """Else it could not be compared with the times of issues."""
    with pytest.raises(ValueError, match="time zone"):
        Context("alice", datetime(2026, 10, 7))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("text", "alice", "anonymous"),
    [
        ("assignee = currentUser()", "DEMO-1 OPS-3", ""),
        ("assignee in (CURRENTUSER())", "DEMO-1 OPS-3", ""),
        ("assignee != currentUser()", "DEMO-2", ""),
        ("not assignee = currentUser()", "DEMO-2", ""),
        ("assignee in (currentUser(), bob)", "DEMO-1 OPS-3 DEMO-2", "DEMO-2"),
        ("assignee = currentUser() or key = DEMO-10", "DEMO-1 OPS-3 DEMO-10", "DEMO-10"),
    ],
)
def test_the_current_user_is_whom_the_call_acts_as(jira: Search, text: str, alice: str, anonymous: str) -> None:
    """The best probe for that; nobody in particular is no error and finds nothing."""
    assert jira(text, user="Alice") == alice.split()
    assert jira(text, user=None) == anonymous.split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("order by key", "DEMO-1 DEMO-2 DEMO-10 OPS-3"),
        ("order by key DESC", "OPS-3 DEMO-10 DEMO-2 DEMO-1"),
        ("order by created ASC", "DEMO-10 DEMO-2 OPS-3 DEMO-1"),
        ("order by priority", "DEMO-10 DEMO-1 OPS-3 DEMO-2"),
        ("order by priority ASC", "DEMO-2 OPS-3 DEMO-1 DEMO-10"),
        ("order by assignee, key", "DEMO-1 OPS-3 DEMO-2 DEMO-10"),
        ("order by assignee, key desc", "OPS-3 DEMO-1 DEMO-2 DEMO-10"),
        ("order by issuetype, summary", "DEMO-2 DEMO-1 DEMO-10 OPS-3"),
        ("order by statusCategory", "DEMO-2 DEMO-10 DEMO-1 OPS-3"),
        ("project = DEMO order by fixVersion", "DEMO-1 DEMO-2 DEMO-10"),
    ],
)
def test_results_come_in_the_order_asked_for(jira: Search, text: str, found: str) -> None:
    """Ties keep the default order, and EMPTY comes last going up."""
    assert jira(text) == found.split()


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("project = SECRET", UnknownValue, "The value 'SECRET' does not exist for the field 'project'."),
        (
            "project not in (DEMO, Nope)",
            UnknownValue,
            "The value 'Nope' does not exist for the field 'project'.",
        ),
        (
            "colour = red",
            UnknownField,
            "Field 'colour' does not exist or you do not have permission to view it.",
        ),
        (
            "order by colour",
            UnknownField,
            "Field 'colour' does not exist or you do not have permission to view it.",
        ),
        ("key = DEMO-99", UnknownIssue, "An issue with key 'DEMO-99' does not exist for field 'key'."),
        ("summary = lamp", OperatorNotAllowed, "The operator '=' is not supported by the 'summary' field."),
        ("status ~ Open", OperatorNotAllowed, "The operator '~' is not supported by the 'status' field."),
        ("status < Open", OperatorNotAllowed, "The operator '<' is not supported by the 'status' field."),
        ("text is EMPTY", OperatorNotAllowed, "The operator 'is' is not supported by the 'text' field."),
        (
            "created < EMPTY",
            OperatorNotAllowed,
            "The operator '< EMPTY' is not supported by the 'created' field.",
        ),
        ("order by text", FieldNotSortable, "Results cannot be ordered by the field 'text'."),
        ("assignee = nobody()", UnknownFunction, "The field 'assignee' knows no function 'nobody()'."),
        (
            "created > currentUser()",
            UnknownFunction,
            "The field 'created' knows no function 'currentUser()'.",
        ),
        (
            "reporter = currentUser(bob)",
            WrongArguments,
            "The function 'currentUser()' cannot be called with 'bob'.",
        ),
        ("created > now(-1d)", WrongArguments, "The function 'now()' cannot be called with '-1d'."),
        (
            "created > startOfDay(soon)",
            WrongArguments,
            "The function 'startOfDay()' cannot be called with 'soon'.",
        ),
        ("created > yesterday", UnreadableDate, "cannot read the date 'yesterday'"),
        ("created > 2026-02-30", UnreadableDate, "cannot read the date '2026-02-30'"),
        ("created > -1M", UnreadableDate, "cannot read the date '-1M'"),
        ("created > -999999w", UnreadableDate, "cannot read the date '-999999w'"),
        ("summary ~ '*amp'", UnsearchableText, "cannot be searched for '*amp'"),
        ("summary ~ ''", UnsearchableText, "cannot be searched for ''"),
    ],
)
def test_what_cannot_be_searched_is_refused_by_name(
    jira: Search, text: str, error: type[QueryError], message: str
) -> None:
    """A search that silently found nothing would hide the mistake."""
    with pytest.raises(QueryError) as caught:
        jira(text)
    assert type(caught.value) is error
    assert message in refusal(caught.value)


def test_a_hidden_project_is_refused_like_one_that_never_was(context: Context) -> None:
    """Else a search would tell which projects exist; whoever sees it gets an answer."""
    issue = AnIssue(key="SEC-1", project_key="SEC")
    assert list(jql("project = SEC", arranged([issue]), context, knowing("SEC"))) == [issue]
    said = []
    for name in ("SEC", "NOPE"):
        with pytest.raises(UnknownValue) as caught:
            jql(f"project = {name}", arranged([]), context, knowing("DEMO"))
        said.append(str(caught.value).replace(name, "X"))
    assert said[0] == said[1]


def test_a_lenient_search_finds_nothing_instead_of_refusing_a_value(jira: Search) -> None:
    """What clients get who switch the validation of queries off; fields still have to exist."""
    assert jira("project = SECRET or key = DEMO-99 or key = OPS-3", strict=False) == ["OPS-3"]
    with pytest.raises(UnknownField):
        jira("colour = red", strict=False)


def test_other_fields_know_their_values_if_told(jira: Search) -> None:
    """Only the product knows a status that no visible issue is in."""
    allowed = {"status": ["Open", "Reopened"]}
    assert jira("status = reopened", words=allowed) == []
    assert jira("status = Bogus") == []
    with pytest.raises(UnknownValue, match="The value 'Bogus' does not exist for the field 'status'"):
        jira("status = Bogus", words=allowed)


def test_mistakes_in_writing_announce_themselves(jira: Search) -> None:
    """Clients look for these words to tell a bad query from a refused one."""
    with pytest.raises(QuerySyntaxError) as caught:
        jira("project = ")
    assert refusal(caught.value) == (
        "Error in the JQL Query: Expected a value or a function but found 'the end of the query'. "
        "(line 1, character 11)"
    )
    with pytest.raises(UnknownField) as refused:
        jira("colour = red")
    assert refusal(refused.value) == str(refused.value)


def test_the_issues_come_back_as_the_type_they_went_in(context: Context) -> None:
    """Any object with the attributes will do; checked by mypy as well as here."""
    issues: list[AnIssue] = [AnIssue()]
    found: Found[AnIssue] = jql("key = DEMO-1", arranged(issues), context)
    assert found.page(0, 1)[0] is issues[0]
    assert isinstance(issues[0].key, str)
    _as_protocol: list[Issue] = [*issues]


@given(st.permutations([replace(AnIssue(), key=f"DEMO-{n}", id=str(n)) for n in range(12)]))
def test_the_order_does_not_depend_on_how_issues_are_stored(issues: list[AnIssue]) -> None:
    """All of them are as old: the key decides."""
    found = jql("", arranged(issues), Context(None, datetime(2026, 10, 7, tzinfo=UTC)))
    assert [issue.id for issue in found] == [str(n) for n in range(12)]


@given(
    issues=st.lists(
        st.builds(
            lambda number, project, day, status: AnIssue(
                key=f"{project}-{number}",
                id=f"{project}{number}",
                project_key=project,
                project_name=project,
                created=datetime(2026, 10, day, tzinfo=UTC),
                status=status,
            ),
            st.integers(1, 30),
            st.sampled_from(("DEMO", "OPS", "OPS2")),
            st.integers(1, 3),
            st.sampled_from(("Open", "Done")),
        ),
        unique_by=lambda issue: issue.key,
        max_size=20,
    ),
    where=st.sampled_from(
        (
            "",
            "project = OPS",
            "project != OPS",
            "project in (DEMO, ops2)",
            "not project = OPS2 and status = Open",
            "project = DEMO or status = Done",
            "status = Open",
            "project = OPS and project = DEMO",
        )
    ),
    order=st.sampled_from(
        (
            "",
            "key",
            "key DESC",
            "created",
            "created ASC",
            "created DESC, key DESC",
            "status, key DESC",
            "id ASC, created",
        )
    ),
    start=st.integers(0, 12),
    most=st.integers(0, 12),
)
def test_a_page_is_what_it_is_when_every_issue_is_looked_at(
    issues: list[AnIssue], where: str, order: str, start: int, most: int
) -> None:
    """However much of it was in order already."""

    def one_by_one(text: str) -> list[AnIssue]:
        # A clause that all issues match and that no order helps with.
        condition = f"({where}) AND summary ~ lamp" if where else "summary ~ lamp"
        return list(jql(f"{condition} {text}", arranged(issues), CONTEXT))

    text = f"ORDER BY {order}" if order else ""
    found = jql(f"{where} {text}", arranged(issues), CONTEXT)
    expected = one_by_one(text)
    assert (len(found), found.page(start, most)) == (len(expected), expected[start : start + most])


def test_only_what_is_read_is_put_together() -> None:
    """Thousands of issues of three projects; control: a search that has to look at all of them does."""
    looked_at: list[str] = []

    @dataclass(frozen=True)
    class Watched(AnIssue):
        def __getattribute__(self, name: str) -> object:
            if name in ("key", "status"):
                looked_at.append(name)
            return super().__getattribute__(name)

    projects = [[Watched(key=f"{name}-{n}", project_key=name) for n in range(1000)] for name in ("DEMO", "OPS", "X")]
    together = [group for issues in projects for group in arranged(issues)]
    looked_at.clear()
    found = jql("project in (DEMO, OPS) ORDER BY key", together, CONTEXT)
    assert (len(found), [issue.id for issue in found.page(0, 3)]) == (2000, ["1"] * 3)
    assert len(looked_at) < 20
    assert len(jql("status = Open", together, CONTEXT)) == 3000
    assert len(looked_at) > 3000


def test_an_issue_that_is_added_meanwhile_makes_no_other_come_twice() -> None:
    """Products are searched while somebody adds to them; control: the search after that finds it."""
    newest_first: list[AnIssue] = []

    @dataclass(frozen=True)
    class Interrupted(AnIssue):
        @property
        def labels(self) -> tuple[str, ...]:  # type: ignore[override]
            if len(newest_first) == 3:
                newest_first.insert(0, AnIssue(key="DEMO-4", labels=("new",)))
            return ("old",)

        @labels.setter
        def labels(self, _: tuple[str, ...]) -> None:
            """They are what they are."""

    newest_first += [
        AnIssue(key="DEMO-3", labels=("old",)),
        Interrupted(key="DEMO-2"),
        AnIssue(key="DEMO-1", labels=("old",)),
    ]
    together = [Together(newest_first, newest_first)]
    assert [issue.key for issue in jql("labels in (old, new)", together, CONTEXT)] == ["DEMO-3", "DEMO-2", "DEMO-1"]
    found = [issue.key for issue in jql("labels in (old, new)", together, CONTEXT)]
    assert found == ["DEMO-4", "DEMO-3", "DEMO-2", "DEMO-1"]


CONTEXT = Context("alice", datetime(2026, 10, 7, tzinfo=UTC))


@given(st.text(max_size=40))
def test_any_value_is_compared_or_refused(value: str) -> None:
    """Whatever is in the quotes, no other error than a QueryError gets out."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    context = Context("alice", datetime(2026, 10, 7, tzinfo=UTC))
    for clause in ("status = ", "summary ~ ", "created > ", "key > ", "fixVersion < ", "priority >= "):
        with suppress(QueryError):
            jql(f'{clause}"{escaped}"', arranged([AnIssue(fix_versions=("1",))]), context)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("key = DEMO-1", ["DEMO-1"]),
        ("issuekey in (DEMO-1, 10001) ORDER BY created", ["DEMO-1", "10001"]),
        ("key != DEMO-1", None),
        ("NOT key = DEMO-1", None),
        ("key = DEMO-1 OR status = Open", None),
        ("key > DEMO-1", None),
        ("key = nobody()", None),
        ("status = Open", None),
        ("", None),
        ("key =", None),
    ],
)
def test_only_a_query_that_names_keys_and_nothing_else_can_do_without_the_other_issues(
    text: str, keys: list[str] | None
) -> None:
    assert keys_alone(text) == keys

"""Values of each sort, with names that nobody would choose except to break something."""

from datetime import UTC, datetime, timedelta, timezone

from applink_simulator.domain.content import Comment, Container, Issue, Page, RemoteLink
from applink_simulator.domain.links import BasicAccount, Consumer, LinkEnd, ProjectLink, Provider
from applink_simulator.domain.tokens import Token, TokenState, UserToken
from applink_simulator.domain.users import Audience, Rights, User

NOW = datetime(2026, 11, 23, 12, 30, 1, 123456, tzinfo=UTC)
ELSEWHERE = datetime(2026, 11, 23, 12, 30, tzinfo=timezone(timedelta(hours=-7, minutes=-30)))
UGLY = ("", "a'b\"c", "back\\slash", "nul\x00", "zażółć 🦊", "\ud800", "x" * 5000, "%s", ":name", "DROP TABLE", "\n")

ALICE = User("alice", "Alice", "a@x", "secret", groups=frozenset({"staff", "boss"}))
BOB = User("Bob", "Bob")
END = LinkEnd(
    "id",
    "jira",
    "Jira",
    "http://j",
    "http://j",
    providers=frozenset(Provider),
    basic_account=BasicAccount("x", "y"),
)
CONSUMER = Consumer("key", "Consumer", "MIG", application_id="id", callback="http://c", two_legged_user="alice")
TOKEN = Token("value", "secret", "key", TokenState.REQUESTED, 17.25, verifier="v")
USER_TOKEN = UserToken("id", "Alice", "value", "secret", granted=False)
PROJECT_LINK = ProjectLink("DEMO", "id", "jira.project", "FAR", "Far")
DEMO = Container("1", "DEMO", "Demo", Audience.of(["anyone", "group:staff"]))
SPACE = Container("2", "DOC", "Docs", Audience(signed_in=True), description="d")
ISSUE = Issue(
    "10001",
    DEMO,
    1,
    "Lamp",
    NOW,
    ELSEWHERE,
    labels=("b", "a"),
    comments=(Comment("7", None, "text", NOW),),
    remote_links=(RemoteLink("8", None, {"a\x00": [1, 2.5, None, True, {"half": "\ud800"}]}),),
    visible_to=Audience.of(["alice"]),
)
PAGE = Page("20001", SPACE, "Roadmap", "<p>\u00e9</p>", NOW, NOW, labels=("x",), ancestors=("3",))
RIGHTS = Rights(administrators=Audience.of(["anna"]), anonymous_access=False)


def issue(number: int, project: Container = DEMO, **other: object) -> Issue:
    return Issue(str(10000 + number), project, number, f"Issue {number}", NOW, NOW, **other)  # type: ignore[arg-type]

"""The Jira-issues macro as plain values, with a transport that answers from a script."""

import json
from dataclasses import dataclass, field

import pytest

from applink_simulator.domain.errors import (
    AnswerTooLong,
    CertificateUntrusted,
    ConnectionBroken,
    ConnectionRefused,
    RemoteError,
    TimedOut,
    UnknownHost,
)
from applink_simulator.domain.links import LinkEnd, Provider
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.domain.users import User
from applink_simulator.linking.jira_issues import (
    Invitation,
    Macro,
    NotShown,
    Patience,
    Shown,
    linked_jira,
    show,
    where_to_authenticate,
)
from applink_simulator.linking.product import Product
from applink_simulator.products import kinds
from applink_simulator.storage.memory import MemoryDirectory, MemoryState
from applink_simulator.topology.keys import key_of

ID, OTHER_ID = "11111111-2222-3333-8444-555555555555", "66666666-7777-3888-8999-000000000000"
ALICE = User("alice", "Alice", "", "pw")
ISSUES = {"issues": [{"key": "DEMO-1", "fields": {"summary": "Lamp", "status": {"name": "Open"}}}], "total": 9}
BY_QUERY = Macro(ID, "Jira", "project = DEMO", None)
BY_KEY = Macro(ID, "Jira", None, "DEMO-1")


@dataclass
class Script:
    """A transport that answers signed and unsigned requests as it is told, and keeps them."""

    signed: Reply | RemoteError
    unsigned: Reply | RemoteError
    sent: list[OutgoingRequest] = field(default_factory=list)

    def send(self, request: OutgoingRequest) -> Reply:
        self.sent.append(request)
        answer = self.signed if request.signed_text else self.unsigned
        if isinstance(answer, RemoteError):
            raise answer
        return answer


def answer(document: object, status: int = 200, *headers: tuple[str, str]) -> Reply:
    return Reply(status, (("Content-Type", "application/json"), *headers), json.dumps(document).encode())


Made = tuple[Product, Script]


def confluence(
    answered: Reply | RemoteError, *providers: Provider, unsigned: Reply | RemoteError | None = None
) -> Made:
    script = Script(answered, answered if unsigned is None else unsigned)
    state = MemoryState(MemoryDirectory("people", [ALICE]))
    kind = kinds()["confluence"]
    product = Product("confluence", kind, "http://wiki.test", state, script, lambda: key_of("confluence"))
    jira = LinkEnd(ID, "jira", "Jira", "http://jira.test/jira", "https://issues.test", providers=frozenset(providers))
    state.ends.add(jira)
    return product, script


def test_a_query_becomes_one_search_and_its_answer_rows_with_display_urls():
    """Nobody logged in asks unsigned."""
    product, script = confluence(answer(ISSUES), Provider.TWO_LEGGED)
    outcome = show(product, BY_QUERY, None)
    assert isinstance(outcome, Shown)
    assert (outcome.issues[0].key, outcome.issues[0].url, outcome.total) == (
        "DEMO-1",
        "https://issues.test/browse/DEMO-1",
        9,
    )
    assert script.sent[0].url == (
        "http://jira.test/jira/rest/api/2/search?jql=project%20%3D%20DEMO&maxResults=20&fields=summary%2Cstatus"
    )
    assert not script.sent[0].signed_text


def test_somebody_logged_in_asks_in_the_links_own_way():
    """Impersonation names the reader; a token of one's own is invited to."""
    product, script = confluence(answer(ISSUES), Provider.IMPERSONATION, Provider.OAUTH, Provider.TWO_LEGGED)
    assert isinstance(show(product, BY_QUERY, ALICE), Shown)
    assert "xoauth_requestor_id=alice" in script.sent[0].url
    product, script = confluence(answer(ISSUES), Provider.OAUTH, Provider.TWO_LEGGED)
    outcome = show(product, BY_QUERY, ALICE)
    assert isinstance(outcome, Invitation)
    assert outcome.meanwhile.issues[0].key == "DEMO-1"
    assert [bool(request.signed_text) for request in script.sent] == [False]


@pytest.mark.parametrize("unsigned", [TimedOut(url="u", seconds=1), answer({}, 401), answer([], 200)])
def test_an_invitation_stands_even_when_nothing_public_can_be_shown(unsigned):
    """The reader can still act on it."""
    product, _ = confluence(answer(ISSUES), Provider.OAUTH, unsigned=unsigned)
    outcome = show(product, BY_QUERY, ALICE)
    assert isinstance(outcome, Invitation)
    assert outcome.meanwhile == Shown((), 0)


@pytest.mark.parametrize("word", ["token_rejected", "consumer_key_unknown", "timestamp_refused"])
@pytest.mark.parametrize("provider", [Provider.TWO_LEGGED, Provider.IMPERSONATION])
def test_a_refused_signature_invites_nobody_and_is_not_tried_again_as_nobody(word, provider):
    """A reader has no token to renew here; a wrong key or clock is the administrators' business (LNK-041)."""
    refusal = Reply(401, (("WWW-Authenticate", f'OAuth realm="",oauth_problem="{word}"'),))
    product, _ = confluence(refusal, provider, unsigned=answer(ISSUES))
    outcome = show(product, BY_QUERY, ALICE)
    assert isinstance(outcome, NotShown)
    assert "Ask an administrator" in outcome.reason


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (TimedOut(url="u", seconds=1), "does not answer"),
        (ConnectionRefused(url="u"), "cannot be reached"),
        (UnknownHost(url="u"), "cannot be reached"),
        (ConnectionBroken(url="u", reason="r"), "cannot be reached"),
        (CertificateUntrusted(url="u", reason="r"), "cannot be reached"),
        (AnswerTooLong(url="u", most_bytes=1), "could not be asked"),
    ],
)
def test_every_way_not_to_be_reached_becomes_words(problem, words):
    """For a reader: no address and no reason of the network's."""
    product, _ = confluence(problem)
    outcome = show(product, BY_QUERY, ALICE)
    assert isinstance(outcome, NotShown)
    assert words in outcome.reason


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_issue_that_jira_does_not_show_may_as_well_not_exist(status):
    """When Jira itself says so; a refused signature has no such words."""
    product, _ = confluence(answer({"errorMessages": ["x"], "errors": {}}, status))
    assert show(product, BY_KEY, ALICE) == NotShown("The issue DEMO-1 does not exist, or you may not see it.")
    product, _ = confluence(Reply(status))
    assert show(product, BY_KEY, ALICE) != NotShown("The issue DEMO-1 does not exist, or you may not see it.")


@pytest.mark.parametrize("key", ["..", "../../admin", "A-1/../../x", "A-1/comment", "A-1?x=1", "A 1#f"])
def test_a_key_stays_one_step_of_the_path(key):
    """A page's author cannot make this product sign requests for other addresses."""
    product, script = confluence(answer(ISSUES["issues"][0]), Provider.TWO_LEGGED)
    show(product, Macro(ID, "Jira", None, key), ALICE)
    for request in script.sent:
        path, _, query = request.url.partition("?")
        assert query == "fields=summary%2Cstatus"
        assert path.startswith("http://jira.test/jira/rest/api/2/issue/")
        assert path.count("/") == 8
        assert not path.endswith("/..")


@pytest.mark.parametrize(
    ("written", "maximum"),
    [
        ("5", 5),
        (" 7 ", 7),
        ("", 20),
        ("-1", 20),
        ("²", 20),
        ("9" * 5000, 20),
        ("99999", 1000),
        ("x", 20),
        ("1.5", 20),
    ],
)
def test_a_maximum_is_a_reasonable_number_or_the_usual_one(written, maximum):
    """Whatever was written on the page."""
    assert Macro.of({"maximumIssues": written}).maximum == maximum


def test_a_remote_that_sends_more_than_was_asked_for_is_cut_short():
    """Its total is still told."""
    many = {"issues": ISSUES["issues"] * 50, "total": 50}
    product, _ = confluence(answer(many))
    outcome = show(product, Macro(ID, "Jira", "x", None, 3), ALICE)
    assert isinstance(outcome, Shown)
    assert (len(outcome.issues), outcome.total) == (3, 50)


def test_the_link_is_found_by_id_else_by_name_else_the_primary_one():
    """But a stale id is not made good by a name (F-24), and only a Jira will do."""
    product, _ = confluence(answer(ISSUES))
    product.state.ends.add(LinkEnd(OTHER_ID, "bamboo", "Builds", "http://b.test", "http://b.test", primary=True))

    def found(**parameters: str) -> str | None:
        end = linked_jira(product, Macro.of(parameters))
        return end and end.application_id

    assert found(serverId=ID) == found(serverId=ID.upper(), server="other") == found(server="Jira") == found() == ID
    assert found(serverId=OTHER_ID) is found(serverId="stale", server="Jira") is found(server="Builds") is None


def test_a_macro_that_asks_for_nothing_says_so_and_an_empty_query_asks_for_all():
    """The second is how Jira takes it."""
    product, script = confluence(answer(ISSUES))
    assert show(product, Macro.of({"serverId": ID}), ALICE) == NotShown(
        "This macro names neither an issue nor a query."
    )
    assert script.sent == []
    assert isinstance(show(product, Macro.of({"serverId": ID, "jqlQuery": ""}), ALICE), Shown)


def test_patience_bounds_each_request_and_all_together():
    """Once it is used up nothing more is sent."""
    product, script = confluence(answer(ISSUES))
    patience = Patience(30.0)
    assert isinstance(show(product, BY_QUERY, ALICE, patience), Shown)
    assert 0 < script.sent[0].timeout <= 30.0
    outcome = show(product, BY_QUERY, ALICE, Patience(0.0))
    assert isinstance(outcome, NotShown)
    assert "was not asked" in outcome.reason
    assert len(script.sent) == 1


@pytest.mark.parametrize(
    ("providers", "must"),
    [
        ((), False),
        ((Provider.TWO_LEGGED,), False),
        ((Provider.IMPERSONATION, Provider.OAUTH), False),
        ((Provider.OAUTH,), True),
    ],
)
def test_who_has_to_authenticate_is_known_without_asking(providers, must):
    """Nothing is sent for it."""
    product, script = confluence(answer(ISSUES), *providers)
    end = product.state.ends.get(ID)
    assert end is not None
    assert (where_to_authenticate(product, end, ALICE) is not None) is must
    assert script.sent == []


def test_reading_survives_every_shape_of_answer():
    """JSON that is none of what was asked for."""
    for shape in (
        None,
        7,
        "issues",
        [],
        [1],
        {},
        {"issues": None},
        {"issues": {}},
        {"issues": [None]},
        {"issues": "ab"},
    ):
        product, _ = confluence(answer(shape))
        assert isinstance(show(product, BY_QUERY, ALICE), NotShown)
        assert isinstance(show(product, BY_KEY, ALICE), NotShown)

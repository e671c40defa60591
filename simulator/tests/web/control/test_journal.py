"""What a product was asked, told over HTTP."""

from concurrent.futures import ThreadPoolExecutor

from applink_simulator.domain.exchanges import Journal
from applink_simulator.topology.control import Control
from applink_simulator.topology.running import RunningTopology

from .conftest import Ask


def test_who_asks_again_is_told_what_is_new(jira: Control, status: Ask):
    """And nothing of the control surface's own requests."""
    status("alice", "/status")
    first = jira.journal(0)
    assert [(each.path, each.status) for each in first.exchanges] == [("jira/status", 200)]
    assert jira.journal(first.position).exchanges == []
    status("alice", "/rest/api/2/myself")
    second = jira.journal(first.position)
    assert [(each.path, each.caller) for each in second.exchanges] == [("jira/rest/api/2/myself", "alice")]
    assert len(jira.journal(0).exchanges) == 2


def test_an_answer_that_comes_late_is_news_though_the_request_came_early(jira: Control, pair: RunningTopology):
    jira.put_fault("is slow")
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(pair.visitor(None, "jira").visit, "/status")
        while not pair.products["jira"].journal._last:
            pass
        position = jira.journal(0).position
        jira.clear_faults()
        assert early.result(timeout=30).status == 200
    late = jira.journal(position).exchanges
    assert [each.path for each in late] == ["jira/status"]


def test_no_more_is_told_than_is_kept(pair: RunningTopology, jira: Control, status: Ask):
    """The newest of them."""
    pair.products["jira"].journal, before = Journal(most=3), pair.products["jira"].journal
    try:
        for number in range(5):
            status("alice", f"/status?n={number}")
        assert [each.query for each in jira.journal(0).exchanges] == ["n=2", "n=3", "n=4"]
    finally:
        pair.products["jira"].journal = before


def test_a_crash_is_told_once_with_its_traceback(pair: RunningTopology, jira: Control, status: Ask):
    pair.products["jira"].intercept = lambda _request: 1 / 0  # type: ignore[assignment,return-value]
    assert status("alice", "/status") == 500
    news = jira.journal(0)
    assert "ZeroDivisionError" in "".join(news.crashes)
    assert jira.journal(news.position).crashes == []
    pair.reset()
    assert jira.journal(0).crashes == []


def test_a_refused_signature_is_explained_by_both_products_together(linked: RunningTopology):
    """What was expected is in the one's journal, what was signed in the other's."""
    linked.control("jira").ask("GET", "/product")
    linked.control("confluence").rotate_key()
    linked.administrator("confluence").status(linked.place("jira"))
    refused = [each for each in linked.journal if "SignatureInvalid" in each.refusal]
    assert refused
    assert "not known" not in refused[0].refusal
    assert refused[0].refusal.count("GET&http") == 2

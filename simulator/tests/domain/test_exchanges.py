"""The journal, which must not grow with a long run."""

from dataclasses import replace

from applink_simulator.domain.exchanges import Exchange, Journal
from applink_simulator.domain.messages import OutgoingRequest


def exchange(number: int, body: bytes = b"") -> Exchange:
    return Exchange(
        number, 0.0, "jira", "", "GET", "http://h:1/jira/x", "", (), b"", 200, (), body, None, "anonymous"
    )


def test_the_journal_is_in_order_of_arrival_however_the_answers_came():
    journal = Journal()
    for number in (2, 1, 3):
        journal.add(exchange(number))
    assert [each.number for each in journal] == [1, 2, 3]


def test_numbers_of_requests_grow_and_no_two_are_the_same():
    """Also where the clock shows the same microsecond twice; a program that knows doubles alone can hold them."""
    journal = Journal()
    numbers = [journal.next_number() for _ in range(5_000)]
    assert numbers == sorted(set(numbers))
    assert int(float(numbers[-1])) == numbers[-1] < 2**53


def test_who_asks_again_is_told_what_is_new_in_order_of_the_answers():
    """One whose answer came late has a low number and is new all the same."""
    journal = Journal()
    early, late = (exchange(journal.next_number()) for _ in range(2))
    journal.add(late)
    first = journal.after(0)
    assert first.exchanges == [late]
    journal.add(early)
    assert journal.after(first.position).exchanges == [early]
    assert journal.after(0).exchanges == [late, early]
    assert journal.after(journal.after(0).position).exchanges == []


def test_positions_of_an_earlier_process_are_before_everything_that_is_new():
    """It need not be told that the product was started again."""
    before = Journal()
    before.add(exchange(1))
    position = before.after(0).position
    after = Journal()
    after.add(exchange(2))
    assert [each.number for each in after.after(position).exchanges] == [2]


def test_crashes_and_refused_signatures_are_news_once():
    journal = Journal()
    request = replace(
        OutgoingRequest("GET", "http://h/", (("Authorization", "OAuth x"),)), signed_text="GET&http%3A%2F%2Fh%2F&"
    )
    journal.note_crash("Traceback")
    journal.note_signed_text(request)
    news = journal.after(0)
    assert (news.crashes, news.signed_texts) == (["Traceback"], [("OAuth x", "GET&http%3A%2F%2Fh%2F&")])
    again = journal.after(news.position)
    assert (again.crashes, again.signed_texts) == ([], [])
    journal.clear()
    assert (journal.crashes, journal.signed_texts) == ([], [])


def test_the_oldest_are_forgotten_when_there_are_too_many():
    journal = Journal(most=10)
    for number in range(1, 26):
        journal.add(exchange(number))
    assert [each.number for each in journal] == list(range(16, 26))


def test_the_oldest_are_forgotten_when_they_are_too_large():
    journal = Journal(most_bytes=100_000)
    for number in range(1, 26):
        journal.add(exchange(number, b"x" * 20_000))
    assert [each.number for each in journal] == [22, 23, 24, 25]
    journal.clear()
    journal.add(exchange(26))
    assert len(journal) == 1

"""The journal, which must not grow with a long run."""

from applink_simulator.domain.exchanges import Exchange, Journal


def exchange(number: int, body: bytes = b"") -> Exchange:
    return Exchange(
        number, 0.0, "jira", "", "GET", "http://h:1/jira/x", "", (), b"", 200, (), body, None, "anonymous"
    )


def test_the_journal_is_in_order_of_arrival_however_the_answers_came():
    journal = Journal()
    for number in (2, 1, 3):
        journal.add(exchange(number))
    assert [each.number for each in journal] == [1, 2, 3]
    assert [each.number for each in journal.since(1)] == [2, 3]
    assert journal.last_number == 3


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

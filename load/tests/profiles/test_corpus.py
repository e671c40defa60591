"""What was signed before the run is sent once, and only while it is young."""

import time

from applink_load.plan import Person
from applink_load.profiles.corpus import OLDEST, Corpus, Prepared

BOB = Person("bob", "bob", ())


def prepared(number: int, *, age: float = 0.0, name: str = "search") -> Prepared:
    return Prepared(name, BOB, "", f"http://127.0.0.1/{number}", (), time.time() - age)


def test_each_is_taken_once_and_of_its_own_name():
    one, two, other = prepared(1), prepared(2), prepared(3, name="read an issue")
    corpus = Corpus([one, other, two])

    assert [corpus.take("search") for _ in range(3)] == [one, two, None]
    assert [corpus.take("read an issue") for _ in range(2)] == [other, None]


def test_what_is_too_old_is_not_sent():
    old, young = prepared(1, age=OLDEST + 1), prepared(2, age=OLDEST - 60)
    corpus = Corpus([old, young])

    assert [corpus.take("search") for _ in range(2)] == [young, None]


def test_for_a_server_that_takes_everything_they_are_never_used_up():
    one, two = prepared(1), prepared(2)
    corpus = Corpus([one, two], again=True)

    assert [corpus.take("search") for _ in range(5)] == [one, two, one, two, one]

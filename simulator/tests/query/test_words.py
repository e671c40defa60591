import pytest
from hypothesis import given
from hypothesis import strategies as st

from applink_simulator.query.words import MOST_WORDS, read_search_text


@pytest.mark.parametrize(
    ("search", "text", "occurs"),
    [
        ("lamp", "A LAMP.", True),
        ("lamp", "lamps", False),
        ("lamp*", "lamps", True),
        ("lamp*", "lamp", True),
        ("l*p", "lamp", True),
        ("ab*ba", "aba", False),
        ("ab*ba", "abba", True),
        ("a*b*b*c", "abc", False),
        ("a*b*b*c", "abbc", True),
        ("red lamp", "the lamp is red", True),
        ("red lamp", "the lamp is green", False),
        ('"red lamp"', "a red lamp", True),
        ('"red lamp"', "a lamp, red", False),
        ('"red lamp" post', "the post of the red lamp", True),
        ("DEMO-4", "see demo-4!", True),
        ("DEMO-4", "4 demos of a demo", False),
        ("STRASSE", "Straße", True),
        ("don't", "I don't", True),
        ("lamp", "", False),
    ],
)
def test_every_word_and_phrase_of_the_search_has_to_occur(search: str, text: str, occurs: bool) -> None:
    """Whole words without regard to case; * is any run of letters within one."""
    assert read_search_text(search).occurs_in(text) is occurs


@pytest.mark.parametrize("search", ["", "  ", "!?", '""', "*", "*lamp", "red *lamp"])
def test_a_search_needs_a_word_that_starts_with_a_letter(search: str) -> None:
    """A wildcard in front would be every word; the products refuse it too."""
    with pytest.raises(ValueError, match=r".*"):
        read_search_text(search)


def test_a_search_has_a_limit_of_words() -> None:
    """At the limit it works, one more is refused."""
    assert read_search_text("a " * MOST_WORDS).occurs_in("a")
    with pytest.raises(ValueError, match=r".*"):
        read_search_text("a " * (MOST_WORDS + 1))


@given(st.lists(st.text("abcdef", min_size=1), min_size=1), st.data())
def test_a_text_holds_each_of_its_words_each_beginning_and_itself(words: list[str], data: st.DataObject) -> None:
    """Whatever the text is."""
    word = data.draw(st.sampled_from(words))
    beginning = word[: data.draw(st.integers(1, len(word)))]
    text = " ".join(words)
    for search in (word, f"{beginning}*", f'"{text}"'):
        assert read_search_text(search).occurs_in(text)

import pytest

from applink_steps.phrase import PhraseError, phrase


@pytest.mark.parametrize(
    ("line", "user"),
    [
        ("alice views DEMO-1", "alice"),
        ('"Jane Doe" views DEMO-1', "Jane Doe"),
        ("“Jane Doe” views DEMO-1", "Jane Doe"),
        ('"" views DEMO-1', ""),
    ],
)
def test_a_placeholder_takes_a_word_or_a_quoted_name(line: str, user: str) -> None:
    """Full names have spaces, and word processors turn quotes."""
    assert phrase("{user} views {item}").parse_arguments(line) == {"user": user, "item": "DEMO-1"}


def test_a_placeholder_does_not_swallow_the_rest_of_the_sentence() -> None:
    """Else "views" would match whatever else is said after the item."""
    views = phrase("{user} views {item}")
    assert views.is_matching("alice views DEMO-1")
    assert not views.is_matching("alice views DEMO-1 of Jira")


def test_punctuation_after_a_placeholder_belongs_to_the_phrase() -> None:
    """ "alice's" and "Jira," are how sentences are written."""
    arguments = phrase("{user}'s page of {one}, {other}").parse_arguments("alice's page of Jira, Bamboo")
    assert arguments == {"user": "alice", "one": "Jira", "other": "Bamboo"}


def test_a_number_is_a_number() -> None:
    """And words do not match where a number belongs."""
    count = phrase("there are {count:d} links within {hours:f} hours")
    assert count.parse_arguments("there are 2 links within 1.5 hours") == {"count": 2, "hours": 1.5}
    assert not count.is_matching("there are two links within 1.5 hours")


def test_alternatives_and_optional_parts_may_be_said_either_way() -> None:
    """Testers should not have to write "there are 1 links"."""
    links = phrase("there is/are {count:d} (other )link(s)")
    assert links.is_matching("there is 1 link")
    assert links.is_matching("there are 2 other links")
    assert not links.is_matching("there be 2 links")


def test_a_backslash_makes_special_characters_ordinary() -> None:
    """For phrases that speak of paths and parentheses."""
    path = phrase(r"the path is a\/b \(s\)")
    assert path.is_matching("the path is a/b (s)")
    assert not path.is_matching("the path is a")


def test_several_spaces_count_as_one() -> None:
    """People align their steps."""
    assert phrase("{user}  views {item}").is_matching("alice views   DEMO-1")


def test_other_wordings_are_the_same_phrase() -> None:
    """The first that fits tells what stands at the placeholders."""
    views = phrase("{user} views {item}", "{item} is viewed by {user}")
    assert views.parse_arguments("DEMO-1 is viewed by alice") == {"user": "alice", "item": "DEMO-1"}


def test_a_converter_makes_a_value_of_the_text() -> None:
    """By the placeholder's name; others stay text."""
    assert phrase("{user} of {product}", user=str.upper).parse_arguments("alice of Jira") == {
        "user": "ALICE",
        "product": "Jira",
    }


def test_what_a_placeholder_names_is_its_own_name_or_what_stands_after_the_colon() -> None:
    """`{through:product}` lets two products be in one phrase."""
    found = list(phrase("{user} views through {through:product}").found_in("alice views through Jira"))
    assert [(each.placeholder.name, each.placeholder.kind, each.offset) for each in found] == [
        ("user", "user", 0),
        ("through", "product", 20),
    ]


@pytest.mark.parametrize("pattern", ["{user} and {user}", "{datatable} here", "a {user", "a (b", "{1}"])
def test_a_pattern_that_cannot_work_is_refused_when_it_is_written(pattern: str) -> None:
    """The alternative is a step that is never found."""
    with pytest.raises(PhraseError, match=r".+"):
        phrase(pattern)


def test_a_converter_for_no_placeholder_is_refused() -> None:
    """It is a typing error."""
    with pytest.raises(PhraseError, match=r"no placeholder .usr."):
        phrase("{user} is here", usr=str)


def test_a_function_has_to_take_what_its_phrase_finds() -> None:
    """pytest-bdd would drop the value and look for a fixture of that name."""

    def takes_user(user: str) -> None: ...
    def takes_usr(usr: str) -> None: ...

    phrase("{user} is here").must_suit(takes_user)
    with pytest.raises(PhraseError, match=r"does not take .user."):
        phrase("{user} is here").must_suit(takes_usr)


def test_a_wording_may_leave_out_only_what_has_a_default() -> None:
    """Else the function could not be called."""

    def without_default(user: str, item: str) -> None: ...
    def with_default(user: str, item: str = "DEMO-1") -> None: ...

    views = phrase("{user} views {item}", "{user} looks")
    views.must_suit(with_default)
    with pytest.raises(PhraseError, match=r"leaves out .item."):
        views.must_suit(without_default)

"""Percent-encoding and lists of parameters, over any text there is."""

from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oauthlib.oauth1.rfc5849 import utils

from applink_simulator.authentication.oauth1.parameters import (
    decode,
    encode,
    is_oauth_header,
    is_utf8,
    read_form,
    read_header,
    write_form,
    write_header,
)

# Half a surrogate pair cannot be sent: no octets stand for it.
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=6)
NAMED_PAIRS = st.lists(st.tuples(TEXT.filter(lambda name: name and name.lower() != "realm"), TEXT), max_size=6)
HEADER_TEXT = st.text(st.characters(max_codepoint=255))
"""Headers arrive as Latin-1."""


@given(TEXT)
def test_encoding_is_what_oauthlib_makes_of_it(text: str):
    assert encode(text) == utils.escape(text)


@given(TEXT)
def test_decoding_undoes_encoding(text: str):
    assert decode(encode(text)) == text


def test_a_plus_in_a_header_is_a_plus():
    """In a form it is a space: the control."""
    assert decode("a+b%20c") == "a+b c"
    assert read_form("x=a+b%20c") == [("x", "a b c")]


@given(PAIRS)
def test_a_form_is_read_as_it_was_written(pairs: list[tuple[str, str]]):
    assert read_form(write_form(pairs)) == pairs


@given(st.text(alphabet="ab=&%+2Fé"))
def test_a_form_is_read_as_the_standard_library_does(text: str):
    assert read_form(text) == parse_qsl(text, keep_blank_values=True, errors="replace")


@given(TEXT)
def test_reading_a_form_never_fails(text: str):
    for name, value in read_form(text):
        assert isinstance(name, str)
        assert isinstance(value, str)


@given(NAMED_PAIRS, TEXT)
def test_a_header_is_read_as_it_was_written_without_its_realm(pairs: list[tuple[str, str]], realm: str):
    written = write_header(pairs, realm=realm)
    assert is_oauth_header(written)
    assert read_header(written) == pairs


@given(NAMED_PAIRS)
def test_others_read_a_header_that_we_wrote(pairs: list[tuple[str, str]]):
    read = utils.parse_authorization_header(write_header(pairs))
    assert [(utils.unescape(name), utils.unescape(value)) for name, value in read if name != "realm"] == list(
        dict(pairs).items()
    )


@given(HEADER_TEXT)
def test_reading_a_header_never_fails(text: str):
    """Whatever is no pair is skipped, as the products do."""
    for name, value in read_header(f"OAuth {text}"):
        assert isinstance(name, str)
        assert isinstance(value, str)


@given(st.text(alphabet='oauth_="",% \t\\realm'))
def test_reading_what_nearly_is_a_header_never_fails(text: str):
    assert all(name.lower() != "realm" for name, _ in read_header(f"OAuth {text}"))


@given(
    st.lists(st.sampled_from(['a="1"', "b=", '"', ",", " ", '="x,y"', "%41", "realm=", '""', "\t", "c"])).map("".join)
)
def test_each_part_of_a_header_is_read_as_if_it_were_alone(text: str):
    """A header of the usual form is split once instead; that must make no difference."""
    alone = [pair for part in text.split(",") for pair in read_header(f"OAuth {part}")]
    assert read_header(f"OAuth {text}") == alone


@pytest.mark.parametrize(
    ("header", "pairs"),
    [
        ('OAuth a="1",b="2"', [("a", "1"), ("b", "2")]),
        ('OAuth  a = "1" ,\tb="2" ', [("a", "1"), ("b", "2")]),
        ('OAuth a="1",,b="2",', [("a", "1"), ("b", "2")]),
        ('OAuth a="1",a="1"', [("a", "1"), ("a", "1")]),
        ('OAuth REALM="x",a="1"', [("a", "1")]),
        ('OAuth a="1" b="2"', []),
        ("OAuth a=1", []),
        ("OAuth", []),
        ("", []),
    ],
)
def test_what_counts_as_a_pair(header: str, pairs: list[tuple[str, str]]):
    assert read_header(header) == pairs


@pytest.mark.parametrize(
    ("header", "is_one"),
    [
        ("OAuth a", True),
        ("oauth a", True),
        ("OAUTH\ta", True),
        ("OAuth", True),
        ("OAuth2 a", False),
        ("OAuthx", False),
        ("OAut", False),
        ("Basic OAuth", False),
        ("", False),
    ],
)
def test_what_counts_as_the_scheme(header: str, is_one: bool):
    assert is_oauth_header(header) is is_one


@given(st.binary(max_size=8))
def test_octets_are_text_when_python_reads_them(octets: bytes):
    try:
        octets.decode()
        readable = True
    except UnicodeDecodeError:
        readable = False
    assert is_utf8(quote(octets)) is readable

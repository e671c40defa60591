"""The base string against oauthlib's, over any request there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oauthlib.oauth1.rfc5849 import signature as oauthlib_signature

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.signature import (
    base_string,
    base_uri,
    sign_rsa,
    verifies_rsa,
)
from applink_simulator.domain.errors import Unreadable

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=8)
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "get", "Options"])
HOSTS = st.sampled_from(["jira.example", "JIRA.example", "127.0.0.1", "[::1]"])
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":1"])
PATHS = st.sampled_from(["", "/", "/jira/rest/api", "/a%20b/%2F", "//twice", "/a;b", "/~x", "/%e6%97%a5", "/a/"])


@given(METHODS, st.sampled_from(["http", "https", "HTTP"]), HOSTS, PORTS, PATHS, PAIRS)
def test_the_base_string_is_oauthlibs(
    method: str, scheme: str, host: str, port: str, path: str, pairs: list[tuple[str, str]]
):
    url = f"{scheme}://{host}{port}{path}"
    signed = [pair for pair in pairs if pair[0] != "oauth_signature"]
    theirs = oauthlib_signature.signature_base_string(
        method,
        oauthlib_signature.base_string_uri(url),
        oauthlib_signature.normalize_parameters(signed),
    )
    assert base_string(method, url, pairs) == theirs
    assert base_string(method, f"{url}?ignored=1", pairs) == theirs


@given(PAIRS, st.randoms())
def test_the_order_of_parameters_does_not_matter(pairs: list[tuple[str, str]], random: object):
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert base_string("GET", "http://a/", pairs) == base_string("GET", "http://a/", shuffled)


@given(PAIRS, TEXT)
def test_the_signature_itself_is_not_signed(pairs: list[tuple[str, str]], signature: str):
    with_signature = [*pairs, ("oauth_signature", signature)]
    without = [pair for pair in pairs if pair[0] != "oauth_signature"]
    assert base_string("GET", "http://a/", with_signature) == base_string("GET", "http://a/", without)


@pytest.mark.parametrize("url", ["http://a:99999/", "http://a:x/", "http://[::1/"])
def test_what_is_no_url_is_unreadable(url: str):
    with pytest.raises(Unreadable):
        base_uri(url)


KEY = KeyPair.generate()


@given(TEXT)
def test_a_signature_is_verified_with_the_public_half(text: str):
    made = sign_rsa(text, KEY)
    assert verifies_rsa(made, text, KEY.public)
    assert not verifies_rsa(made, text + "x", KEY.public)


@given(st.text())
def test_verifying_never_fails(signature: str):
    """A signature is whatever a stranger sends."""
    assert not verifies_rsa(signature, "text", KEY.public)

"""What a signature covers, what it does not, and what is no signature (catalogue 1.2)."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from .oracle import Consumer, by_oauthlib, by_the_rfc, hmac_sha1, public_text
from .provider import LINKS, WHO_AM_I, Provider
from .wire import Call, escaped, headers_of, send, send_bytes, target_of

Spoil = Callable[[Call], Call]


def requests_of(provider: Provider) -> list[Callable[[], Call]]:
    """The same fault must be found on a token request, on a data request and on one that changes something."""
    return [provider.token_request, provider.signed, lambda: provider.consumer.sign(provider.change())]


def with_signature(made: str | None) -> Spoil:
    return lambda call: call.with_protocol(oauth_signature=made)


@pytest.mark.conformance("O1P-030")
@pytest.mark.parametrize("bit", [0, 7, 1023, 2047])
def test_one_other_bit_makes_a_signature_worthless(provider: Provider, bit: int):
    def flipped(call: Call) -> Call:
        octets = bytearray(base64.b64decode(call.get("oauth_signature")))
        octets[bit // 8] ^= 1 << (bit % 8)
        return call.with_protocol(oauth_signature=base64.b64encode(octets).decode())

    for request in requests_of(provider):
        provider.tells_apart(request, flipped, 401, "signature_invalid")


@pytest.mark.conformance("O1P-031")
def test_an_empty_signature_is_none(provider: Provider):
    for request in requests_of(provider):
        provider.tells_apart(request, with_signature(""), 401, "signature_invalid")


NO_BASE64 = ["%%%", "no base64!", "abc", "=", "AAAA=", "ÄÖÜ", "AAAA\n", "\0", "-_-_", "A" * 8000]


@pytest.mark.conformance("O1P-032")
@pytest.mark.parametrize("text", NO_BASE64)
def test_a_signature_that_cannot_be_decoded_is_refused_and_breaks_nothing(provider: Provider, text: str):
    for request in requests_of(provider):
        provider.tells_apart(request, with_signature(text), 401, "signature_invalid")


@pytest.mark.conformance("O1P-032")
@pytest.mark.parametrize("length", [0, 1, 255, 257, 512])
def test_a_signature_of_another_length_than_the_key_is_refused(provider: Provider, length: int):
    made = base64.b64encode(b"\1" * length).decode()
    provider.tells_apart(provider.signed, with_signature(made), 401, "signature_invalid")


@pytest.mark.conformance("O1P-032")
def test_a_good_signature_with_its_padding_gone_or_blanks_within_is_refused(provider: Provider):
    provider.tells_apart(
        provider.signed,
        lambda call: call.with_protocol(oauth_signature=call.get("oauth_signature").rstrip("=")),
        401,
        "signature_invalid",
    )
    provider.tells_apart(
        provider.signed,
        lambda call: call.with_protocol(oauth_signature=" " + call.get("oauth_signature")),
        401,
        "signature_invalid",
    )


@pytest.mark.conformance("O1P-033")
def test_another_key_speaks_for_somebody_else(provider: Provider):
    stranger = Consumer(provider.consumer.key, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    for request in requests_of(provider):
        provider.tells_apart(request, stranger.sign_again, 401, "signature_invalid")


def with_hmac(key: str) -> Spoil:
    def spoil(call: Call) -> Call:
        relabelled = call.with_protocol(oauth_signature_method="HMAC-SHA1", oauth_signature=None)
        made = hmac_sha1(by_oauthlib(relabelled), key)
        return relabelled.with_protocol(oauth_signature=made)

    return spoil


@pytest.mark.conformance("O1P-034")
@pytest.mark.parametrize("key", ["&", ""])
def test_an_rsa_consumer_cannot_sign_with_an_empty_secret(provider: Provider, key: str):
    for request in requests_of(provider):
        provider.tells_apart(request, with_hmac(key), 400, "signature_method_rejected")


@pytest.mark.conformance("O1P-035")
@pytest.mark.parametrize("form", ["bare", "escaped", "pem"])
def test_the_public_key_is_not_a_shared_secret(provider: Provider, form: str):
    """Everybody can read it in consumer-info: who takes it for a secret takes anybody for the consumer."""
    text = provider.consumer.public_key
    if form == "pem":
        text = (
            provider.consumer.private.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )
    key = (text if form == "bare" else escaped(text)) + "&"
    for request in requests_of(provider):
        provider.tells_apart(request, with_hmac(key), 400, "signature_method_rejected")


@pytest.mark.conformance("O1P-036")
def test_plain_text_is_no_signature(provider: Provider):
    def spoil(call: Call) -> Call:
        return call.with_protocol(oauth_signature_method="PLAINTEXT", oauth_signature="&")

    for request in requests_of(provider):
        provider.tells_apart(request, spoil, 400, "signature_method_rejected")


@pytest.mark.conformance("O1P-037")
@pytest.mark.parametrize("method", ["rsa-sha1", "RSA-SHA256", "RSA_SHA1", "RSA-SHA1 ", "", "none"])
def test_the_method_must_be_spelt_exactly(provider: Provider, method: str):
    """Signed correctly over that very method name."""

    def spoil(call: Call) -> Call:
        return provider.consumer.sign_again(call.with_protocol(oauth_signature_method=method))

    for request in requests_of(provider):
        provider.tells_apart(request, spoil, 400, "signature_method_rejected")


@pytest.mark.conformance("O1P-038")
@pytest.mark.parametrize(("signed", "sent"), [("POST", "GET"), ("GET", "HEAD"), ("GET", "DELETE"), ("PUT", "POST")])
def test_the_verb_is_signed(provider: Provider, signed: str, sent: str):
    def spoil(call: Call) -> Call:
        return replace(provider.consumer.sign_again(replace(call, method=signed)), method=sent)

    if sent == "POST":
        provider.tells_apart(lambda: provider.consumer.sign(provider.change()), spoil, 401, "signature_invalid")
        return
    answer = send(spoil(provider.signed()))
    # An answer to HEAD has no body to name the problem in.
    provider.is_refusal(replace(answer, body=b"oauth_problem=signature_invalid"), 401, "signature_invalid")
    provider.served_as("integration", provider.signed())


@pytest.mark.conformance("O1P-039")
@pytest.mark.parametrize("path", [LINKS, WHO_AM_I + "/", WHO_AM_I + "x", "/plugins/servlet/applinks/Whoami", "/"])
def test_the_path_is_signed(provider: Provider, path: str):
    def spoil(call: Call) -> Call:
        return replace(call, url=provider.product.base_url + path)

    provider.tells_apart(provider.signed, spoil, 401, "signature_invalid")


@pytest.mark.conformance("O1P-039")
def test_another_spelling_of_the_path_is_another_path(provider: Provider):
    """The same resource to the product, but not what was signed."""

    def spoil(call: Call) -> Call:
        return replace(call, url=call.url.replace("whoami", "%77hoami"))

    provider.tells_apart(provider.signed, spoil, 401, "signature_invalid")
    escaped_path = replace(provider.call(), url=provider.call().url.replace("whoami", "%77hoami"))
    provider.served_as("integration", provider.consumer.sign(escaped_path))


@pytest.mark.conformance("O1P-040")
@pytest.mark.parametrize("host", ["jira.example", "127.0.0.1", "127.0.0.1:1", "localhost:{port}"])
def test_the_host_is_signed(provider: Provider, host: str):
    """As the server sees it: a proxy that changes it breaks every signature."""
    netloc = host.format(port=provider.address[1])
    provider.tells_apart(provider.signed, lambda call: provider.at_host(netloc, call), 401, "signature_invalid")


@pytest.mark.conformance("O1P-040")
@pytest.mark.parametrize(
    "host", ["jira.example:99999", "jira.example:x", "[::1", "a b", "", "a/b", "user@jira.example"]
)
def test_a_host_that_is_none_breaks_nothing(provider: Provider, host: str):
    call = provider.signed()
    head = f"GET {target_of(call)} HTTP/1.1\r\nHost: {host}\r\n"
    authorization = dict(headers_of(call))["Authorization"]
    answer = send_bytes(provider.address, f"{head}Authorization: {authorization}\r\n\r\n".encode())
    assert answer is not None
    assert answer.status in {400, 401}
    assert answer.caller == "anonymous"
    provider.served_as("integration", provider.signed())


ALTERATIONS = {
    "added": "a=1&b=2&c=3",
    "dropped": "a=1",
    "emptied": "",
    "changed": "a=1&b=3",
    "renamed": "a=1&B=2",
    "doubled": "a=1&b=2&b=2",
    "swapped": "a=2&b=1",
    "joined": "a=1%26b=2",
    "with a value moved": "a=&b=12",
}


@pytest.mark.conformance("O1P-041")
@pytest.mark.parametrize("query", ALTERATIONS.values(), ids=ALTERATIONS)
def test_the_query_is_signed(provider: Provider, query: str):
    def altered(call: Call) -> Call:
        return replace(call, query=call.query.replace("a=1&b=2", query).strip("&"))

    for request in (
        lambda: provider.signed(query="a=1&b=2"),
        lambda: provider.token_request(more={"query": "a=1&b=2"}),
        lambda: provider.consumer.sign(provider.change(query="a=1&b=2")),
    ):
        provider.tells_apart(request, altered, 401, "signature_invalid")


@pytest.mark.conformance("O1P-042")
@pytest.mark.parametrize("form", ALTERATIONS.values(), ids=ALTERATIONS)
def test_the_fields_of_a_form_are_signed(provider: Provider, form: str):
    def spoil(call: Call) -> Call:
        return replace(call, form=form)

    provider.tells_apart(
        lambda: provider.consumer.sign(provider.change(form="a=1&b=2")), spoil, 401, "signature_invalid"
    )
    provider.tells_apart(lambda: provider.token_request(more={"form": "a=1&b=2"}), spoil, 401, "signature_invalid")


@pytest.mark.conformance("O1P-043")
def test_a_parameter_may_move_between_query_and_form(provider: Provider):
    """Both are one list to the signature; whoever needs the place itself guarded must look for himself."""
    moved = provider.consumer.sign(provider.change(query="a=1", form="b=2"))
    provider.served_as("anna", replace(moved, query=moved.query.replace("&a=1", ""), form="b=2&a=1"))
    back = provider.consumer.sign(provider.change(query="a=1", form="b=2"))
    provider.served_as("anna", replace(back, query=back.query + "&b=2", form=""))


@pytest.mark.conformance("O1P-044")
@pytest.mark.parametrize("query", ["a=2&a=1&a=2", "b=1&a=9&a=10", "a=%20&a=%2B&a=~", "z=1&Z=1&a%5B%5D=2&a%5B%5D=1"])
def test_repeated_names_may_come_in_any_order(provider: Provider, query: str):
    signed = provider.signed(query=query)
    assert by_oauthlib(signed) == by_the_rfc(signed)
    provider.served_as("integration", replace(signed, query="&".join(sorted(query.split("&")))))
    provider.served_as("integration", provider.signed(query=query))


@pytest.mark.conformance("O1P-045")
@pytest.mark.parametrize("query", ["a=", "a", "a&b", "a=&a", "=1", "a==", "a=b=c", "a=1&&b=2", "&a=1", "a=1&"])
def test_empty_values_and_bare_names_are_signed_too(provider: Provider, query: str):
    provider.served_as("integration", provider.signed(query=query, text=by_the_rfc))
    form = provider.consumer.sign(provider.change(form=query), by_the_rfc)
    provider.served_as("anna", form)
    provider.tells_apart(
        lambda: provider.signed(query=query, text=by_the_rfc),
        lambda call: replace(call, query=query + "x"),
        401,
        "signature_invalid",
    )


CHARACTERS = {
    "plus": "+",
    "space": "%20",
    "encoded plus": "%2B",
    "tilde": "~",
    "encoded tilde": "%7E",
    "star": "*",
    "apostrophe": "'",
    "encoded in lower case": "%c3%a9",
    "accent": "%C3%A9",
    "combining accent": "e%CC%81",
    "japanese": "%E6%97%A5",
    "supplementary": "%F0%9F%98%80",
    "line break": "%0D%0A",
    "nul": "%00",
    "delete": "%7F",
    "percent": "%25",
    "escape of an escape": "%2520",
    "reserved": "%3D%26%3F%23",
    "raw reserved": ":/?@!$()*,;",
}


@pytest.mark.conformance("O1P-046")
@pytest.mark.parametrize("text", CHARACTERS.values(), ids=CHARACTERS)
def test_every_character_is_signed_as_it_was_meant(provider: Provider, text: str):
    """In query, form and header; both oracles agree on what is to be signed."""
    pair = f"x{text}=a{text}b"
    for signed in (provider.signed(query=pair), provider.consumer.sign(provider.change(form=pair))):
        assert by_oauthlib(signed) == by_the_rfc(signed)
        provider.served(signed)
    provider.tells_apart(
        lambda: provider.signed(query=pair),
        lambda call: replace(call, query=pair + "%20"),
        401,
        "signature_invalid",
    )


@pytest.mark.conformance("O1P-046")
@pytest.mark.parametrize("value", ["+", " ", "a+b c", "~", "*'()!", "é", "日本", "😀", 'a"b', "a,b", "a=b&c"])
def test_every_character_may_stand_in_a_protocol_parameter(provider: Provider, value: str):
    """In a header ``+`` is itself, in a form it is a space: here it is always escaped."""
    provider.served_as("integration", provider.consumer.sign(provider.call(), oauth_nonce=f"{value}-1"))
    provider.served(provider.token_request(more={"place": "body"}, oauth_nonce=f"{value}-2"))
    provider.served(provider.token_request(more={"place": "query"}, oauth_nonce=f"{value}-3"))


@pytest.mark.conformance("O1P-046")
def test_a_bare_plus_in_a_header_is_a_plus(provider: Provider):
    """Only in forms is it a space."""
    signed = provider.consumer.sign(provider.call(), oauth_nonce="a+b c")
    pairs = ((name, escaped(value).replace("a%2Bb", "a+b")) for name, value in signed.protocol)
    header = "OAuth " + ", ".join(f'{name}="{value}"' for name, value in pairs)
    assert "a+b%20c" in header
    provider.served_as("integration", replace(signed, authorization=header))
    spaced = header.replace("a+b%20c", "a%20b%20c")
    provider.refused(replace(signed, authorization=spaced), 401, "signature_invalid")


ESCAPED_CALLBACK = "https://tool.example/cb?id=1&redirectUrl=http%3A%2F%2Fx.example%2Fa%20b%26c%3Dd%252F"


@pytest.mark.conformance("O1P-047")
@pytest.mark.parametrize("place", ["header", "body", "query"])
def test_a_callback_with_escapes_of_its_own_is_signed_as_it_is(provider: Provider, place: str):
    """Whoever decodes once too often refuses every dance with a redirect URL."""
    request = provider.token_request(more={"place": place}, oauth_callback=ESCAPED_CALLBACK)
    token = provider.served(request).form
    assert token["oauth_callback_confirmed"] == "true"
    assert provider.product.state.tokens.get(token["oauth_token"]).callback == ESCAPED_CALLBACK
    provider.tells_apart(
        lambda: provider.token_request(more={"place": place}, oauth_callback=ESCAPED_CALLBACK),
        lambda call: call.with_protocol(oauth_callback=ESCAPED_CALLBACK.replace("%2F", "/")),
        401,
        "signature_invalid",
    )


@pytest.mark.conformance("O1P-048")
@pytest.mark.parametrize("host", ["jira.example:80", "jira.example", "JIRA.Example:80"])
def test_the_default_port_is_not_signed(provider: Provider, host: str):
    signed = provider.consumer.sign(provider.at_host("jira.example", provider.call()))
    provider.served_as("integration", provider.at_host(host, signed))


@pytest.mark.conformance("O1P-048")
def test_any_other_port_is_signed(provider: Provider):
    def without_port(call: Call) -> str:
        return by_oauthlib(provider.at_host(provider.address[0], call))

    provider.refused(provider.signed(text=without_port), 401, "signature_invalid")
    provider.served_as("integration", provider.signed())


RED, BLUE = b'{"colour": "red"}', b'{"colour": "blue"}'


@pytest.mark.conformance("O1P-049")
@pytest.mark.parametrize("content_type", ["application/json", "application/xml", "text/plain", ""])
def test_a_body_that_is_no_form_is_not_signed(provider: Provider, content_type: str):
    """Nobody should believe otherwise: it can be altered on its way, and only TLS prevents that."""
    signed = provider.consumer.sign(provider.change(body=b"colour=red", content_type=content_type))
    provider.served_as("anna", replace(signed, body=b"colour=blue"))


def hashed(provider: Provider, of: bytes, **more: Any) -> Call:
    digest = base64.b64encode(hashlib.sha1(of).digest()).decode()
    return provider.consumer.sign(provider.change(**more), oauth_body_hash=digest)


def red(provider: Provider) -> Call:
    return hashed(provider, RED, body=RED, content_type="application/json")


@pytest.mark.conformance("O1P-050")
def test_a_body_hash_protects_the_body(strict: Provider):
    """Of no body it is the hash of nothing."""
    strict.tells_apart(lambda: red(strict), lambda call: replace(call, body=BLUE), 401, "signature_invalid")
    strict.served_as("anna", hashed(strict, b""))
    strict.refused(hashed(strict, b"", body=RED, content_type="application/json"), 401, "signature_invalid")


@pytest.mark.conformance("O1P-050")
def test_a_body_hash_is_signed_but_never_looked_at_in_the_vendor_profile(vendor: Provider):
    vendor.served_as("anna", replace(red(vendor), body=BLUE))
    vendor.tells_apart(
        lambda: red(vendor), lambda call: call.with_protocol(oauth_body_hash="another"), 401, "signature_invalid"
    )


@pytest.mark.conformance("O1P-051")
def test_a_form_takes_no_body_hash(strict: Provider):
    strict.refused(hashed(strict, b"a=1", form="a=1"), 400, "parameter_rejected")
    strict.served_as("anna", strict.consumer.sign(strict.change(form="a=1")))


@pytest.mark.conformance("O1P-051")
def test_a_form_may_have_a_body_hash_in_the_vendor_profile(vendor: Provider):
    vendor.served_as("anna", hashed(vendor, b"a=1", form="a=1"))
    vendor.served_as("anna", hashed(vendor, b"wrong", form="a=1"))


@pytest.mark.conformance("O1P-052")
def test_a_signature_speaks_for_its_own_consumer_alone(provider: Provider):
    for request in requests_of(provider):
        provider.tells_apart(
            request, lambda call: call.with_protocol(oauth_consumer_key=provider.other.key), 401, "signature_invalid"
        )


def spki(modulus: int) -> str:
    return public_text(rsa.RSAPublicNumbers(65537, modulus).public_key())


@pytest.mark.conformance("O1P-053")
@pytest.mark.parametrize("bits", [512, 768, 1023])
def test_a_key_that_can_be_broken_is_not_registered(provider: Provider, bits: int):
    """Neither as the first key of a link nor in place of a good one."""
    before = provider.remembered
    reply = provider.put_consumer(provider.consumer, publicKey=spki((1 << (bits - 1)) + 1))
    assert reply.status == 400
    assert "bits" in reply.text
    assert provider.remembered == before
    provider.served_as("integration", provider.signed())
    assert provider.put_consumer(provider.consumer, publicKey=spki((1 << 1023) + 1)).fine


@pytest.mark.conformance("O1P-054")
@pytest.mark.parametrize("algorithm", [hashes.SHA256(), hashes.SHA512()], ids=lambda each: each.name)
def test_another_digest_inside_is_another_method(provider: Provider, algorithm: hashes.HashAlgorithm):
    def spoil(call: Call) -> Call:
        made = provider.consumer.sign_raw(by_oauthlib(call), algorithm)
        return call.with_protocol(oauth_signature=made)

    for request in requests_of(provider):
        provider.tells_apart(request, spoil, 401, "signature_invalid")


DIGEST_INFO_SHA1 = bytes.fromhex("3021300906052b0e03021a05000414")


def forged(text: str, bits: int) -> str:
    """A cube that begins like a padded digest and ends in garbage: no private key is needed for exponent 3."""
    octets = bits // 8
    start = b"\x00\x01" + b"\xff" * 8 + b"\x00" + DIGEST_INFO_SHA1 + hashlib.sha1(text.encode()).digest()
    wanted = int.from_bytes(start + b"\xff" * (octets - len(start)))
    low, high = 0, 1 << (bits // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= wanted else (low, middle - 1)
    assert (low**3).to_bytes(octets).startswith(start)
    return base64.b64encode(low.to_bytes(octets)).decode()


@pytest.mark.conformance("O1P-055")
def test_padding_is_read_to_its_end(provider: Provider):
    """Bleichenbacher's forgery of 2006, against a verifier that looks for the digest and stops there."""
    cubic = Consumer("cubic", rsa.generate_private_key(public_exponent=3, key_size=2048))
    provider.link(cubic, "cubic")
    provider.trust(cubic)
    provider.tells_apart(
        lambda: cubic.sign(provider.call()),
        lambda call: call.with_protocol(oauth_signature=forged(by_oauthlib(call), 2048)),
        401,
        "signature_invalid",
    )

"""Published examples: our core and both oracles against what the standards print (catalogue 2.2)."""

import base64
from dataclasses import dataclass

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.oauth1.parameters import encode, read_form
from applink_simulator.authentication.oauth1.signature import (
    base_string,
    body_hash,
    sign_hmac,
    sign_rsa,
    verifies_rsa,
)
from applink_simulator.domain.messages import IncomingRequest

from . import wire
from .oracle import Consumer, by_oauthlib, by_the_rfc, hmac_sha1


@dataclass(frozen=True)
class Example:
    method: str
    url: str
    authorization: str
    query: str = ""
    form: str = ""

    @property
    def ours(self) -> str:
        """As a serving end reads it."""
        headers = (("Authorization", self.authorization), ("Content-Type", wire.FORM))
        message = Message.of(IncomingRequest(self.method, self.url, self.query, headers, self.form.encode()))
        assert message is not None
        return message.base_string

    @property
    def theirs(self) -> set[str]:
        """As the two oracles read it."""
        answer = wire.Answer(401, (("WWW-Authenticate", self.authorization),), b"")
        protocol = tuple(answer.problem_parameters.items())
        call = wire.Call(self.method, self.url, ("", 0), self.query, self.form, protocol=protocol)
        return {by_oauthlib(call), by_the_rfc(call)}


def oauth(**values: str) -> str:
    pairs = ", ".join(f'oauth_{name}="{wire.escaped(value)}"' for name, value in values.items())
    return f'OAuth realm="Photos", {pairs}'


NORMALISED = Example(
    "POST",
    "http://example.com/request",
    oauth(
        consumer_key="9djdj82h48djs9d2",
        token="kkk9d7dh3k39sjv7",
        signature_method="HMAC-SHA1",
        timestamp="137131201",
        nonce="7d8f3e4a",
        signature="bYT5CMsGcbgUdFHObYMEfcx6bsw=",
    ),
    "b5=%3D%253D&a3=a&c%40=&a2=r%20b",
    "c2&a3=2+q",
)


@pytest.mark.conformance("VEC-01")
@pytest.mark.conformance("O1C-001")
def test_the_base_string_of_the_rfc():
    assert NORMALISED.ours == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D"
        "%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a"
        "%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )
    assert NORMALISED.theirs == {NORMALISED.ours}


@pytest.mark.conformance("VEC-02")
def test_the_signature_of_the_rfc_as_its_errata_have_it():
    """What the RFC itself prints is wrong (errata 2550)."""
    made = sign_hmac(NORMALISED.ours, "j49sk3j29djd", "dh893hdasih9")
    assert made == "r6/TJjbCOr97/+UU0NsvSne7s5g="
    assert made == hmac_sha1(NORMALISED.ours, "j49sk3j29djd&dh893hdasih9")


PRINTER = {"consumer_key": "dpf43f3p2l4k3l03", "signature_method": "HMAC-SHA1"}

HMAC_EXAMPLES = {
    "VEC-03": (
        Example(
            "POST",
            "https://photos.example.net/initiate",
            oauth(
                **PRINTER,
                timestamp="137131200",
                nonce="wIjqoS",
                callback="http://printer.example.com/ready",
            ),
        ),
        "",
        "74KNZJeDHnMBp0EMJ9ZHt/XKycU=",
    ),
    "VEC-04": (
        Example(
            "POST",
            "https://photos.example.net/token",
            oauth(
                **PRINTER,
                token="hh5s93j4hdidpola",
                timestamp="137131201",
                nonce="walatlh",
                verifier="hfdp7dh39dks9884",
            ),
        ),
        "hdhd0244k9j7ao03",
        "gKgrFCywp7rO0OXSjdot/IHF7IU=",
    ),
    "VEC-05": (
        Example(
            "GET",
            "http://photos.example.net/photos",
            oauth(**PRINTER, token="nnch734d00sl2jdk", timestamp="137131202", nonce="chapoH"),
            "file=vacation.jpg&size=original",
        ),
        "pfkkdhi9sl3r4s00",
        "MdpQcU8iPSUjWoN/UDMsK2sui9I=",
    ),
    "VEC-06": (
        Example(
            "GET",
            "http://photos.example.net/photos",
            oauth(
                **PRINTER,
                token="nnch734d00sl2jdk",
                timestamp="1191242096",
                nonce="kllo9940pd9333jh",
                version="1.0",
            ),
            "file=vacation.jpg&size=original",
        ),
        "pfkkdhi9sl3r4s00",
        "tR3+Ty81lMeYAr/Fid0kMTYa/WM=",
    ),
}


@pytest.mark.parametrize(
    "row", [pytest.param(row, marks=pytest.mark.conformance(row), id=row) for row in HMAC_EXAMPLES]
)
def test_the_examples_that_are_signed_with_secrets(row: str):
    """Links sign with keys, but what is signed is made in the same way."""
    example, token_secret, signature = HMAC_EXAMPLES[row]
    assert example.theirs == {example.ours}
    assert sign_hmac(example.ours, "kd94hf93k423kf44", token_secret) == signature


# The key pair of the OAuth wiki's test cases: known to everybody, and good for nothing else.
WIKI_KEY = """
MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBALRiMLAh9iimur8VA7qVvdqxevEuUkW4K+2KdMXmnQbG9Aa7k7eBjK1S+0LY
mVjPKlJGNXHDGuy5Fw/d7rjVJ0BLB+ubPK8iA/Tw3hLQgXMRRGRXXCn8ikfuQfjUS1uZSatdLB81mydBETlJhI6GH4twrbDJCR2Bwy/XWXgq
gGRzAgMBAAECgYBYWVtleUzavkbrPjy0T5FMou8HX9u2AC2ry8vD/l7cqedtwMPp9k7TubgNFo+NGvKsl2ynyprOZR1xjQ7WgrgVB+mmuScO
M/5HVceFuGRDhYTCObE+y1kxRloNYXnx3ei1zbeYLPCHdhxRYW7T0qcynNmwrn05/KO2RLjgQNalsQJBANeA3Q4Nugqy4QBUCEC09SqylT2K
9FrrItqL2QKc9v0ZzO2uwllCbg0dwpVuYPYXYvikNHHg+aCWF+VXsb9rpPsCQQDWR9TT4ORdzoj+NccnqkMsDmzt0EfNaAOwHOmVJ2RVBspP
cxt5iN4HI7HNeG6U5YsFBb+/GZbgfBT3kpNGWPTpAkBI+gFhjfJvRw38n3g/+UeAkwMI2TJQS4n8+hid0uus3/zOjDySH3XHCUnocn1xOJAy
ZODBo47E+67R4jV1/gzbAkEAklJaspRPXP877NssM5nAZMU0/O/NGCZ+3jPgDUno6WbJn5cqm8MqWhW1xGkImgRk+fkDBquiq4gPiT898jus
gQJAd5Zrr6Q8AO/0isr/3aa6O6NLQxISLKcPDk2NOccAfS/xOtfOz4sJYM3+Bs4Io9+dZGSDCA54Lw03eHTNQghS0A==
"""


@pytest.mark.conformance("VEC-07")
def test_the_example_that_is_signed_with_a_key():
    private = serialization.load_der_private_key(base64.b64decode(WIKI_KEY), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    example = Example(
        "GET",
        "http://photos.example.net/photos",
        oauth(
            consumer_key="dpf43f3p2l4k3l03",
            signature_method="RSA-SHA1",
            timestamp="1196666512",
            nonce="13917289812797014437",
            version="1.0",
        ),
        "file=vacaction.jpg&size=original",
    )
    key = KeyPair(private)
    made = sign_rsa(example.ours, key)
    assert made.startswith("jvTp/wX1TYtByB1m+Pbyo0lnCOLIsyGCH7wke8AUs3BpnwZJ")
    assert made.endswith("mXwaYdCwFYE=")
    assert verifies_rsa(made, example.ours, key.public)
    call = wire.Call(example.method, example.url, ("", 0), example.query)
    oracle = Consumer("dpf43f3p2l4k3l03", private)
    signed = oracle.sign(call, oauth_token=None, oauth_timestamp="1196666512", oauth_nonce="13917289812797014437")
    assert signed.get("oauth_signature") == made


@pytest.mark.conformance("VEC-08")
@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("abcABC123", "abcABC123"),
        ("-._~", "-._~"),
        ("%", "%25"),
        ("+", "%2B"),
        ("&=*", "%26%3D%2A"),
        ("\u000a", "%0A"),
        ("\u0020", "%20"),
        ("\u007f", "%7F"),
        ("\u0080", "%C2%80"),
        ("\u3001", "%E3%80%81"),
    ],
)
def test_percent_encoding(text: str, encoded: str):
    assert encode(text) == encoded


@pytest.mark.conformance("VEC-09")
@pytest.mark.parametrize(
    ("form", "normalised"),
    [
        ("name", "name="),
        ("name=", "name="),
        ("a=b", "a=b"),
        ("a=b&c=d", "a=b&c=d"),
        ("c=d&a=b", "a=b&c=d"),
        ("a=x!y&a=x+y", "a=x%20y&a=x%21y"),
        ("x!y=a&x=a", "x=a&x%21y=a"),
    ],
)
def test_normalised_parameters(form: str, normalised: str):
    """Sorted after encoding: by itself ``!`` would come before nothing at all."""
    assert base_string("GET", "http://a/", read_form(form)) == f"GET&http%3A%2F%2Fa%2F&{encode(normalised)}"
    call = wire.Call("GET", "http://a/", ("", 0), form)
    assert by_the_rfc(call) == f"GET&http%3A%2F%2Fa%2F&{encode(normalised)}"


@pytest.mark.conformance("VEC-10")
@pytest.mark.parametrize(
    ("token_secret", "signature"), [("", "egQqG5AJep5sJ7anhXju1unge2I="), ("ts", "VZVjXceV7JgPq/dOTnNmEfO0Fv8=")]
)
def test_signing_with_secrets(token_secret: str, signature: str):
    assert sign_hmac("bs", "cs", token_secret) == signature


@pytest.mark.conformance("VEC-11")
@pytest.mark.parametrize(
    ("body", "digest"), [(b"Hello World!", "Lve95gjOVATpfV8EL5X4nxwjKHE="), (b"", "2jmj7l5rSw0yVb/vlWAYkK/YBwk=")]
)
def test_body_hashes(body: bytes, digest: str):
    assert body_hash(body) == digest


@pytest.mark.conformance("VEC-12")
def test_a_code_challenge():
    """Of the library that OAuth 2.0 is to be built with; nothing of ours computes one."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert create_s256_code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.conformance("VEC-13")
@pytest.mark.conformance("O1C-001")
def test_escapes_within_a_callback_are_encoded_twice_more():
    """Once as part of a value, once with the whole list."""
    callback = (
        "http://wiki.example/plugins/servlet/applinks/oauth/login-dance/access"
        "?applicationLinkID=1&redirectUrl=http%3A%2F%2Fwiki.example%2Fpage"
    )
    example = Example(
        "POST", "http://jira.example/plugins/servlet/oauth/request-token", oauth(callback=callback, nonce="1")
    )
    assert "redirectUrl%253Dhttp%25253A%25252F%25252Fwiki.example%25252Fpage" in example.ours
    assert example.theirs == {example.ours}

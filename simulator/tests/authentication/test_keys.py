"""Keys are parsed once in the life of a process, and only those that deserve it."""

import base64
import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from applink_simulator.authentication.keys import KeyPair, read_private_key, read_public_key
from applink_simulator.authentication.oauth1.signature import sign_rsa, verifies_rsa
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.errors import Unreadable
from applink_simulator.domain.messages import OutgoingRequest

LOADERS = ("load_pem_private_key", "load_der_private_key", "load_pem_public_key", "load_der_public_key")


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of cryptography's own loading functions was called."""
    counted: Counter[str] = Counter()

    def counting(name: str, load: Callable[..., Any]) -> Callable[..., Any]:
        def loading(*args: Any, **more: Any) -> Any:
            counted[name] += 1
            return load(*args, **more)

        return loading

    for name in LOADERS:
        monkeypatch.setattr(serialization, name, counting(name, getattr(serialization, name)))
    return counted


@pytest.fixture(scope="module")
def key() -> KeyPair:
    return KeyPair.generate()


def test_a_private_key_is_loaded_once_for_many_signatures(loads: Counter[str], key: KeyPair):
    """Loading costs a hundred signatures: it was 40 of the 44 ms of a request when it was measured."""
    pem = key.private_pem()
    read_private_key.cache_clear()
    Signer("tool", read_private_key(pem), Clock()).sign(OutgoingRequest("GET", "http://jira.example/"))
    assert loads == {"load_pem_private_key": 1}
    loads.clear()
    for number in range(300):
        signer = Signer("tool", read_private_key(pem), Clock())
        signer.sign(OutgoingRequest("GET", f"http://jira.example/{number}"))
    assert not loads


def test_a_public_key_is_loaded_once_for_many_verifications(loads: Counter[str], key: KeyPair):
    read_public_key.cache_clear()
    signatures = [(text, sign_rsa(text, key)) for text in map(str, range(50))]
    for text, signature in signatures:
        assert verifies_rsa(signature, text, read_public_key(key.public.text))
    assert loads == {"load_der_public_key": 1}


def test_a_key_that_was_just_made_is_never_loaded(loads: Counter[str]):
    made = KeyPair.generate()
    for number in range(20):
        sign_rsa(str(number), made)
    assert not loads


@pytest.mark.parametrize("form", [serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL])
def test_a_private_key_may_be_in_either_form(form: serialization.PrivateFormat):
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    assert verifies_rsa(sign_rsa("text", read_private_key(pem)), "text", read_private_key(pem).public)


def foreign_keys() -> dict[str, str]:
    encrypted = serialization.BestAvailableEncryption(b"secret")
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    none = serialization.NoEncryption()
    return {
        "nothing": "",
        "text": "no key",
        "elliptic": ec.generate_private_key(ec.SECP256R1()).private_bytes(pem, pkcs8, none).decode(),
        "encrypted": private.private_bytes(pem, pkcs8, encrypted).decode(),
        "cut off": private.private_bytes(pem, pkcs8, none).decode()[:-200],
    }


@pytest.mark.parametrize("what", ["nothing", "text", "elliptic", "encrypted", "cut off"])
def test_what_is_no_private_key_is_unreadable(what: str):
    """And nothing of it is in the message."""
    text = foreign_keys()[what]
    with pytest.raises(Unreadable) as refused:
        read_private_key(text)
    assert not any(line in str(refused.value) for line in text.splitlines() if len(line) > 40)


def test_a_public_key_may_be_pasted_in_any_form(key: KeyPair):
    """With the lines around it or without, broken into lines or not."""
    bare = key.public.text
    folded = "\r\n".join(bare[start : start + 64] for start in range(0, len(bare), 64))
    pem = f"-----BEGIN PUBLIC KEY-----\n{folded}\n-----END PUBLIC KEY-----\n"
    for text in (bare, folded, pem, f"  {bare}\n"):
        assert read_public_key(text).text == bare


def test_a_certificate_counts_as_the_key_in_it(key: KeyPair):
    private = serialization.load_pem_private_key(key.private_pem().encode(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tool")])
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(private, hashes.SHA256())
    )
    assert read_public_key(certificate.public_bytes(serialization.Encoding.PEM).decode()).text == key.public.text


@pytest.mark.parametrize("bits", [512, 1023, 16385])
def test_keys_that_are_too_short_or_too_long_are_unreadable(bits: int):
    public = rsa.RSAPublicNumbers(65537, (1 << (bits - 1)) + 1).public_key()
    with pytest.raises(Unreadable, match=str(bits)):
        read_public_key(spki(public))


@pytest.mark.parametrize("text", ["", "AAAA", "no key", "ÄÖÜ", "-----BEGIN CERTIFICATE-----\nAAAA"])
def test_what_is_no_public_key_is_unreadable(text: str):
    with pytest.raises(Unreadable):
        read_public_key(text)


@pytest.mark.parametrize(
    "public",
    [ec.generate_private_key(ec.SECP256R1()).public_key(), dsa.generate_private_key(2048).public_key()],
    ids=["elliptic", "dsa"],
)
def test_public_keys_of_another_kind_are_unreadable(public: Any):
    with pytest.raises(Unreadable, match="RSA"):
        read_public_key(spki(public))


def spki(public: Any) -> str:
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def test_a_key_does_not_show_itself(key: KeyPair):
    assert repr(key) == "KeyPair(2048 bits)"

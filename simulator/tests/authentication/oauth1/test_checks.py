"""Where nobody is certain what the products do, a switch says which reading holds."""

import sys
import threading

import pytest

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.checks import Checks, each_alone
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.errors import AuthenticationRefused, ImitatedCrash, SignatureInvalid
from applink_simulator.domain.links import Consumer
from applink_simulator.domain.messages import IncomingRequest, OutgoingRequest
from applink_simulator.domain.profiles import Guesses, Profile
from applink_simulator.storage.memory import MemoryNonces

KEY = KeyPair.generate()
CONSUMER = Consumer("tool", "Tool", KEY.public.text)


def arrived(signature: str | None = None) -> Message:
    request = Signer("tool", KEY, Clock()).sign(OutgoingRequest("GET", "http://jira.example/"))
    ((name, value),) = request.headers
    if signature is not None:
        value = value.partition("oauth_signature=")[0] + f'oauth_signature="{signature}"'
    message = Message.of(IncomingRequest("GET", "http://jira.example/", "", ((name, value),)))
    assert message is not None
    return message


@pytest.mark.parametrize(("crashes", "refusal"), [(False, SignatureInvalid), (True, ImitatedCrash)])
def test_a_signature_that_cannot_be_decoded_may_crash_as_the_vendors_verifier_might(
    crashes: bool, refusal: type[AuthenticationRefused]
):
    checks = Checks(
        Profile.VENDOR, Guesses(unreadable_signature_crashes=crashes), Clock(), each_alone(MemoryNonces())
    )
    with pytest.raises(refusal):
        checks.pass_or_raise(arrived("no%20base64"), CONSUMER)
    checks.pass_or_raise(arrived(), CONSUMER)


def test_of_many_claims_of_one_nonce_exactly_one_is_granted():
    """Looking and remembering are one step; the threads take turns as often as they can be made to."""
    nonces, begin, rounds = MemoryNonces(), threading.Barrier(8), 10_000
    granted: list[int] = []

    def claim_all() -> None:
        begin.wait()
        granted.extend(each for each in range(rounds) if nonces.claim((str(each),), 1.0, 2.0))

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=claim_all) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(usual)
    assert sorted(granted) == list(range(rounds))

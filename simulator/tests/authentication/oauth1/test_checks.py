"""Where nobody is certain what the products do, a switch says which reading holds."""

import pytest

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.checks import Checks
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
    checks = Checks(Profile.VENDOR, Guesses(unreadable_signature_crashes=crashes), Clock(), MemoryNonces())
    with pytest.raises(refusal):
        checks.pass_or_raise(arrived("no%20base64"), CONSUMER)
    checks.pass_or_raise(arrived(), CONSUMER)

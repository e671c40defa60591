"""What a serving end checks of a signed message, in the order in which the products do (auth.md 1.4)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from applink_simulator.authentication.keys import read_public_key
from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.oauth1.signature import RSA_SHA1, body_hash, verifies_rsa
from applink_simulator.domain.admission import Nonce
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.errors import (
    ImitatedCrash,
    NonceUsed,
    ParameterAbsent,
    ParameterRejected,
    SignatureInvalid,
    SignatureMethodRejected,
    TimestampRefused,
    VersionRejected,
)
from applink_simulator.domain.links import Consumer
from applink_simulator.domain.profiles import Guesses, Profile
from applink_simulator.domain.state import Nonces

WINDOW = 300
"""Seconds a timestamp may lie on either side of the serving product's clock."""
NONCE_MEMORY = 60
"""Seconds for which the vendor's products refuse a consumer's nonce under any timestamp (O1P-066)."""

Claim = Callable[[Sequence[Nonce], float], bool]
"""Takes the nonces at that second, none after one that is taken already; whether all of them were new."""


def each_alone(nonces: Nonces) -> Claim:
    return lambda wanted, now: all(nonces.claim(each.name, now, each.until) for each in wanted)


_whole_number = re.compile(r"[+-]?[0-9]{1,19}", re.ASCII).fullmatch
_number = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class Checks:
    """The chain for one product; passing it means: this consumer sent this message, now and once."""

    profile: Profile
    guesses: Guesses
    clock: Clock
    claim: Claim

    def pass_or_raise(self, message: Message, consumer: Consumer) -> None:
        self._method(message)
        self._no_repeats(message)
        self._sizes(message)
        self._version(message)
        timestamp = self._timestamp(message)
        if self.profile is Profile.VENDOR:
            self._nonce(message, consumer, timestamp)
            self._signature(message, consumer)
        else:
            self._signature(message, consumer)
            self._body_hash(message)
            # Remember the nonce only once the signature holds: else a forger could use up the real one.
            self._nonce(message, consumer, timestamp)

    def _method(self, message: Message) -> None:
        method = required(message, names.SIGNATURE_METHOD)
        if method != RSA_SHA1:
            raise SignatureMethodRejected(method=method)

    def _no_repeats(self, message: Message) -> None:
        if len(message.first) == len(message.parameters):
            return
        once: set[str] = set()
        repeated: set[str] = set()
        strict = self.profile is Profile.STRICT
        for name, _ in message.parameters:
            if name in names.ONLY_ONCE or (strict and name.startswith("oauth_")):
                (repeated if name in once else once).add(name)
        if repeated:
            raise ParameterRejected(names=sorted(repeated), advice="A protocol parameter may occur only once.")
        if strict and len(set(message.every(names.REQUESTOR))) > 1:
            raise ParameterRejected(names=[names.REQUESTOR], advice="It must be clear who is meant.")

    def _sizes(self, message: Message) -> None:
        for name, value in message.first.items():
            if len(value) > names.LONGEST_PARAMETER and name in names.ONLY_ONCE:
                raise ParameterRejected(names=[name], advice="This is longer than any such parameter.")

    def _version(self, message: Message) -> None:
        version = message.get(names.VERSION)
        if version is None or version == "1.0":
            return
        if not _number(version):
            self._not_a_number(names.VERSION, version)
        if self.profile is Profile.STRICT or float(version) != 1.0:
            raise VersionRejected(version=version)

    def _timestamp(self, message: Message) -> int:
        text = required(message, names.TIMESTAMP)
        required(message, names.NONCE)
        if not _whole_number(text) or not -(2**63) <= int(text) < 2**63:
            self._not_a_number(names.TIMESTAMP, text)
        if self.profile is Profile.STRICT and not text.isdecimal():
            raise ParameterRejected(names=[names.TIMESTAMP], advice="This must be a positive integer.")
        timestamp, now = int(text), round(self.clock.now())
        if abs(now - timestamp) > WINDOW:
            raise TimestampRefused(timestamp=timestamp, earliest=now - WINDOW, latest=now + WINDOW)
        return timestamp

    def _not_a_number(self, name: str, text: str) -> None:
        if self.profile is Profile.VENDOR:
            raise ImitatedCrash(
                reason=f"{name} is no number: {text[:40]!r} (the vendor's products fall over here, Q-3)."
            )
        raise ParameterRejected(names=[name], advice="This must be a number.")

    def _nonce(self, message: Message, consumer: Consumer, timestamp: int) -> None:
        now = self.clock.now()
        nonce = required(message, names.NONCE)
        token = message.get(names.TOKEN) or ""
        # Half a second of rounding on either side of the window, and one to be sure.
        wanted = [Nonce((consumer.key, token, str(timestamp), nonce), timestamp + WINDOW + 2.0)]
        if self.profile is Profile.VENDOR:
            wanted.append(Nonce((consumer.key, nonce), now + NONCE_MEMORY))
        if not self.claim(wanted, now):
            raise NonceUsed

    def _signature(self, message: Message, consumer: Consumer) -> None:
        signature = required(message, names.SIGNATURE)
        ours = message.base_string
        if not verifies_rsa(signature, ours, read_public_key(consumer.public_key)):
            refused = SignatureInvalid()
            refused.explanation = ours
            if self.guesses.unreadable_signature_crashes and not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", signature):
                raise ImitatedCrash(reason="The signature is not Base64 (a guess: auth.md 10, point 0).")
            raise refused

    def _body_hash(self, message: Message) -> None:
        claimed = message.get(names.BODY_HASH)
        if claimed is None:
            return
        if message.is_form:
            raise ParameterRejected(names=[names.BODY_HASH], advice="A form is signed itself and takes no hash.")
        if claimed != body_hash(message.body):
            refused = SignatureInvalid()
            refused.explanation = "oauth_body_hash does not fit the body"
            raise refused


def required(message: Message, name: str) -> str:
    """The parameter's value, which may be empty; ParameterAbsent when the name is not there."""
    value = message.get(name)
    if value is None:
        raise ParameterAbsent(names=[name])
    return value

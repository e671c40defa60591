"""The calling end: signs a request as one consumer (auth.md 3.2)."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.parameters import encode, encode_base64, read_form, write_form
from applink_simulator.authentication.oauth1.signature import RSA_SHA1, base_string, sign_rsa
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import FORM, OutgoingRequest


class Signer:
    """Signs as one consumer; what never changes of the header is put together once."""

    def __init__(self, consumer_key: str, key: KeyPair, clock: Clock) -> None:
        self.consumer_key = consumer_key
        self.key = key
        self._clock = clock
        self._constant = (
            f'oauth_consumer_key="{encode(consumer_key)}",oauth_signature_method="{RSA_SHA1}",oauth_version="1.0"'
        )

    def sign(self, request: OutgoingRequest, token: str = "") -> OutgoingRequest:
        """With an ``Authorization`` header; an empty token is sent as such and means two-legged."""
        timestamp, nonce = self._moment()
        parameters = [
            ("oauth_consumer_key", self.consumer_key),
            ("oauth_nonce", nonce),
            ("oauth_signature_method", RSA_SHA1),
            ("oauth_timestamp", timestamp),
            ("oauth_token", token),
            ("oauth_version", "1.0"),
        ]
        if query := urlsplit(request.url).query:
            parameters += read_form(query)
        if form := request.form:
            parameters += read_form(form)
        text = base_string(request.method, request.url, parameters)
        authorization = (
            f'OAuth realm="",oauth_token="{encode(token)}",{self._constant},oauth_timestamp="{timestamp}",'
            f'oauth_nonce="{nonce}",oauth_signature="{encode_base64(sign_rsa(text, self.key))}"'
        )
        return replace(request, headers=(*request.headers, ("Authorization", authorization)), signed_text=text)

    def sign_form(self, url: str, fields: Iterable[tuple[str, str]]) -> OutgoingRequest:
        """A POST with everything in its body, as the products send token requests (Q-1)."""
        timestamp, nonce = self._moment()
        pairs = [
            ("oauth_consumer_key", self.consumer_key),
            ("oauth_signature_method", RSA_SHA1),
            ("oauth_timestamp", timestamp),
            ("oauth_nonce", nonce),
            ("oauth_version", "1.0"),
            *fields,
        ]
        text = base_string("POST", url, [*pairs, *read_form(urlsplit(url).query)])
        body = write_form([*pairs, ("oauth_signature", sign_rsa(text, self.key))])
        return OutgoingRequest("POST", url, (("Content-Type", FORM),), body.encode(), signed_text=text)

    def _moment(self) -> tuple[str, str]:
        return str(int(self._clock.now())), secrets.token_hex(16)

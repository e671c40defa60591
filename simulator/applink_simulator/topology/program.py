"""A program that asks a product by itself: a script or a build server, known there as a consumer of its own."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, urlsplit

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.parameters import encode, read_form
from applink_simulator.authentication.oauth1.signature import (
    HMAC_SHA1,
    RSA_SHA1,
    base_string,
    sign_hmac,
    sign_rsa,
    sign_rsa_with,
)
from applink_simulator.domain.identity import url_based_id
from applink_simulator.domain.messages import Headers, OutgoingRequest, Reply
from applink_simulator.linking.product import Transport
from applink_simulator.topology.browser import PATIENCE
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import EVERYTHING, Administrator, in_json

SECRET = "no-product-knows-it"

METHODS: dict[str, Callable[[str, KeyPair], str]] = {
    RSA_SHA1: sign_rsa,
    HMAC_SHA1: lambda text, _: sign_hmac(text, SECRET),
    "RSA-SHA256": lambda text, key: sign_rsa_with("SHA256", text, key),
    "RSA-SHA512": lambda text, key: sign_rsa_with("SHA512", text, key),
    "PLAINTEXT": lambda _text, _key: f"{SECRET}&",
}
"""How libraries sign."""


class Program:
    """What it does is answered as to the consumer that an administrator registered for it."""

    def __init__(self, place: Place, transport: Transport, now: Callable[[], float], name: str) -> None:
        self.place = place
        self._transport = transport
        self._now = now
        self._key = KeyPair.generate()
        self._consumer_key = f"program-for-{name}"
        address = f"http://{self._consumer_key}.invalid"
        self._itself = Place(self._consumer_key, "generic", self._consumer_key, address, url_based_id(address))

    def is_registered(self, administrator: Administrator, acting_as: str | None) -> None:
        """Each program has a generic link of its own, as the products want it."""
        administrator.must(administrator.create_generic_end(self._itself), "creating a link for a program")
        public_key = self._key.public.text
        trusted = administrator.trust_by_hand(self._itself, self._consumer_key, public_key, acting_as=acting_as)
        administrator.must(trusted, "registering a program")

    def views(self, item: str, *, method: str = RSA_SHA1, token: str = "", times: int = 1) -> Reply:
        """The last answer, when the signed request is sent several times as it is."""
        request = self._request("GET", f"/rest/api/2/issue/{quote(item, safe='')}")
        signed = self._signed(request, method, token)
        replies = [self._transport.send(signed) for _ in range(times)]
        return replies[-1]

    def searches(self, authorization: tuple[str, str] | None = None) -> Reply:
        """For everything there is; signed, unless it is told what to send instead."""
        request = self._request("GET", EVERYTHING[self.place.kind])
        if authorization is None:
            return self._transport.send(self._signed(request))
        return self._transport.send(replace(request, headers=(*request.headers, authorization)))

    def adds_an_issue(self, project: str, *more: tuple[str, str]) -> Reply:
        fields = {"project": {"key": project}, "summary": "The build is broken", "issuetype": {"name": "Bug"}}
        request = self._request("POST", "/rest/api/2/issue", {"fields": fields})
        # A program knows nothing of the header that keeps other sites' forms away.
        headers = tuple(header for header in request.headers if header[0] != "X-Atlassian-Token")
        return self._transport.send(self._signed(replace(request, headers=(*headers, *more))))

    def _request(self, method: str, path: str, body: object = None) -> OutgoingRequest:
        method, url, headers, content = in_json(method, self.place.url + path, body, {})
        return OutgoingRequest(method, url, headers, content, timeout=PATIENCE)

    def _signed(self, request: OutgoingRequest, method: str = RSA_SHA1, token: str = "") -> OutgoingRequest:
        parameters = [
            ("oauth_consumer_key", self._consumer_key),
            ("oauth_nonce", secrets.token_hex(16)),
            ("oauth_signature_method", method),
            ("oauth_timestamp", str(int(self._now()))),
            ("oauth_token", token),
            ("oauth_version", "1.0"),
        ]
        text = base_string(request.method, request.url, [*parameters, *read_form(urlsplit(request.url).query)])
        signature = METHODS[method](text, self._key)
        told = ",".join(f'{name}="{encode(value)}"' for name, value in [*parameters, ("oauth_signature", signature)])
        headers: Headers = (*request.headers, ("Authorization", f"OAuth {told}"))
        return replace(request, headers=headers, signed_text=text)

"""A request with its OAuth parameters found, wherever they travelled (auth.md 1.2 and 1.5)."""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple, Self

from applink_simulator.authentication.oauth1 import parameters
from applink_simulator.authentication.oauth1.signature import base_string
from applink_simulator.domain.errors import ParameterRejected
from applink_simulator.domain.messages import IncomingRequest

CONSUMER_KEY = "oauth_consumer_key"
TOKEN = "oauth_token"
SIGNATURE_METHOD = "oauth_signature_method"
SIGNATURE = "oauth_signature"
TIMESTAMP = "oauth_timestamp"
NONCE = "oauth_nonce"
VERSION = "oauth_version"
CALLBACK = "oauth_callback"
VERIFIER = "oauth_verifier"
SESSION_HANDLE = "oauth_session_handle"
BODY_HASH = "oauth_body_hash"
REQUESTOR = "xoauth_requestor_id"
REQUESTOR_ALIAS = "user_id"

RECOGNISED_BY = frozenset({CONSUMER_KEY, TOKEN, SIGNATURE_METHOD, SIGNATURE, TIMESTAMP, NONCE})
"""A data request is OAuth only when all six are there (auth.md 1.5)."""
ONLY_ONCE = RECOGNISED_BY | {"oauth_token_secret", CALLBACK, VERSION}

MOST_PARAMETERS = 500
LONGEST_PARAMETER = 8 * 1024
"""Characters; more is refused rather than sorted and signed (O1P-017)."""


class Message(NamedTuple):
    """Decoded parameters in order: header without its realm, query, form."""

    method: str
    url: str
    parameters: tuple[tuple[str, str], ...]
    in_header: bool
    """The ``OAuth`` authorization scheme was used."""
    from_header: int = 0
    """How many of the parameters came in the header; the rest are the request's own."""
    body: bytes = b""
    is_form: bool = False
    """The body is a form, whose fields are among the parameters."""
    first: Mapping[str, str] = MappingProxyType({})
    """The first value of each name."""

    @classmethod
    def of(cls, request: IncomingRequest) -> Self | None:
        """None when nothing in the request speaks OAuth."""
        authorization = request.header("Authorization") or ""
        in_header = parameters.is_oauth_header(authorization)
        query, form = request.query, request.form
        if not in_header and "oauth_" not in query and "oauth_" not in form:
            return None
        # With what separates it from the next, a parameter takes two characters at least.
        many = len(query) + len(form) + len(authorization) >= 2 * MOST_PARAMETERS
        if many and query.count("&") + form.count("&") + authorization.count(",") >= MOST_PARAMETERS:
            raise ParameterRejected(names=[], advice=f"More than {MOST_PARAMETERS} parameters are not read.")
        pairs = parameters.read_header(authorization) if in_header else []
        from_header = len(pairs)
        if query:
            pairs += parameters.read_form(query)
        if form:
            pairs += parameters.read_form(form)
        # Read as replacement characters, one signature would fit every request with broken octets in that place.
        if parameters.REPLACEMENT in "".join(chain.from_iterable(pairs)) and not all(
            parameters.is_utf8(raw) for raw in (authorization, query, request.body if form else b"")
        ):
            raise ParameterRejected(names=[], advice="Parameters must be UTF-8.")
        return cls(
            request.method,
            request.url,
            tuple(pairs),
            in_header,
            from_header,
            request.body,
            request.is_form,
            dict(reversed(pairs)),
        )

    def get(self, name: str) -> str | None:
        """The first parameter of that name; the empty string is not None, and the difference matters."""
        return self.first.get(name)

    def asked(self, name: str) -> str | None:
        """Likewise, but from query or form only, where a servlet reads its request parameters (LNK-018)."""
        for key, value in self.parameters[self.from_header :]:
            if key == name:
                return value
        return None

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.parameters if key == name]

    @property
    def base_string(self) -> str:
        return base_string(self.method, self.url, self.parameters)

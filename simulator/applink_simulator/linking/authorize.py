"""Tokens as a serving end hands them out, and people's decisions about them (auth.md 1.4, 1.6 and 1.7)."""

import hashlib
import secrets
import string
from dataclasses import replace
from urllib.parse import urlencode

from applink_simulator.authentication import checks
from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.checks import each_alone, required
from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.oauth_per_user import ACCESS_TOKEN_LIFETIME
from applink_simulator.domain.errors import (
    ConsumerKeyUnknown,
    ParameterAbsent,
    ParameterRejected,
    PermissionDenied,
    PermissionUnknown,
    TokenExpired,
    TokenRejected,
    TokenUsed,
)
from applink_simulator.domain.links import Consumer
from applink_simulator.domain.messages import IncomingRequest
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.tokens import Token, TokenState
from applink_simulator.domain.urls import is_web_address
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product

REQUEST_TOKEN_LIFETIME = 600
"""Seconds."""
SESSION_LIFETIME = ACCESS_TOKEN_LIFETIME + 30 * 24 * 3600
"""Seconds since the last renewal for which a session handle renews a token."""
VERIFIER_LENGTH = 6
DENIED = "denied"
"""What stands in the verifier's place when the user said no (Q-8)."""
MOST_GUESSES = 5
"""Wrong verifiers after which a strict product forgets the request token (O1P-114)."""
OUT_OF_BAND = "oob"

_ALPHANUMERIC = string.ascii_letters + string.digits


def request_token(product: Product, request: IncomingRequest) -> Token:
    """A token for a user to decide on; consumer and callback are looked at before the signature (Q-2)."""
    message = _message(request)
    consumer = _consumer(product, message)
    if product.profile is Profile.STRICT:
        _pass_checks(product, message, consumer)
    if not consumer.three_legged_allowed:
        raise PermissionDenied
    callback = message.get(names.CALLBACK)
    if callback is None and product.profile is Profile.STRICT:
        raise ParameterAbsent(names=[names.CALLBACK])
    if callback is not None:
        _require_callback(product, consumer, callback)
    if product.profile is Profile.VENDOR:
        _pass_checks(product, message, consumer)
    token = Token(
        value=_random(32),
        secret=_random(32),
        consumer_key=consumer.key,
        state=TokenState.REQUESTED,
        created=product.clock.now(),
        callback=callback,
    )
    product.state.tokens.put(token)
    return token


def token_to_decide(product: Product, value: str | None) -> Token:
    """The request token that a person is asked about; refused when there is nothing to decide (any more)."""
    if not value:
        raise ParameterAbsent(names=[names.TOKEN])
    token = product.state.tokens.get(value)
    if token is None or token.state is TokenState.ACCESS:
        raise TokenRejected
    if token.state is not TokenState.REQUESTED:
        raise TokenUsed
    if _is_old(product, token):
        raise TokenExpired
    return token


def decide(product: Product, token: Token, user: User, *, allowed: bool) -> Token:
    """The token as decided, with its verifier; TokenUsed when somebody was quicker."""
    decided = replace(
        token,
        state=TokenState.APPROVED if allowed else TokenState.DENIED,
        username=user.name,
        verifier=_random(VERIFIER_LENGTH) if allowed else DENIED,
    )
    if not product.state.tokens.swap(token, decided):
        raise TokenUsed
    return decided


def way_back(product: Product, decided: Token, callback: str | None = None) -> str | None:
    """Where the browser goes with the decision; None when the person has to carry the verifier there himself.

    ``callback`` is what the form says, which counts for tokens of version 1.0 alone: for all others the one
    that the consumer signed is bound to the token (O1P-096).
    """
    consumer = product.state.consumers.get(decided.consumer_key)
    registered = consumer.callback if consumer else None
    if decided.callback is None:
        target, parameters = callback or registered, {names.TOKEN: decided.value}
    else:
        bound = None if decided.callback == OUT_OF_BAND else decided.callback
        target, parameters = bound or registered, {names.TOKEN: decided.value, names.VERIFIER: decided.verifier or ""}
    if not target or not is_web_address(target):
        return None
    address, mark, fragment = target.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}{mark}{fragment}"


def exchange(product: Product, request: IncomingRequest) -> Token:
    """An access token: for an approved request token, or renewed with a session handle.

    Exactly one of several concurrent exchanges gets it. A failed one leaves the token as it was (O1P-119).
    """
    message = _message(request)
    if product.profile is Profile.STRICT:
        _pass_checks(product, message, _consumer(product, message))
    token = product.state.tokens.get(required(message, names.TOKEN))
    if token is None or token.consumer_key != message.get(names.CONSUMER_KEY):
        raise TokenRejected
    if token.state is TokenState.ACCESS:
        _require_renewable(product, message, token)
    else:
        _require_approved(product, message, token)
    if product.profile is Profile.VENDOR:
        _pass_checks(product, message, _consumer(product, message))
    now = product.clock.now()
    access = replace(
        token,
        value=_random(32),
        # The vendor's products keep the request token's secret (auth.md 1.6).
        secret=token.secret if product.profile is Profile.VENDOR else _random(32),
        state=TokenState.ACCESS,
        created=now,
        granted=token.granted or now,
        verifier=None,
        session_handle=_random(32),
    )
    if not product.state.tokens.swap(token, access):
        raise TokenRejected
    return access


def granted_by(product: Product, user: User) -> list[Token]:
    """The access tokens that a user has granted here and that still work, the newest first."""
    tokens = [
        token
        for token in product.state.tokens
        if token.state is TokenState.ACCESS
        and (token.username or "").lower() == user.name.lower()
        and product.clock.now() < token.created + ACCESS_TOKEN_LIFETIME
    ]
    return sorted(tokens, key=lambda token: token.granted, reverse=True)


def grant_id(token: Token) -> str:
    """Tells a user's grants apart on a page, which has no need of the tokens themselves."""
    return hashlib.sha256(token.value.encode()).hexdigest()[:20]


def revoke(product: Product, user: User, grant: str) -> None:
    """TokenRejected when it is no grant of that user's (any more)."""
    for token in granted_by(product, user):
        if grant_id(token) == grant and product.state.tokens.remove(token.value):
            return
    raise TokenRejected


def _require_approved(product: Product, message: Message, token: Token) -> None:
    if _is_old(product, token):
        raise TokenExpired
    if token.state is TokenState.REQUESTED:
        raise PermissionUnknown
    if token.state is TokenState.DENIED:
        raise PermissionDenied
    if token.callback is None:
        return
    if not secrets.compare_digest(required(message, names.VERIFIER).encode(), (token.verifier or "").encode()):
        _note_guess(product, token)
        raise TokenRejected


def _note_guess(product: Product, token: Token) -> None:
    """Six characters can be guessed by whoever has time; the vendor's products let him (O1P-114)."""
    if product.profile is Profile.VENDOR:
        return
    # Until it counts: whoever guesses in parallel guesses no more often.
    known: Token | None = token
    while known is not None and not product.state.tokens.swap(
        known, replace(known, wrong_verifiers=known.wrong_verifiers + 1)
    ):
        known = product.state.tokens.get(token.value)
    if known is not None and known.wrong_verifiers + 1 >= MOST_GUESSES:
        product.state.tokens.remove(token.value)


def _require_renewable(product: Product, message: Message, token: Token) -> None:
    """The token itself may have expired, its session not."""
    handle = required(message, names.SESSION_HANDLE)
    if not secrets.compare_digest(handle.encode(), (token.session_handle or "").encode()):
        raise TokenRejected
    if product.clock.now() >= token.created + SESSION_LIFETIME:
        raise PermissionDenied


def _is_old(product: Product, token: Token) -> bool:
    """One of a moment to come was made before the clock was set back: it does not live the longer for it."""
    return abs(product.clock.now() - token.created) >= REQUEST_TOKEN_LIFETIME


def _message(request: IncomingRequest) -> Message:
    message = Message.of(request)
    if message is None:
        raise ParameterAbsent(names=[names.CONSUMER_KEY])
    return message


def _consumer(product: Product, message: Message) -> Consumer:
    key = required(message, names.CONSUMER_KEY)
    consumer = product.state.consumers.get(key)
    if consumer is None:
        raise ConsumerKeyUnknown(consumer_key=key)
    return consumer


def _pass_checks(product: Product, message: Message, consumer: Consumer) -> None:
    for name in (names.SIGNATURE_METHOD, names.SIGNATURE):
        required(message, name)
    checks(product.serving, each_alone(product.state.nonces)).pass_or_raise(message, consumer)


def _require_callback(product: Product, consumer: Consumer, callback: str) -> None:
    if callback == OUT_OF_BAND:
        # Also says: the one that was established otherwise (RFC 5849 2.1).
        return
    if not is_web_address(callback):
        raise ParameterRejected(
            names=[names.CALLBACK], advice="The callback must be oob or an absolute http or https URL."
        )
    if product.profile is Profile.STRICT and consumer.callback and callback != consumer.callback:
        raise ParameterRejected(names=[names.CALLBACK], advice="This is not the registered callback.")


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHANUMERIC) for _ in range(length))

"""Tokens as a serving end hands them out (auth.md 1.4 and 1.6); the pages where people decide are in ``web``."""

import secrets
import string
from dataclasses import replace
from urllib.parse import urlsplit

from applink_simulator.authentication import checks
from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.checks import required
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
)
from applink_simulator.domain.links import Consumer, Token, TokenState
from applink_simulator.domain.messages import IncomingRequest
from applink_simulator.domain.profiles import Profile
from applink_simulator.linking.product import Product

REQUEST_TOKEN_LIFETIME = 600
"""Seconds."""
SESSION_LIFETIME = ACCESS_TOKEN_LIFETIME + 30 * 24 * 3600

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


def exchange(product: Product, request: IncomingRequest) -> Token:
    """An access token for an approved request token; exactly one of several concurrent exchanges gets it."""
    message = _message(request)
    value = required(message, names.TOKEN)
    token = product.state.tokens.get(value)
    if token is None:
        raise TokenRejected
    if token.consumer_key != message.get(names.CONSUMER_KEY):
        raise TokenRejected
    if token.state is TokenState.ACCESS:
        raise TokenRejected
    if product.clock.now() >= token.created + REQUEST_TOKEN_LIFETIME:
        raise TokenExpired
    if token.state is TokenState.REQUESTED:
        raise PermissionUnknown
    if token.state is TokenState.DENIED:
        raise PermissionDenied
    if token.callback is not None and required(message, names.VERIFIER) != token.verifier:
        raise TokenRejected
    _pass_checks(product, message, _consumer(product, message))
    if product.state.tokens.remove(value) is None:
        raise TokenRejected
    access = replace(
        token,
        value=_random(32),
        # The vendor's products keep the request token's secret (auth.md 1.6).
        secret=token.secret if product.profile is Profile.VENDOR else _random(32),
        state=TokenState.ACCESS,
        created=product.clock.now(),
        verifier=None,
        session_handle=_random(32),
    )
    product.state.tokens.put(access)
    return access


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
    checks(product.serving).pass_or_raise(message, consumer)


def _require_callback(product: Product, consumer: Consumer, callback: str) -> None:
    if callback != "oob":
        try:
            parts = urlsplit(callback)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable or any(char.isspace() for char in callback):
            raise ParameterRejected(
                names=[names.CALLBACK], advice="The callback must be oob or an absolute http or https URL."
            )
    if product.profile is Profile.STRICT and consumer.callback and callback != consumer.callback:
        raise ParameterRejected(names=[names.CALLBACK], advice="This is not the registered callback.")


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHANUMERIC) for _ in range(length))

"""Authentication on a link: how this end proves itself, and what it takes from the remote."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from applink_simulator.authentication.keys import read_public_key
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import (
    BadInput,
    ChangedMeanwhile,
    Conflict,
    ConsumerInformationMissing,
    RemoteError,
)
from applink_simulator.domain.links import OAUTH_PROVIDERS, BasicAccount, Consumer, Level, LinkEnd, Provider
from applink_simulator.linking.ends import check_edit, edit_end, link_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import OAuthStatus, Remote
from applink_simulator.linking.rights import require_administrator, require_system_administrator


def oauth_status(product: Product, end: LinkEnd) -> OAuthStatus:
    """What this end would tell the remote."""
    consumer = product.state.consumers.of_link(end.application_id)
    return OAuthStatus(Level.DISABLED if consumer is None else consumer.level, end.outgoing)


def may_set(product: Product, caller: Caller, *levels: Level) -> None:
    """Impersonation in either direction is for system administrators (auth.md 3.1)."""
    if Level.IMPERSONATION in levels:
        require_system_administrator(product, caller)
    else:
        require_administrator(product, caller)


def set_oauth_status(product: Product, end: LinkEnd, status: OAuthStatus) -> None:
    """Both directions at once; the remote's consumer information is fetched where it is not known yet."""
    consumer = _consumer_at(product, end, status.incoming)

    def put() -> None:
        _put_incoming(product, end, consumer)
        product.state.ends.put(end.at_outgoing_level(status.outgoing))

    product.state.together(put)


def set_incoming(product: Product, end: LinkEnd, level: Level) -> None:
    """What this end takes."""
    _put_incoming(product, end, _consumer_at(product, end, level))


def _consumer_at(product: Product, end: LinkEnd, level: Level) -> Consumer | None:
    """As it is to be stored; None is not to be stored at all. The remote is asked where its key is not known."""
    if level is Level.DISABLED:
        return None
    known = product.state.consumers.of_link(end.application_id)
    return (known or fetch_consumer(product, end)).at_level(level)


def _put_incoming(product: Product, end: LinkEnd, consumer: Consumer | None) -> None:
    if consumer is None:
        forget_consumer(product, end)
    else:
        product.state.consumers.put(consumer)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an administrator may set on an end that is there."""

    name: str
    display_url: str
    primary: bool
    incoming: Level
    outgoing: frozenset[Provider]
    """Of OAuth's three ways those that this end uses when it calls."""
    preconfigured_user: str
    """Whom plain OAuth acts as here; empty for nobody."""


def settings_of(product: Product, end: LinkEnd) -> Settings:
    consumer = product.state.consumers.of_link(end.application_id)
    return Settings(
        name=end.name,
        display_url=end.display_url,
        primary=end.primary,
        incoming=Level.DISABLED if consumer is None else consumer.level,
        outgoing=end.providers & OAUTH_PROVIDERS,
        preconfigured_user=(consumer.two_legged_user or "") if consumer else "",
    )


def mark_of(settings: Settings) -> str:
    """Tells whether somebody else has changed an end since its settings were shown."""
    outgoing = sorted(provider.name for provider in settings.outgoing)
    text = repr((outgoing, replace(settings, outgoing=frozenset())))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def change_settings(product: Product, caller: Caller, end: LinkEnd, wanted: Settings, seen: str) -> LinkEnd:
    """All of them or none; ``seen`` is the mark of what the administrator had before his eyes."""
    present = settings_of(product, end)
    if seen != mark_of(present):
        raise ChangedMeanwhile(name=end.name)
    require_user(product, wanted.preconfigured_user)
    changed = {wanted.incoming, Level.of_providers(wanted.outgoing)} - {present.incoming, end.outgoing}
    may_set(product, caller, *changed)
    # Looks at name and address first: what can be refused comes before what is fetched and stored.
    check_edit(product, end, name=wanted.name, display_url=wanted.display_url)
    consumer = _consumer_at(product, end, wanted.incoming)
    if consumer is not None:
        consumer = replace(consumer, two_legged_user=wanted.preconfigured_user or None)
    outgoing = replace(end, providers=(end.providers - OAUTH_PROVIDERS) | wanted.outgoing)

    def put() -> LinkEnd:
        # The remote may have been asked meanwhile: whoever relocated or edited the link then is not overwritten.
        if not product.state.ends.swap(end, outgoing):
            raise ChangedMeanwhile(name=end.name)
        _put_incoming(product, end, consumer)
        return edit_end(product, outgoing, name=wanted.name, display_url=wanted.display_url, primary=wanted.primary)

    return product.state.together(put)


def require_user(product: Product, username: str | None) -> None:
    """BadInput when the pre-configured user does not exist here."""
    if username and product.state.directory.find(username) is None:
        raise BadInput(f"The user {username!r} does not exist here.", key="auth.oauth.config.2lo.username.invalid")


def fetch_consumer(product: Product, end: LinkEnd) -> Consumer:
    """From the remote's consumer-info; a known key stays until an administrator asks anew (LNK-037)."""
    try:
        consumer = Remote(product, end.rpc_url).consumer_information()
    except RemoteError as problem:
        raise ConsumerInformationMissing(name=end.name, reason=str(problem)) from problem
    # The link may have been deleted while the remote was asked: then nothing of it is trusted any more.
    link_end(product, end.application_id)
    return claim_key(product, replace(consumer, application_id=end.application_id))


def claim_key(product: Product, consumer: Consumer) -> Consumer:
    """Refuses a key that another link has registered: one could speak for the other (LNK-038)."""
    holder = product.state.consumers.get(consumer.key)
    if holder is not None and holder.application_id not in (None, consumer.application_id):
        raise Conflict(what=f"The consumer key {consumer.key!r} belongs to another link already.")
    return consumer


def register_consumer(
    product: Product,
    end: LinkEnd,
    consumer: Consumer,
    *,
    two_legged_allowed: bool,
    two_legged_user: str | None,
    impersonation_allowed: bool,
) -> Consumer:
    """Trust the remote's signatures; BadInput when the pre-configured user does not exist here."""
    require_user(product, two_legged_user)
    registered = replace(
        consumer,
        application_id=end.application_id,
        two_legged_allowed=two_legged_allowed,
        two_legged_user=two_legged_user or None,
        impersonation_allowed=impersonation_allowed,
    )

    def put() -> None:
        previous = product.state.consumers.of_link(end.application_id)
        if previous is not None and previous.key != registered.key:
            forget_consumer(product, end)
        product.state.consumers.put(registered)

    product.state.together(put)
    return registered


def consumer_by_hand(
    end: LinkEnd, key: str, name: str, description: str, public_key: str, callback: str = ""
) -> Consumer:
    """As an administrator typed it."""
    if not (key and name and public_key):
        raise BadInput("A consumer needs key, name and publicKey.")
    return Consumer(
        key=key,
        name=name,
        public_key=read_public_key(public_key).text,
        description=description,
        callback=callback or None,
        application_id=end.application_id,
    )


def forget_consumer(product: Product, end: LinkEnd) -> None:
    """The remote's signatures are no longer trusted; what users granted it goes too."""
    consumer = product.state.consumers.of_link(end.application_id)
    if consumer is not None:
        remove_consumer(product, consumer.key)


def remove_consumer(product: Product, key: str) -> None:
    def remove() -> None:
        product.state.tokens.remove_of_consumer(key)
        product.state.consumers.remove(key)

    product.state.together(remove)


def add_provider(product: Product, end: LinkEnd, class_name: str, config: dict[str, Any]) -> LinkEnd:
    """One more way for this end to prove itself when it calls; BadInput for a class nobody knows."""
    try:
        provider = Provider(class_name)
    except ValueError:
        raise BadInput(f"Authentication provider {class_name[:120]!r} is not known.") from None
    account = end.basic_account
    if provider is Provider.BASIC:
        account = BasicAccount(str(config.get("username", "")), str(config.get("password", "")))
    changed = replace(end, providers=end.providers | {provider}, basic_account=account)
    product.state.ends.put(changed)
    return changed


def remove_provider(product: Product, end: LinkEnd, provider: Provider) -> None:
    """With Basic access the account goes too."""
    account = None if provider is Provider.BASIC else end.basic_account
    product.state.ends.put(replace(end, providers=end.providers - {provider}, basic_account=account))

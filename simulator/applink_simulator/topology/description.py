"""What a topology says of one product, as plain values."""

from datetime import datetime, timedelta

from applink_simulator.domain.identity import default_application_id
from applink_simulator.topology.content import content_of
from applink_simulator.topology.installation import Character, Furnishing
from applink_simulator.topology.load import Topology
from applink_simulator.topology.people import consumer_of, guesses_of, rights_of, users_of

WRITTEN = timedelta(days=7)
"""How long ago the content of a topology was written, by the products' clock."""


def character_of(topology: Topology, name: str) -> Character:
    entry = topology.products[name]
    return Character(
        name=name,
        kind=entry.kind,
        userbase=entry.userbase,
        title=entry.title,
        version=entry.version,
        profile=entry.profile,
        guesses=guesses_of(entry),
        patience=entry.patience,
        secure_administrator_sessions=entry.secure_administrator_sessions,
        tokens_need_tls=entry.tokens_need_tls,
    )


def furnishing_of(topology: Topology, name: str, now: datetime) -> Furnishing:
    """The content's times come before that moment."""
    entry = topology.products[name]
    content = content_of(entry, topology, default_application_id, now - WRITTEN)
    here = [consumer for consumer in topology.consumers if consumer.at == name]
    return Furnishing(
        users=tuple(users_of(topology.userbases[entry.userbase])),
        rights=rights_of(entry),
        containers=content.containers,
        issues=content.issues,
        pages=content.pages,
        consumers=tuple(consumer_of(consumer) for consumer in here if not consumer.left_over),
        left_over=tuple(consumer_of(consumer) for consumer in here if consumer.left_over),
    )

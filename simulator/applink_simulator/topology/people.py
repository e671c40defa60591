"""Who a topology file speaks of, as domain values: people, rights, and the clients known as consumers."""

from collections import defaultdict
from dataclasses import replace

from applink_simulator.domain.links import Consumer, Level
from applink_simulator.domain.profiles import Guesses
from applink_simulator.domain.users import Audience, Rights, User
from applink_simulator.topology import generate
from applink_simulator.topology.file import ConsumerEntry, Product, Userbase


def users_of(userbase: Userbase) -> list[User]:
    """Those that are written out, then the generated ones that are not."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for group, entry in (userbase.groups or {}).items():
        for member in entry.members:
            groups[member.lower()].add(group)
    written = [
        User(
            name=name,
            display_name=user.display_name or name,
            email=user.email or (name if "@" in name else f"{name}@example.test"),
            password=user.password or name,
            active=user.active,
            groups=frozenset(groups[name.lower()].union(user.groups)),
        )
        for name, user in userbase.users.items()
    ]
    taken = {user.name.lower() for user in written}
    generated = generate.users(userbase.generate.users, userbase.generate.groups)
    others = (user for user in generated if user.name not in taken)
    return written + [
        replace(user, groups=user.groups | groups[user.name]) if user.name in groups else user for user in others
    ]


def rights_of(product: Product) -> Rights:
    return Rights(
        system_administrators=Audience.of(product.system_administrators),
        administrators=Audience.of(product.administrators),
        may_use=Audience.of(product.may_use),
        anonymous_access=product.anonymous,
    )


def guesses_of(product: Product) -> Guesses:
    return Guesses(**product.guesses.model_dump())


def consumer_of(entry: ConsumerEntry) -> Consumer:
    """As an administrator would have registered it by hand; ``acting_as`` keeps the spelling of the file."""
    from applink_simulator.authentication.keys import read_public_key

    consumer = Consumer(
        key=entry.key,
        name=entry.name or entry.key,
        public_key=read_public_key(entry.public_key).text,
        description=entry.description,
        callback=entry.callback,
        two_legged_user=entry.acting_as,
    )
    if entry.impersonation:
        return consumer.at_level(Level.IMPERSONATION)
    return consumer.at_level(Level.THREE_LEGGED_ONLY if entry.acting_as is None else Level.OAUTH)

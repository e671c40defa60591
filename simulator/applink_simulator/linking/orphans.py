"""Orphaned trust: what this product still takes of a remote whose link is gone (applinks.md 5.7)."""

from dataclasses import dataclass, replace
from enum import Enum

from applink_simulator.domain.errors import BadInput, NotThere
from applink_simulator.domain.links import LinkEnd
from applink_simulator.linking.configure import remove_consumer
from applink_simulator.linking.product import Product


class TrustType(Enum):
    OAUTH = "OAUTH"
    TRUSTED_APPLICATIONS = "TRUSTED_APPS"

    @classmethod
    def called(cls, name: str) -> "TrustType":
        try:
            return cls(name.upper())
        except ValueError:
            raise BadInput(f"{name[:80]!r} is no type of trust: OAUTH or TRUSTED_APPS.") from None


@dataclass(frozen=True, slots=True)
class Orphan:
    id: str
    """The consumer key, or the id of the trusted application."""
    type: TrustType


def orphans(product: Product) -> list[Orphan]:
    consumers = [(each.key, each.application_id, TrustType.OAUTH) for each in product.state.consumers]
    trusted = [(*each, TrustType.TRUSTED_APPLICATIONS) for each in product.state.trusted_applications.items()]
    return [
        Orphan(trusted_id, sort)
        for trusted_id, application_id, sort in (*consumers, *trusted)
        if application_id is None or product.state.ends.get(application_id) is None
    ]


def require_orphan(product: Product, orphan: Orphan) -> None:
    """Trust that belongs to a link is none, and is neither given away nor taken with it."""
    if orphan not in orphans(product):
        raise NotThere(what=f"Orphaned trust of the type {orphan.type.value} with the id {orphan.id[:80]!r}")


def forget(product: Product, orphan: Orphan) -> None:
    """What users granted such a consumer goes with it."""
    require_orphan(product, orphan)
    if orphan.type is TrustType.OAUTH:
        remove_consumer(product, orphan.id)
    else:
        product.state.trusted_applications.remove(orphan.id)


def adopt(product: Product, orphan: Orphan, end: LinkEnd) -> None:
    """The new link takes over what is left of an earlier one."""
    if orphan.type is TrustType.TRUSTED_APPLICATIONS:
        product.state.trusted_applications.put(orphan.id, end.application_id)
    elif (consumer := product.state.consumers.get(orphan.id)) is not None:
        product.state.consumers.put(replace(consumer, application_id=end.application_id))

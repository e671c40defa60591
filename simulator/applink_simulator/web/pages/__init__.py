"""Pages that people use at every product, whatever its kind: signing in, consent, and the administration of links."""

from flask import Blueprint

from applink_simulator.products.kind import ProductKind
from applink_simulator.web.pages import access_tokens, authorize, confirm, link_authentication, login_dance, sign_in


def blueprints_of(kind: ProductKind) -> tuple[Blueprint, ...]:
    """Some addresses are the kind's own."""
    return (
        sign_in.blueprint_of(kind),
        confirm.blueprint_of(kind),
        login_dance.blueprint,
        authorize.blueprint,
        access_tokens.blueprint,
        link_authentication.blueprint,
    )

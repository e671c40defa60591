"""Pages that people use at every product, whatever its kind: signing in, consent, and the administration of links."""

from flask import Blueprint

from applink_simulator.products.kind import ProductKind
from applink_simulator.web.pages import (
    access_tokens,
    authorize,
    confirm,
    create_link,
    delete_link,
    edit_link,
    link_authentication,
    link_back,
    link_list,
    login_dance,
    project_links,
    relocate_link,
    sign_in,
)


def blueprints_of(kind: ProductKind) -> tuple[Blueprint, ...]:
    """Some addresses are the kind's own."""
    return (
        sign_in.blueprint_of(kind),
        confirm.blueprint_of(kind),
        login_dance.blueprint,
        authorize.blueprint,
        access_tokens.blueprint,
        link_list.blueprint_of(kind),
        create_link.blueprint,
        link_back.blueprint,
        edit_link.blueprint,
        relocate_link.blueprint,
        delete_link.blueprint,
        project_links.blueprint,
        link_authentication.blueprint,
    )

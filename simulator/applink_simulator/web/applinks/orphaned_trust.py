"""``orphaned-trust``: what earlier links have left behind (applinks.md 3.2)."""

from flask import Blueprint, Response

from applink_simulator.linking.orphans import Orphan, TrustType, forget, orphans
from applink_simulator.web.answers import document
from applink_simulator.web.applinks.paths import ANY_VERSION
from applink_simulator.web.caller import confirmed_administrator, this_product
from applink_simulator.web.refusals import status_document

blueprint = Blueprint("applinks:orphaned_trust", __name__, url_prefix=f"{ANY_VERSION}/orphaned-trust")


@blueprint.get("")
def list_orphans(version: str) -> Response:
    confirmed_administrator()
    found = [{"id": each.id, "type": each.type.value} for each in orphans(this_product())]
    return document("orphanedTrustList", {"orphanedTrust": found})


@blueprint.delete("/<type_name>/<path:trusted_id>")
def delete_orphan(version: str, type_name: str, trusted_id: str) -> Response:
    """A consumer key may hold any character, slashes too."""
    confirmed_administrator()
    forget(this_product(), Orphan(trusted_id, TrustType.called(type_name)))
    return status_document(200, "")

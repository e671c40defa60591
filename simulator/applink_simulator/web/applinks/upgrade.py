"""Links whose remote has got another id: upgraded, and older authentication migrated (applinks.md 3.3 and 5.8)."""

from typing import Any

from flask import Blueprint, Response

from applink_simulator.domain.links import BasicAccount
from applink_simulator.linking.documents.link import level_document
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.migrate import Direction, capabilities_there, migrate
from applink_simulator.linking.upgrade import Reciprocation, Upgraded, upgrade, upgrade_to_older
from applink_simulator.web.answers import as_json, document
from applink_simulator.web.applinks.links import entity
from applink_simulator.web.applinks.paths import ANY_VERSION, VERSION_3
from applink_simulator.web.caller import administrator, confirmed_administrator, system_administrator, this_product

blueprint = Blueprint("applinks:upgrade", __name__, url_prefix=f"{ANY_VERSION}/upgrade")
migration = Blueprint("applinks_v3:migration", __name__, url_prefix=f"{VERSION_3}/migration")


@blueprint.post("/legacy/<application_id>")
def to_older(version: str, application_id: str) -> Response:
    administrator()
    product = this_product()
    return _answer(upgrade_to_older(product, link_end(product, application_id)), version)


@blueprint.post("/ual/<application_id>")
def to_application_links(version: str, application_id: str) -> Response:
    from applink_simulator.web.applinks.bodies import UpgradeBody, body

    administrator()
    product = this_product()
    end, wanted = link_end(product, application_id), body(UpgradeBody)
    reciprocation = Reciprocation(
        account=BasicAccount(wanted.username, wanted.password),
        our_url=wanted.our_url or product.base_url,
        two_way=wanted.two_way,
        trust_each_other=wanted.trust.trust_each_other,
        share_userbase=wanted.trust.share_userbase,
        entity_links=wanted.entity_links,
    )
    if reciprocation.share_userbase:
        system_administrator()
    return _answer(upgrade(product, end, reciprocation), version)


def _answer(upgraded: Upgraded | None, version: str) -> Response:
    """Empty when there was nothing to upgrade."""
    if upgraded is None:
        return Response(status=200)
    content = {
        "applicationLink": entity(this_product(), upgraded.end, version),
        "message": list(upgraded.warnings),
    }
    return document("upgradeApplicationLinkResponse", content)


@migration.post("/<application_id>")
def to_oauth(version: str, application_id: str) -> Response:
    caller = confirmed_administrator()
    product = this_product()
    end = link_end(product, application_id)
    found = migrate(product, end, caller)
    return as_json(
        {
            "outgoing": _direction(found.outgoing),
            "incoming": _direction(found.incoming),
            "capabilities": capabilities_there(product, end),
        }
    )


def _direction(direction: Direction) -> dict[str, Any]:
    return {"oauth": level_document(direction.oauth), "basic": direction.basic, "trusted": direction.trusted}

"""What an end says of itself, and of the whole link (applinks.md 3.3 and 4)."""

from typing import Any

from flask import Blueprint, Response, request

from applink_simulator.domain.errors import BadInput
from applink_simulator.domain.urls import is_web_address
from applink_simulator.linking.configure import may_set, oauth_status, set_oauth_status
from applink_simulator.linking.diagnose import Diagnosis, diagnose
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.remote import OAuthStatus
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.applinks.paths import VERSION_3
from applink_simulator.web.caller import administrator, signed_in_user, this_product

blueprint = Blueprint("applinks_v3:status", __name__, url_prefix=f"{VERSION_3}/status/<application_id>")


@blueprint.get("")
def status(version: str, application_id: str) -> Response:
    product = this_product()
    administrator()
    callback = request.args.get("authorisationCallback")
    if callback is not None and not is_web_address(callback):
        raise BadInput("The callback must be an absolute URL.", context="authorisationCallback")
    return as_json(_document(diagnose(product, link_end(product, application_id), signed_in_user(), callback)))


def _document(found: Diagnosis) -> dict[str, Any]:
    end = found.end
    content: dict[str, Any] = {
        "link": {
            "id": end.application_id,
            "name": end.name,
            "displayUrl": end.display_url,
            "rpcUrl": end.rpc_url,
            "type": end.type_id,
        },
        "working": found.working,
        "localAuthentication": found.local.document(),
    }
    if found.remote is not None:
        content["remoteAuthentication"] = found.remote.document()
    if found.finding is not None:
        content["error"] = {
            "category": found.finding.category.value,
            "type": found.finding.type.name,
            "details": found.finding.details,
            "authorisationUri": found.finding.authorisation_url,
        }
        content["error"] = {name: value for name, value in content["error"].items() if value}
    return content


@blueprint.get("/oauth")
def read_oauth(version: str, application_id: str) -> Response:
    """For everybody: the other end asks before anything is signed."""
    product = this_product()
    return as_json(oauth_status(product, link_end(product, application_id)).document())


@blueprint.put("/oauth")
def put_oauth(version: str, application_id: str) -> Response:
    from applink_simulator.web.applinks.bodies import json_body

    product = this_product()
    caller = administrator()
    end = link_end(product, application_id)
    wanted = OAuthStatus.read(json_body())
    may_set(product, caller, wanted.incoming, wanted.outgoing)
    set_oauth_status(product, end, wanted)
    return nothing(204)

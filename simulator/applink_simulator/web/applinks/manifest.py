"""The manifest: ours for strangers, a remote's through us (applinks.md 2.1)."""

from flask import Blueprint, Response, request

from applink_simulator.domain.errors import BadInput, LoginRequired, NotThere, RemoteError
from applink_simulator.linking.create import synthetic_manifest
from applink_simulator.linking.documents.manifest import manifest_document
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.remote import Remote
from applink_simulator.web.answers import document
from applink_simulator.web.applinks.paths import ANY_VERSION
from applink_simulator.web.caller import this_caller, this_product

blueprint = Blueprint("applinks:manifest", __name__)


@blueprint.get(f"{ANY_VERSION}/manifest", provide_automatic_options=False)
def manifest(version: str) -> Response:
    response = document("manifest", manifest_document(this_product().manifest))
    return _with_cors(response)


@blueprint.route(f"{ANY_VERSION}/manifest", methods=["OPTIONS"])
def preflight(version: str) -> Response:
    response = _with_cors(Response(status=200))
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Access-Control-Allow-Methods"] = "GET, OPTIONS"
    return response


def _with_cors(response: Response) -> Response:
    """The wizard of a new product reads it from the administrator's browser."""
    if origin := request.headers.get("Origin"):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


@blueprint.get(f"{ANY_VERSION}/manifest/<application_id>")
def manifest_of_remote(version: str, application_id: str) -> Response:
    """For a built-in type it never really fails: a synthetic manifest stands in."""
    product = this_product()
    if this_caller().user is None:
        raise LoginRequired
    try:
        end = link_end(product, application_id)
    except (NotThere, BadInput):
        raise BadInput("No link to an application with that id.", key="applinks.notfound") from None
    try:
        found = Remote(product, end.rpc_url).manifest()
    except RemoteError:
        found = synthetic_manifest(end.type_id, end.rpc_url)
    return document("manifest", manifest_document(found))

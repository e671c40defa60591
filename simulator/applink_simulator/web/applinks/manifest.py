"""The manifest: ours for strangers, a remote's through us; and our capabilities (applinks.md 2.1, 3.3)."""

from typing import Any

from flask import Blueprint, Response, request

from applink_simulator.domain.errors import BadInput, LoginRequired, NotThere, RemoteError
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.manifest import version_tuple
from applink_simulator.linking.create import synthetic_manifest
from applink_simulator.linking.documents.manifest import manifest_document
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import CAPABILITIES, Product
from applink_simulator.linking.remote import Remote
from applink_simulator.web.answers import as_json, document
from applink_simulator.web.applinks.paths import ANY_VERSION, VERSION_3
from applink_simulator.web.caller import administrator, this_caller, this_product

blueprint = Blueprint("applinks:manifest", __name__)

TIME_UNITS = ("NANOSECONDS", "MICROSECONDS", "MILLISECONDS", "SECONDS", "MINUTES", "HOURS", "DAYS")


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


@blueprint.get(f"{VERSION_3}/capabilities")
def capabilities(version: str) -> Response:
    return as_json(list(CAPABILITIES))


@blueprint.get(f"{VERSION_3}/capabilities/<name>")
def capability(version: str, name: str) -> Response:
    if name.upper() not in CAPABILITIES:
        raise NotThere(what=f"The capability {name}")
    return as_json([name.upper()])


@blueprint.get(f"{VERSION_3}/capabilities/remote/<application_id>")
def remote_capabilities(version: str, application_id: str) -> Response:
    product = this_product()
    administrator()
    age, unit = request.args.get("maxAge", "0"), request.args.get("timeUnit", "MINUTES")
    # Nothing is kept: an answer is never older than anybody may want it.
    if not (age.isascii() and age.isdigit()):
        raise BadInput("maxAge must be a number that is not negative.", context="maxAge")
    if unit.upper() not in TIME_UNITS:
        raise BadInput(f"timeUnit must be one of {', '.join(TIME_UNITS)}.", context="timeUnit")
    return as_json(remote_capabilities_document(product, link_end(product, application_id)))


def remote_capabilities_document(product: Product, end: LinkEnd) -> dict[str, Any]:
    """What the remote can do, or why that is not known."""
    remote = Remote(product, end.rpc_url)
    try:
        found = remote.manifest()
        capabilities = sorted(remote.capabilities()) if found.knows_capabilities() else []
    except RemoteError as problem:
        return {"capabilities": [], "error": str(problem)}
    return {
        "applicationVersion": _version(found.version),
        "applinksVersion": _version(found.applinks_version),
        "capabilities": capabilities,
    }


def _version(text: str | None) -> dict[str, object] | None:
    if text is None:
        return None
    major, minor, bugfix = (*version_tuple(text), 0, 0, 0)[:3]
    return {"versionString": text, "major": major, "minor": minor, "bugfix": bugfix, "suffix": ""}

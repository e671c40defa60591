"""What this product can do beyond links, and what a remote can (applinks.md 3.3)."""

from typing import Any

from flask import Blueprint, Response, request

from applink_simulator.domain.errors import BadInput, NotThere, RemoteError
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.manifest import version_tuple
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import Remote
from applink_simulator.web.answers import as_json
from applink_simulator.web.applinks.paths import VERSION_3
from applink_simulator.web.caller import administrator, this_product

blueprint = Blueprint("applinks_v3:capabilities", __name__, url_prefix=VERSION_3)

TIME_UNITS = ("NANOSECONDS", "MICROSECONDS", "MILLISECONDS", "SECONDS", "MINUTES", "HOURS", "DAYS")


@blueprint.get("/capabilities")
def capabilities(version: str) -> Response:
    return as_json(this_product().capabilities)


@blueprint.get("/capabilities/<name>")
def capability(version: str, name: str) -> Response:
    if name.upper() not in this_product().capabilities:
        raise NotThere(what=f"The capability {name}")
    return as_json([name.upper()])


@blueprint.get("/capabilities/remote/<application_id>")
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

"""The proxy servlet: a page's script asks the remote through its own product (applinks.md 3.5)."""

from urllib.parse import urlencode

from flask import Blueprint, Response

from applink_simulator.domain.errors import (
    BadInput,
    CredentialsRequired,
    NoSuchLink,
    NotAllowed,
    RemoteSilent,
    RemoteUnreachable,
)
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.messages import as_headers
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.linking.ends import primary_end
from applink_simulator.linking.proxy import Across, send_across, send_anonymously
from applink_simulator.web.visit import Visit, this_visit

blueprint = Blueprint("plain:proxy", __name__)

OWN_PARAMETERS = frozenset({"appId", "serverId", "appType", "path", "url", "jsonString", "formatErrors"})
PASSED_BACK = ("Content-Type", "Cache-Control", "Pragma")


@blueprint.route("/plugins/servlet/applinks/proxy", methods=["GET", "POST"])
def proxy() -> Response:
    visit = this_visit()
    product, user = visit.product, visit.caller.user
    if user is None and not product.state.rights.anonymous_access:
        raise NotAllowed
    end, across = _end(visit), _across(visit)
    try:
        try:
            reply = send_across(product, end, user, across)
        except CredentialsRequired as required:
            # What anybody may see is shown meanwhile; the status says that there may be more.
            reply = send_anonymously(product, end, across)
            response = Response(reply.body, 401)
            response.headers["WWW-Authenticate"] = f'OAuth realm="{required.authorisation_url}"'
            return response
    except RemoteUnreachable as problem:
        raise RemoteSilent(reason=str(problem)) from problem
    response = Response(reply.body, reply.status)
    response.headers.remove("Content-Type")
    for name in PASSED_BACK:
        if value := reply.header(name):
            response.headers[name] = value
    return response


def _given(visit: Visit, parameter: str, header: str) -> str | None:
    return visit.values.get(parameter) or visit.headers.get(header)


def _end(visit: Visit) -> LinkEnd:
    product = visit.product
    application_id = _given(visit, "appId", "X-AppId") or visit.values.get("serverId")
    if application_id:
        end = product.state.ends.get(application_id.lower())
        if end is None:
            raise NoSuchLink(application_id=application_id[:80])
        return end
    class_name = _given(visit, "appType", "X-AppType")
    if not class_name:
        raise BadInput("Say which application is meant: appId or appType.")
    type_id = next((each.id for each in APPLICATION_TYPES.values() if each.api_class == class_name), None)
    end = primary_end(product, type_id) if type_id else None
    if end is None:
        raise NoSuchLink(application_id=class_name[:80])
    return end


def _across(visit: Visit) -> Across:
    path = _given(visit, "path", "X-AppPath") or visit.values.get("url") or ""
    others = [(name, value) for name, value in visit.args.items(multi=True) if name not in OWN_PARAMETERS]
    if others:
        path += ("&" if "?" in path else "?") + urlencode(others)
    headers = [("X-Atlassian-Token", "no-check"), ("Accept", visit.headers.get("Accept", "*/*"))]
    body = b""
    if visit.method == "POST":
        json_string = visit.values.get("jsonString")
        if json_string is not None:
            body, content_type = json_string.encode(), "application/json"
        else:
            body, content_type = (
                visit.get_data(),
                visit.headers.get("Content-Type", "application/octet-stream"),
            )
        headers.append(("Content-Type", content_type))
    return Across(path, visit.method, as_headers(headers), body)

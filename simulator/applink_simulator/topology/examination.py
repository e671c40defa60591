"""A product's links as one of its administrators sees them, asked over REST: of ours, or of a real one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from applink_simulator.domain.errors import ApplinkError, RemoteError
from applink_simulator.domain.messages import Reply
from applink_simulator.linking.findings import CONNECTED, ErrorType, Finding
from applink_simulator.linking.product import Transport
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import Administrator

LINKS = "/rest/applinks/3.0/applinks"
STATUS = "/rest/applinks/3.0/status"


class CannotExamine(ApplinkError):
    message = "{url}: {reason}"


@dataclass(frozen=True, slots=True)
class Examined:
    """One link with its status."""

    application_id: str
    name: str
    url: str
    """Where the other product is called."""
    finding: Finding | None
    """None when the link works."""

    @property
    def lozenge(self) -> str:
        return CONNECTED if self.finding is None else self.finding.lozenge

    def document(self) -> dict[str, Any]:
        """For machines."""
        content: dict[str, Any] = {
            "id": self.application_id,
            "name": self.name,
            "url": self.url,
            "working": self.finding is None,
            "lozenge": self.lozenge,
        }
        if self.finding is not None:
            content["finding"] = {
                "type": self.finding.type.name,
                "title": self.finding.title,
                "happened": self.finding.type.value.happened,
                "look_at": self.finding.type.value.look_at,
                "details": self.finding.details,
                "authorisation_url": self.finding.authorisation_url,
            }
        return content


def examine(url: str, username: str, password: str, transport: Transport) -> list[Examined]:
    """All links of the product at that base URL; CannotExamine or a RemoteError when it cannot be asked."""
    asking = Administrator(Place(url, "", "", url, ""), transport, username, password)
    links = _document(asking.ask("GET", LINKS), url, username)
    if not isinstance(links, list) or not all(isinstance(link, dict) for link in links):
        raise CannotExamine(url=url, reason="the answer is no list of links.")
    return [_examined(asking, link) for link in links]


def _examined(asking: Administrator, link: Mapping[str, Any]) -> Examined:
    application_id = str(link.get("id", ""))
    try:
        finding = _finding(asking.ask("GET", f"{STATUS}/{application_id}"))
    except RemoteError as problem:
        finding = Finding(ErrorType.UNKNOWN, str(problem))
    return Examined(application_id, str(link.get("name", "")), str(link.get("rpcUrl", "")), finding)


def _finding(reply: Reply) -> Finding | None:
    """A status that cannot be had or read is an unknown one; the other links' may be fine."""
    if not reply.fine:
        return Finding(ErrorType.UNKNOWN, f"the question for it was answered with {reply.status}")
    try:
        status = reply.json()
    except ValueError:
        status = None
    if not isinstance(status, dict):
        return Finding(ErrorType.UNKNOWN, "the answer is no status")
    error = status.get("error")
    if error is None:
        return None
    if not isinstance(error, dict):
        return Finding(ErrorType.UNKNOWN, str(error))
    kind = str(error.get("type", "an error of no type"))
    details, authorisation = error.get("details"), error.get("authorisationUri")
    if kind not in ErrorType.__members__:
        return Finding(ErrorType.UNKNOWN, f"{kind}: {details}" if details else kind)
    return Finding(ErrorType[kind], None if details is None else str(details), authorisation and str(authorisation))


def _document(reply: Reply, url: str, username: str) -> Any:
    if 300 <= reply.status < 400:
        location = reply.header("Location") or "nowhere"
        raise CannotExamine(url=url, reason=f"this address redirects to {location}. Give the product's base URL.")
    match reply.status:
        case 200:
            try:
                return reply.json()
            except ValueError:
                reason = "something answers, but no product with links. A login page may stand in front of it."
        case 401:
            reason = f"the name {username} with this password is not accepted."
        case 403:
            reason = f"{username} is no administrator there, and only administrators see the status of links."
        case 404:
            reason = (
                "no product that shows the status of links. Give the base URL with its context path, such as /jira; "
                "products with applinks older than 5.0.5 have no status."
            )
        case status:
            reason = f"answered with status {status}."
    raise CannotExamine(url=url, reason=reason)

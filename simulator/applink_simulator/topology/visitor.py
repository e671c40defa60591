"""People in front of a product, acting through HTTP alone: with a browser, or over REST as administrators do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from applink_simulator import __version__
from applink_simulator.authentication.basic import basic_header
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.links import Provider
from applink_simulator.domain.messages import FORM, Headers, OutgoingRequest, Reply, every_header
from applink_simulator.linking.product import Transport
from applink_simulator.products import kinds
from applink_simulator.products.kind import AdministratorsCall
from applink_simulator.topology.place import Place

MOST_REDIRECTS = 5
PATIENCE = 60.0
"""Seconds a person waits for a page."""


class LoginFailed(ApplinkError):
    message = "{username} could not log in at {product}: wrong password, inactive, or not allowed to use it."


class NotOverRest(ApplinkError):
    message = "Administrators of {product} do not change people over REST."


class Refused(ApplinkError):
    """A product said no to an administrator; ``reply`` holds its words."""

    message = "{product} answered {answered} to {method} {path}: {said}"


@dataclass
class Visitor:
    """Somebody with a browser at one product; nobody in particular when ``username`` is None."""

    place: Place
    transport: Transport = field(repr=False)
    username: str | None = None
    password: str = field(default="", repr=False)
    _cookies: dict[str, str] = field(default_factory=dict, repr=False)

    def visit(self, path: str) -> Reply:
        """A page, following redirects within the product as a browser does."""
        self._log_in_once()
        url = self.url(path)
        for _ in range(MOST_REDIRECTS):
            reply = self._send("GET", url, (("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),))
            location = reply.header("Location")
            if not (300 <= reply.status < 400 and location):
                return reply
            url = urljoin(url, location)
        return reply

    def ask(self, method: str, path: str, body: Any = None, /, **query: str) -> Reply:
        """A REST request in JSON, with this person's session."""
        self._log_in_once()
        return self._send(*in_json(method, self.url(path), body, query))

    def log_out(self) -> None:
        self._send("GET", self.url(kinds()[self.place.kind].logout_path))
        self._cookies.clear()

    def url(self, path: str) -> str:
        return path if "://" in path else self.place.url + path

    def _log_in_once(self) -> None:
        if self.username is None or self._cookies:
            return
        form = urlencode({"os_username": self.username, "os_password": self.password})
        login = self.url(kinds()[self.place.kind].login_path)
        reply = self._send("POST", login, (("Content-Type", FORM),), form.encode())
        if reply.header("X-Seraph-LoginReason") != "OK":
            raise LoginFailed(username=self.username, product=self.place.name)

    def _send(self, method: str, url: str, headers: Headers = (), body: bytes = b"") -> Reply:
        headers += (signature_of(self.username),)
        if self._cookies:
            headers += (("Cookie", "; ".join(f"{name}={value}" for name, value in self._cookies.items())),)
        reply = self.transport.send(OutgoingRequest(method, url, headers, body, timeout=PATIENCE))
        for line in every_header(reply.headers, "Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name.strip()] = value
        return reply


@dataclass
class Administrator:
    """Somebody who looks after one product's links, over the REST resources a real product has too."""

    place: Place
    transport: Transport = field(repr=False)
    username: str
    password: str = field(repr=False)

    def look_at(self, url: str) -> Reply:
        """The wizard's first step: what is at that URL?"""
        return self.ask("GET", "/rest/applinks/3.0/applicationlinkForm/manifest", url=url)

    def create_link(
        self,
        to: Place,
        *,
        there: "Administrator | None" = None,
        trust: bool = False,
        shared_userbase: bool = False,
        name: str | None = None,
        orphan: str | None = None,
    ) -> Reply:
        """The wizard's second step; with the account of an administrator ``there`` the link is two-way.

        ``orphan`` is the key of a consumer that an earlier link has left behind.
        """
        body: dict[str, Any] = {
            "applicationLink": {
                "typeId": kinds()[to.kind].type_id,
                "name": name or to.title,
                "rpcUrl": to.url,
                "displayUrl": to.url,
                "isPrimary": False,
            },
            "createTwoWayLink": there is not None,
            "configFormValues": {"trustEachOther": trust, "shareUserbase": shared_userbase},
        }
        if there is not None:
            body |= {"username": there.username, "password": there.password}
        if orphan is not None:
            body |= {"orphanedTrust": {"id": orphan, "type": "OAUTH"}}
        return self.ask("POST", "/rest/applinks/3.0/applicationlinkForm/createAppLink", body)

    def create_end(self, to: Place) -> Reply:
        """This product's half alone, as the newer wizard makes it: no contact with the remote."""
        entity = {
            "id": to.application_id,
            "typeId": kinds()[to.kind].type_id,
            "name": to.title,
            "rpcUrl": to.url,
            "displayUrl": to.url,
        }
        return self.ask("PUT", "/rest/applinks/3.0/applicationlink", entity)

    def look_at_links(self) -> Reply:
        """The list of links, or the refusal to show it."""
        return self.ask("GET", "/rest/applinks/3.0/applicationlink")

    def look_at_status(self, remote: Place) -> Reply:
        return self.ask("GET", f"/rest/applinks/3.0/status/{remote.application_id}")

    def switch_feature(self, name: str) -> Reply:
        return self.ask("PUT", f"/rest/applinks/3.0/features/{name}")

    def links(self) -> list[dict[str, Any]]:
        reply = self.look_at_links()
        self._must_be_fine(reply, "GET", "/rest/applinks/3.0/applicationlink")
        found: list[dict[str, Any]] = reply.json()["applicationLinks"]
        return found

    def link_to(self, remote: Place) -> dict[str, Any] | None:
        return next((link for link in self.links() if link["id"] == remote.application_id), None)

    def status(self, remote: Place) -> dict[str, Any]:
        """The link's status as this product's list of links shows it."""
        return self._read(f"/rest/applinks/3.0/status/{remote.application_id}")

    def levels(self, remote: Place) -> dict[str, Any]:
        """Both directions of this product's own end."""
        return self._read(f"/rest/applinks/3.0/status/{remote.application_id}/oauth")

    def set_levels(self, remote: Place, incoming: dict[str, bool], outgoing: dict[str, bool]) -> Reply:
        body = {"incoming": incoming, "outgoing": outgoing}
        return self.ask("PUT", f"/rest/applinks/3.0/status/{remote.application_id}/oauth", body)

    def trust(self, remote: Place, *, acting_as: str | None = None, impersonation: bool = False) -> Reply:
        """Take signed requests of the remote: as the pre-configured user, or as whom it names."""
        body = {"twoLOAllowed": True, "executingTwoLOUser": acting_as, "twoLOImpersonationAllowed": impersonation}
        path = f"/rest/applinks-oauth/latest/applicationlink/{remote.application_id}/authentication/consumer"
        return self.ask("PUT", path, body, autoConfigure="true")

    def authenticate_with(self, remote: Place, *providers: Provider) -> list[Reply]:
        """Sign requests to the remote in these ways; the first that is refused ends it."""
        path = f"/rest/applinks/3.0/applicationlink/{remote.application_id}/authentication/provider"
        replies: list[Reply] = []
        for provider in providers:
            replies.append(self.ask("PUT", path, {"provider": provider.value, "config": {}}))
            if not replies[-1].fine:
                break
        return replies

    def delete_link(self, remote: Place, *, both_ends: bool = False) -> Reply:
        path = f"/rest/applinks/3.0/applicationlink/{remote.application_id}"
        return self.ask("DELETE", path, **({"reciprocate": "true"} if both_ends else {}))

    def entities(self, remote: Place) -> Reply:
        """The projects or spaces of the remote that may be linked with, as this person sees them there."""
        return self.ask("GET", f"/rest/applinks/1.0/entities/{remote.application_id}")

    def project_links(self, key: str) -> Reply:
        return self.ask("GET", f"/rest/applinks/1.0/entitylink/list/{_entity_type(self.place)}/{key}")

    def link_project(self, key: str, remote: Place, remote_key: str, *, both_ends: bool) -> Reply:
        body = {
            "applicationId": remote.application_id,
            "typeId": _entity_type(remote),
            "key": remote_key,
            "name": remote_key,
        }
        path = f"/rest/applinks/1.0/entitylink/{_entity_type(self.place)}/{key}"
        return self.ask("PUT", path, body, reciprocate=_word(both_ends))

    def unlink_project(self, key: str, remote: Place, remote_key: str, *, both_ends: bool) -> Reply:
        path = f"/rest/applinks/1.0/entitylink/{_entity_type(self.place)}/{key}"
        query = {"applicationId": remote.application_id, "typeId": _entity_type(remote), "key": remote_key}
        return self.ask("DELETE", path, reciprocate=_word(both_ends), **query)

    def make_primary_project(self, key: str, remote: Place, remote_key: str) -> Reply:
        """Of those that this one is linked with: the one that is offered first."""
        path = f"/rest/applinks/1.0/entitylink/primary/{_entity_type(self.place)}/{key}"
        query = {"applicationId": remote.application_id, "typeId": _entity_type(remote), "key": remote_key}
        return self.ask("POST", path, {}, **query)

    def may_link_projects_at(self, remote: Place) -> str:
        """The remote's answer to that question, as the products put it."""
        path = f"/rest/applinks/1.0/permission/reciprocate-entity-create/{remote.application_id}"
        return str(self._read(path)["code"])

    def rename_link(self, remote: Place, name: str) -> Reply:
        return self.ask("POST", f"/rest/applinks/3.0/applicationlink/{remote.application_id}", {"name": name})

    def orphaned_trust(self) -> Reply:
        return self.ask("GET", "/rest/applinks/1.0/orphaned-trust")

    def delete_orphaned_trust(self, consumer_key: str) -> Reply:
        return self.ask("DELETE", f"/rest/applinks/1.0/orphaned-trust/OAUTH/{quote(consumer_key)}")

    def deactivate(self, username: str) -> Reply:
        return self._about(username, kinds()[self.place.kind].deactivate_user)

    def remove(self, username: str) -> Reply:
        return self._about(username, kinds()[self.place.kind].remove_user)

    def _about(self, username: str, call: AdministratorsCall | None) -> Reply:
        if call is None:
            raise NotOverRest(product=self.place.name)
        return self.ask(call.method, call.path.format(user=quote(username, safe="")), call.body)

    def ask(self, method: str, path: str, body: Any = None, /, **query: str) -> Reply:
        """A REST request in JSON, with this administrator's name and password."""
        method, url, headers, content = in_json(method, self.place.url + path, body, query)
        headers += (("Authorization", basic_header(self.username, self.password)), signature_of(self.username))
        return self.transport.send(OutgoingRequest(method, url, headers, content, timeout=PATIENCE))

    def must(self, reply: Reply, what: str) -> Reply:
        """The reply when it is fine, else Refused in the product's words."""
        self._must_be_fine(reply, "", what)
        return reply

    def _read(self, path: str) -> dict[str, Any]:
        reply = self.ask("GET", path)
        self._must_be_fine(reply, "GET", path)
        found: dict[str, Any] = reply.json()
        return found

    def _must_be_fine(self, reply: Reply, method: str, path: str) -> None:
        if not reply.fine:
            raise Refused(
                product=self.place.name, answered=reply.status, method=method, path=path, said=reply.text[:300]
            )


def _entity_type(place: Place) -> str:
    """What its projects or spaces are called on the wire."""
    return kinds()[place.kind].type.entities[0]


def _word(is_so: bool) -> str:  # noqa: FBT001
    return "true" if is_so else "false"


def in_json(method: str, url: str, body: Any, query: Mapping[str, str]) -> tuple[str, str, Headers, bytes]:
    """Method, URL, headers and body of a REST request as a script of the product's own pages would send it."""
    headers: Headers = (("Accept", "application/json"), ("X-Atlassian-Token", "no-check"))
    if query:
        url += "?" + urlencode(query, quote_via=quote)
    if body is None:
        return method, url, headers, b""
    return method, url, (*headers, ("Content-Type", "application/json")), json.dumps(body).encode()


def signature_of(username: str | None) -> tuple[str, str]:
    """A user agent that tells the journal who asked."""
    # Escaped: a header takes no name beyond Latin-1, and the door looks for parentheses.
    return "User-Agent", f"applink-simulator/{__version__} (person {quote(username or 'anonymous', safe='')})"

"""People in front of a product, acting through HTTP alone: with a browser, or over REST as administrators do."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from applink_simulator import __version__
from applink_simulator.authentication.basic import basic_header
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.links import Provider
from applink_simulator.domain.messages import FORM, Headers, OutgoingRequest, Reply
from applink_simulator.linking.product import Transport
from applink_simulator.products import kinds
from applink_simulator.products.kind import AdministratorsCall
from applink_simulator.topology.browser import PATIENCE, Browser, Page
from applink_simulator.topology.place import Place

PROXY = "/plugins/servlet/applinks/proxy"
EVERYTHING = {
    "jira": "/rest/api/2/search?jql=ORDER%20BY%20key&maxResults=1000&fields=summary",
    "confluence": "/rest/api/content?limit=500",
}
"""Where a product of that kind lists all of its items that the one who asks may see."""
MOST_DOORS = 4
"""Logins and password confirmations in a row; whoever is asked more often is being refused."""

_BITS = ("enabled", "twoLoEnabled", "twoLoImpersonationEnabled")
LEVELS: dict[str, dict[str, bool]] = {
    "no authentication": dict.fromkeys(_BITS, False),
    "OAuth of each user alone": dict(zip(_BITS, (True, False, False), strict=True)),
    "OAuth": dict(zip(_BITS, (True, True, False), strict=True)),
    "OAuth with impersonation": dict.fromkeys(_BITS, True),
}
"""What an administrator may set one direction of an end to."""

REVOKE = "Revoke access of "


class LoginFailed(ApplinkError):
    message = "{username} could not log in at {product}: wrong password, inactive, or not allowed to use it."


class NotOverRest(ApplinkError):
    message = "Administrators of {product} do not change people over REST."


class Refused(ApplinkError):
    """A product said no to an administrator; ``reply`` holds its words."""

    message = "{product} answered {answered} to {method} {path}: {said}"


@dataclass(frozen=True, slots=True)
class Account:
    """Who somebody is at one product."""

    username: str
    password: str = field(repr=False)


@dataclass
class Visitor:
    """Somebody with a browser at one product; nobody in particular without an account there.

    Wherever a product asks for a login or for the password again, it is given, if there is an account for it.
    """

    place: Place
    browser: Browser = field(repr=False)
    accounts: dict[str, Account] = field(default_factory=dict, repr=False)
    """By base URL: a person may be called otherwise elsewhere."""

    @property
    def account(self) -> Account | None:
        return self.accounts.get(self.place.url)

    def visit(self, path: str) -> Reply:
        """A page, following redirects as a browser does."""
        return self.open(path).reply

    def open(self, path: str) -> Page:
        self.log_in()
        return self._through_doors(self.browser.open(self.url(path)))

    def press(self, button: str, fields: dict[str, str | bool] | None = None, within: str = "") -> Page:
        return self._through_doors(self.browser.press(button, fields, within))

    def follow(self, link: str) -> Page:
        return self._through_doors(self.browser.follow(link))

    def ask(self, method: str, path: str, body: Any = None, /, **query: str) -> Reply:
        """A REST request in JSON, with this person's session."""
        self.log_in()
        return self.browser.send(*in_json(method, self.url(path), body, query))

    def everything_of(self, remote: Place) -> Reply:
        """Whatever this person finds of a linked product, through this one."""
        return self.ask("GET", PROXY, appId=remote.application_id, path=EVERYTHING[remote.kind])

    def asks_access(self, remote: Place) -> Page:
        """Begins the dance for that link; ends at the remote's question, or wherever it gets stuck."""
        dance = "/plugins/servlet/applinks/oauth/login-dance/authorize"
        return self.open(f"{dance}?{urlencode({'applicationLinkID': remote.application_id})}")

    def granted_access(self) -> list[str]:
        """Titles of the applications that may act for this person here, as the person's own page lists them."""
        buttons = self.open("/plugins/servlet/oauth/users/access-tokens").buttons
        return [name.removeprefix(REVOKE) for name in buttons if name.startswith(REVOKE)]

    def revokes_access(self, of: Place) -> Page:
        self.granted_access()
        return self.press(REVOKE + of.title)

    def log_out(self) -> None:
        self.browser.send("GET", self.url(kinds()[self.place.kind].logout_path))
        self.browser.forget(self.place.url + "/")

    def url(self, path: str) -> str:
        return path if "://" in path else self.place.url + path

    def log_in(self) -> None:
        """LoginFailed when that is refused; nothing happens where there is a session, or no account."""
        account = self.account
        if account is None or self.browser.cookies_for(self.place.url + "/"):
            return
        form = urlencode({"os_username": account.username, "os_password": account.password})
        login = self.url(kinds()[self.place.kind].login_path)
        reply = self.browser.send("POST", login, (("Content-Type", FORM),), form.encode())
        if reply.header("X-Seraph-LoginReason") != "OK":
            raise LoginFailed(username=account.username, product=self.place.name)

    def _through_doors(self, page: Page) -> Page:
        for _ in range(MOST_DOORS):
            account = next((self.accounts[url] for url in self.accounts if page.url.startswith(url + "/")), None)
            if account is None:
                return page
            if page.asks_for("os_password"):
                page = self.browser.press("Log in", {"Username": account.username, "Password": account.password})
            elif page.asks_for("webSudoPassword"):
                page = self.browser.press("Confirm", {"Password": account.password})
            else:
                return page
        return page


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
                "rpcUrl": to.address,
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
            "rpcUrl": to.address,
            "displayUrl": to.url,
        }
        by_id = f"/rest/applinks/1.0/applicationlink/{to.application_id}"
        return self._at_the_first("PUT", ("/rest/applinks/3.0/applicationlink", by_id), entity)

    def create_generic_end(self, to: Place) -> Reply:
        """Likewise, for a remote that is not recognised: entered by hand as a generic application."""
        entity = {"typeId": "generic", "name": to.title, "rpcUrl": to.address, "displayUrl": to.url}
        return self.ask("PUT", "/rest/applinks/3.0/applicationlink", entity)

    def call_at(self, remote: Place, url: str) -> Reply:
        """Change the address at which the remote is called, as the newer pages let administrators do."""
        entity = {"name": remote.title, "rpcUrl": url, "displayUrl": remote.url, "primary": True}
        return self.ask("PUT", f"/rest/applinks/3.0/applinks/{remote.application_id}", entity)

    def links(self) -> list[dict[str, Any]]:
        # The oldest of the resources, which products of every age have.
        found: list[dict[str, Any]] = self._read("/rest/applinks/1.0/applicationlink")["applicationLinks"]
        return found

    def look_at_links(self) -> Reply:
        """The list of links, or the refusal to show it."""
        return self.ask("GET", "/rest/applinks/1.0/applicationlink")

    def look_at_status(self, remote: Place) -> Reply:
        return self.ask("GET", f"/rest/applinks/3.0/status/{remote.application_id}")

    def switch_feature(self, name: str) -> Reply:
        return self.ask("PUT", f"/rest/applinks/3.0/features/{name}")

    def link_to(self, remote: Place) -> dict[str, Any] | None:
        """By id, or by address where the link was made without knowing the remote's id."""
        links = self.links()
        by_id = (link for link in links if link["id"] == remote.application_id)
        by_address = (link for link in links if link.get("rpcUrl") == remote.address)
        return next(by_id, None) or next(by_address, None)

    def status(self, remote: Place) -> dict[str, Any]:
        """The link's status as this product's list of links shows it."""
        link = self.link_to(remote)
        return self._read(f"/rest/applinks/3.0/status/{link['id'] if link else remote.application_id}")

    def levels(self, remote: Place) -> dict[str, Any]:
        """Both directions of this product's own end."""
        return self._read(f"/rest/applinks/3.0/status/{remote.application_id}/oauth")

    def set_levels(self, remote: Place, incoming: dict[str, bool], outgoing: dict[str, bool]) -> Reply:
        body = {"incoming": incoming, "outgoing": outgoing}
        return self.ask("PUT", f"/rest/applinks/3.0/status/{remote.application_id}/oauth", body)

    def trust(self, remote: Place, *, acting_as: str | None = None, impersonation: bool = False) -> Reply:
        """Take signed requests of the remote: as the pre-configured user, or as whom it names."""
        body = {"twoLOAllowed": True, "executingTwoLOUser": acting_as, "twoLOImpersonationAllowed": impersonation}
        return self._at_the_first("PUT", _consumers_of(remote), body, autoConfigure="true")

    def trust_by_hand(self, remote: Place, key: str, public_key: str, *, acting_as: str | None = None) -> Reply:
        """Take requests that were signed with that key, as the consumer of that name."""
        body: dict[str, Any] = {"key": key, "name": remote.title, "publicKey": public_key, "twoLOAllowed": True}
        body |= {} if acting_as is None else {"executingTwoLOUser": acting_as}
        return self._at_the_first("PUT", _consumers_of(remote), body)

    def authenticate_with(self, remote: Place, *providers: Provider) -> list[Reply]:
        """Sign requests to the remote in these ways; the first that is refused ends it."""
        replies: list[Reply] = []
        for provider in providers:
            replies.append(self._add_provider(remote, provider))
            if not replies[-1].fine:
                break
        return replies

    def authenticate_as(self, remote: Place, username: str, password: str) -> Reply:
        """Send that account's name and password with every request to the remote: basic access."""
        return self._add_provider(remote, Provider.BASIC, username=username, password=password)

    def _add_provider(self, remote: Place, provider: Provider, **config: str) -> Reply:
        path = f"applicationlink/{remote.application_id}/authentication/provider"
        paths = (f"/rest/applinks/3.0/{path}", f"/rest/applinks/2.0/{path}")
        return self._at_the_first("PUT", paths, {"provider": provider.value, "config": config})

    def drop_token(self, remote: Place) -> Reply:
        """Give up what this person was granted at the remote."""
        return self.ask("DELETE", f"/rest/applinks-oauth/latest/consumer-token/{remote.application_id}")

    def trust_certificates(self, remote: Place) -> Reply:
        """Let the remote vouch for people with Trusted Applications, as was done before OAuth."""
        path = f"/plugins/servlet/applinks/auth/conf/trusted/autoconfig/{remote.application_id}"
        return self.ask("PUT", path)

    def delete_link(self, remote: Place, *, both_ends: bool = False) -> Reply:
        path = f"/rest/applinks/3.0/applicationlink/{remote.application_id}"
        return self.ask("DELETE", path, **({"reciprocate": "true"} if both_ends else {}))

    def may_delete_both_ends(self, remote: Place) -> Reply:
        """Whether the remote would let this administrator delete its end."""
        path = f"/rest/applinks/3.0/permission/reciprocate-application-delete/{remote.application_id}"
        return self.ask("GET", path)

    def link_state(self, remote: Place) -> str:
        """What this product's list of links offers to do about the link."""
        return str(
            self._read(f"/rest/applinks/3.0/listApplicationlinkstates/id/{remote.application_id}")["appLinkState"]
        )

    def relocate_link(self, remote: Place, new_url: str, *, anyway: bool = False) -> Reply:
        path = f"/rest/applinks/3.0/relocateApplicationlink/{remote.application_id}"
        return self.ask("POST", path, newUrl=new_url, nowarning=str(anyway).lower())

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

    def reactivate(self, username: str) -> Reply:
        return self._about(username, kinds()[self.place.kind].reactivate_user)

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

    def _at_the_first(self, method: str, paths: Sequence[str], body: Any, /, **query: str) -> Reply:
        """At the first of the addresses that the product has: older products have some things elsewhere."""
        for path in paths:
            reply = self.ask(method, path, body, **query)
            if reply.status != 404:
                break
        return reply

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


def _consumers_of(remote: Place) -> tuple[str, str]:
    path = f"applicationlink/{remote.application_id}/authentication/consumer"
    return f"/rest/applinks-oauth/latest/{path}", f"/rest/applinks/2.0/{path}"


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

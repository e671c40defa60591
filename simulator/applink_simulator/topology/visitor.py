"""People in front of a product, acting through HTTP alone: with a browser, or over REST as administrators do."""

import json
from collections.abc import Mapping
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
ACCESS_TOKENS = "/plugins/servlet/oauth/users/access-tokens"
EVERYTHING = {
    "jira": "/rest/api/2/search?jql=ORDER%20BY%20key&maxResults=1000&fields=summary",
    "confluence": "/rest/api/content?limit=500",
}
"""Where a product of that kind lists all of its items that the one who asks may see."""
MOST_DOORS = 4
"""Logins and password confirmations in a row; whoever is asked more often is being refused."""


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
        self._log_in_once()
        return self._through_doors(self.browser.open(self.url(path)))

    def press(self, button: str, fields: dict[str, str | bool] | None = None, within: str = "") -> Page:
        return self._through_doors(self.browser.press(button, fields, within))

    def follow(self, link: str) -> Page:
        return self._through_doors(self.browser.follow(link))

    def ask(self, method: str, path: str, body: Any = None, /, **query: str) -> Reply:
        """A REST request in JSON, with this person's session."""
        self._log_in_once()
        return self.browser.send(*in_json(method, self.url(path), body, query))

    def everything_of(self, remote: Place) -> Reply:
        """Whatever this person finds of a linked product, through this one."""
        path = EVERYTHING[remote.kind]
        return self.ask("GET", PROXY, appId=remote.application_id, path=path)

    def begin_dance(self, remote: Place) -> Page:
        """To where this person decides whether this product may act for them there."""
        query = urlencode({"applicationLinkID": remote.application_id})
        return self.open(f"/plugins/servlet/applinks/oauth/login-dance/authorize?{query}")

    def revoke(self, title: str) -> Page:
        """Takes back, here, all that was allowed to a product of that title."""
        page, button = self.open(ACCESS_TOKENS), f"Revoke access of {title}"
        while button in page.buttons:
            page = self.press(button)
        return page

    def log_out(self) -> None:
        self.browser.send("GET", self.url(kinds()[self.place.kind].logout_path))
        self.browser.forget(self.place.url + "/")

    def url(self, path: str) -> str:
        return path if "://" in path else self.place.url + path

    def _log_in_once(self) -> None:
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
    ) -> Reply:
        """The wizard's second step; with the account of an administrator ``there`` the link is two-way."""
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

    def links(self) -> list[dict[str, Any]]:
        reply = self.ask("GET", "/rest/applinks/3.0/applicationlink")
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

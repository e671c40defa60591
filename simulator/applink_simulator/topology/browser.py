"""A browser without a window: it keeps cookies, follows redirects from product to product, and fills in forms.

People find their way by what they read: buttons and fields are named by their labels, never by their HTML.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.messages import FORM, Headers, OutgoingRequest, Reply, every_header
from applink_simulator.linking.product import Transport

MOST_REDIRECTS = 10
PATIENCE = 60.0
"""Seconds a person waits for a page."""
ACCEPT = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")


class NotOnThePage(ApplinkError):
    message = "There is no {what} {name!r} on the page {title!r} at {url}; there is: {there}."


class TooManyRedirects(ApplinkError):
    message = "{url} redirects without end."


@dataclass(frozen=True)
class Page:
    """What is before somebody's eyes."""

    url: str
    reply: Reply

    @property
    def status(self) -> int:
        return self.reply.status

    @cached_property
    def document(self) -> Any:
        """Empty for what is no HTML."""
        # Who only serves products looks at no page.
        from lxml import html

        is_page = self.reply.content_type == "text/html" and self.reply.body.strip()
        parser = html.HTMLParser(encoding="utf-8")
        return html.document_fromstring(self.reply.body if is_page else b"<html></html>", parser, base_url=self.url)

    @cached_property
    def words(self) -> str:
        """What a person reads there."""
        texts = self.document.xpath("//body//text()[not(ancestor::script) and not(ancestor::style)]")
        # Words of neighbouring elements are words of their own; what follows a word directly is not.
        return re.sub(r" (?=[,.;:!?)])", "", " ".join(" ".join(texts).split()))

    @property
    def title(self) -> str:
        return _text(self.document.find(".//title"))

    @property
    def heading(self) -> str:
        return _text(self.document.find(".//h1"))

    @property
    def messages(self) -> list[str]:
        """What the page tells first: its alerts and notes, in order."""
        return [_text(each) for each in self.document.xpath("//*[@role='alert' or @role='status']")]

    @property
    def buttons(self) -> list[str]:
        return [_label_of(each) for each in self.document.iter("button")]

    def asks_for(self, name: str) -> bool:
        """Whether a form has a field of that HTML name: how login forms are known."""
        return bool(self.document.xpath("//input[@name=$name]", name=name))

    def link(self, name: str) -> str:
        """The address behind a link's words; NotOnThePage when there is none."""
        links = [each for each in self.document.iter("a") if each.get("href") is not None]
        for each in links:
            if _label_of(each) == name:
                return str(urljoin(self.url, each.get("href")))
        raise self._missing("link", name, map(_label_of, links))

    def filled_in(self, button: str, fields: dict[str, str | bool], within: str = "") -> tuple[str, str, bytes]:
        """Method, address and body of the form that the button sends, its fields as given and else as they stand.

        ``within`` tells buttons of the same name apart: words of the table row or section that is meant.
        """
        pressed = self._button(button, within)
        form = next(pressed.iterancestors("form"))
        for label, value in fields.items():
            self._fill_in(form, label, value)
        pairs = [(name, value or "") for name, value in form.form_values()]
        if pressed.get("name"):
            pairs.append((pressed.get("name"), pressed.get("value") or ""))
        address = urljoin(self.url, pressed.get("formaction") or form.get("action") or self.url)
        if (form.get("method") or "get").lower() == "get":
            return "GET", f"{address.partition('?')[0]}?{urlencode(pairs)}", b""
        return "POST", address, urlencode(pairs).encode()

    def _button(self, name: str, within: str) -> Any:
        found = [each for each in self.document.iter("button") if _label_of(each) == name or _text(each) == name]
        for each in found:
            places = (place for place in each.iterancestors("tr", "section", "li"))
            if not within or any(within in _text(place) for place in places):
                return each
        raise self._missing("button", name, self.buttons)

    def _fill_in(self, form: Any, label: str, value: str | bool) -> None:  # noqa: FBT001
        for each in self.document.iter("label"):
            control = self.document.get_element_by_id(each.get("for") or "", None)
            if _text(each) != label or control is None or form not in control.iterancestors("form"):
                continue
            if isinstance(value, bool) or control.get("type") == "radio":
                control.checked = bool(value)
            elif control.tag == "select":
                control.value = next((o.get("value") for o in control.iter("option") if _text(o) == value), value)
            else:
                control.value = value
            return
        raise self._missing("field", label, map(_text, form.iter("label")))

    def _missing(self, what: str, name: str, there: Iterable[str]) -> NotOnThePage:
        known = ", ".join(repr(each) for each in there if each) or "nothing of that kind"
        return NotOnThePage(what=what, name=name, title=self.title, url=self.url, there=known)


def _text(element: Any) -> str:
    return "" if element is None else " ".join(element.text_content().split())


def _label_of(element: Any) -> str:
    return element.get("aria-label") or _text(element)


@dataclass(frozen=True)
class Cookie:
    origin: str
    path: str
    name: str
    value: str = field(repr=False)


@dataclass
class Browser:
    """One person's; what one product sets another does not get, although all may be on one host."""

    transport: Transport = field(repr=False)
    agent: tuple[str, str]
    """The header that tells the journal who sits in front of it."""
    cookies: dict[tuple[str, str, str], Cookie] = field(default_factory=dict, repr=False)
    page: Page | None = field(default=None, repr=False)
    """What was shown last."""

    def open(self, url: str) -> Page:
        return self._show("GET", url)

    def tab(self) -> "Browser":
        """Another one beside this: with the same cookies, and nothing shown yet."""
        return replace(self, page=None)

    def press(self, button: str, fields: dict[str, str | bool] | None = None, within: str = "") -> Page:
        """Send the form with that button, filled in."""
        return self._show(*self._shown.filled_in(button, fields or {}, within))

    def follow(self, link: str) -> Page:
        return self._show("GET", self._shown.link(link))

    def send(self, method: str, url: str, headers: Headers = (), body: bytes = b"") -> Reply:
        """One request with this browser's cookies; redirects are not followed."""
        headers += (self.agent,)
        if cookies := self.cookies_for(url):
            headers += (("Cookie", "; ".join(f"{each.name}={each.value}" for each in cookies)),)
        reply = self.transport.send(OutgoingRequest(method, url, headers, body, timeout=PATIENCE))
        for line in every_header(reply.headers, "Set-Cookie"):
            self.keep(url, line)
        return reply

    def cookies_for(self, url: str) -> list[Cookie]:
        parts = urlsplit(url)
        origin, path = f"{parts.scheme}://{parts.netloc}", parts.path or "/"
        return [
            each
            for each in self.cookies.values()
            if each.origin == origin and (path == each.path or path.startswith(each.path.rstrip("/") + "/"))
        ]

    def forget(self, url: str) -> None:
        """The cookies that would be sent there."""
        for each in self.cookies_for(url):
            del self.cookies[each.origin, each.path, each.name]

    @property
    def _shown(self) -> Page:
        if self.page is None:
            raise AssertionError("No page has been opened yet.")
        return self.page

    def _show(self, method: str, url: str, body: bytes = b"") -> Page:
        headers: Headers = (ACCEPT, *([("Content-Type", FORM)] if method == "POST" else []))
        if self.page is not None and method == "POST":
            headers += (("Referer", self.page.url),)
        for _ in range(MOST_REDIRECTS):
            reply = self.send(method, url, headers, body)
            location = reply.header("Location")
            if not (300 <= reply.status < 400 and location):
                self.page = Page(url, reply)
                return self.page
            method, url, headers, body = "GET", urljoin(url, location).partition("#")[0], (ACCEPT,), b""
        raise TooManyRedirects(url=url)

    def keep(self, url: str, line: str) -> None:
        """A ``Set-Cookie`` line that came from that address."""
        pair, *attributes = line.split(";")
        name, _, value = pair.strip().partition("=")
        given = dict(each.strip().lower().partition("=")[::2] for each in attributes)
        parts = urlsplit(url)
        key = (f"{parts.scheme}://{parts.netloc}", given.get("path") or "/", name)
        if not value or given.get("max-age") == "0":
            self.cookies.pop(key, None)
        else:
            self.cookies[key] = Cookie(*key, value.strip('"'))

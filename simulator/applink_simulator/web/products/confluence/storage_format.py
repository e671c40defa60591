"""A page's body as stored, made safe to show: known markup stays, everything else becomes text or goes.

Whoever may write a page could otherwise run scripts as everybody who reads it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from applink_simulator.domain.errors import BadInput
from applink_simulator.linking.documents.markup import safe_parser
from applink_simulator.linking.jira_issues import Macro

if TYPE_CHECKING:
    from lxml import etree

Part = Markup | Macro

_AC, _RI = "{urn:ac}", "{urn:ri}"
_OPENING = '<page xmlns:ac="urn:ac" xmlns:ri="urn:ri" xmlns:at="urn:at">'
_NAME = f"{_AC}name"
_MACROS = frozenset({f"{_AC}structured-macro", f"{_AC}macro"})
_MACRO_BODIES = frozenset({f"{_AC}rich-text-body", f"{_AC}plain-text-body"})
_NEVER_TEXT = frozenset(
    {f"{_AC}{each}" for each in ("parameter", "task-id", "task-status", "placeholder", "emoticon")}
)


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_SHOWN = _tags(
    "a abbr b big blockquote br caption code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li ol p "
    "pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var"
)
_WITHOUT_END = frozenset({"br", "col", "hr"})
_DROPPED_WHOLE = _tags(
    "script style iframe frame frameset object embed applet template noscript noembed svg math link meta base head "
    "title form input button select textarea option video audio source"
)
_SCHEMES = frozenset({"http", "https", "mailto"})

_CACHED_LENGTH = 100_000
"""Longer bodies are parsed each time rather than kept."""

# A CDATA section is matched first, so that what looks like an entity in it stays as it is.
_entity = re.compile(r"<!\[CDATA\[.*?\]\]>|&([A-Za-z][A-Za-z0-9]*;)", re.DOTALL)
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


def parts_of(storage: str) -> tuple[Part, ...]:
    """Safe markup and the Jira-issues macros within it, in order; broken storage format is shown as its own text."""
    return _cached_parts(storage) if len(storage) <= _CACHED_LENGTH else _parts(storage)


def require_readable(storage: str) -> None:
    """BadInput when it is no well-formed XML, as Confluence refuses to save it."""
    from lxml import etree

    try:
        _parse(storage)
    except etree.XMLSyntaxError as problem:
        line, column = problem.position
        raise BadInput(f"Error parsing xhtml: line {line}, column {column}: {problem.msg}") from None


def plain_text(storage: str) -> str:
    """The words alone, for excerpts."""
    from lxml import etree

    try:
        words = "".join(_words(_parse(storage)))
    except etree.XMLSyntaxError:
        words = storage
    return " ".join(words.split())


def _parts(storage: str) -> tuple[Part, ...]:
    from lxml import etree

    try:
        pieces = list(_inside(_parse(storage)))
    except etree.XMLSyntaxError:
        return (Markup("<pre>{}</pre>").format(storage),)
    parts: list[Part] = []
    markup: list[Markup] = []
    for piece in (*pieces, None):
        if isinstance(piece, Markup):
            markup.append(piece)
            continue
        parts.append(Markup("").join(markup))
        markup.clear()
        if piece is not None:
            parts.append(piece)
    return tuple(parts)


_cached_parts = lru_cache(maxsize=512)(_parts)


def _parse(storage: str) -> "etree._Element":
    from lxml import etree

    text = _entity.sub(_resolved, storage)
    # lxml wants UTF-8, and JSON may have held half a surrogate pair.
    return etree.fromstring(f"{_OPENING}{text}</page>".encode("utf-8", "replace"), safe_parser())


def _resolved(found: re.Match[str]) -> str:
    """HTML's named characters, which XML does not know."""
    name = found.group(1)
    return found.group() if name is None or name in _XML_ENTITIES else html5.get(name, found.group())


def _inside(element: "etree._Element") -> Iterator[Part]:
    yield escape(element.text or "")
    for child in element:
        yield from _shown(child)
        yield escape(child.tail or "")


def _shown(element: "etree._Element") -> Iterator[Part]:
    from lxml import etree

    tag = str(element.tag)
    if tag in _MACROS:
        yield from _macro(element)
    elif tag == f"{_AC}link":
        yield Markup("<span>{}</span>").format(_link_text(element))
    elif tag in _NEVER_TEXT or etree.QName(element).localname.lower() in _DROPPED_WHOLE:
        return
    elif tag not in _SHOWN:
        yield from _inside(element)
    elif tag in _WITHOUT_END:
        yield Markup("<{}>").format(tag)
    else:
        # A table cannot stand in a paragraph; a browser would end the paragraph there.
        name = "div" if tag == "p" and _holds_macro(element) else tag
        yield Markup("<{}{}>").format(name, _attributes(element))
        yield from _inside(element)
        yield Markup("</{}>").format(name)


def _attributes(element: "etree._Element") -> Markup:
    """Links and spans of cells; no class and no style, with which a page could dress up as something else."""
    if element.tag == "a" and _leads_somewhere_safe(element.get("href", "")):
        return Markup(' href="{}" rel="nofollow noopener"').format(element.get("href"))
    if element.tag in {"td", "th"}:
        spans = [(name, element.get(name, "")) for name in ("colspan", "rowspan")]
        return Markup("").join(
            Markup(' {}="{}"').format(name, value)
            for name, value in spans
            if value.isascii() and value.isdigit() and len(value) < 4
        )
    return Markup("")


def _leads_somewhere_safe(href: str) -> bool:
    if href.startswith(("/", "#")) and not href.startswith(("//", "/\\")):
        return True
    try:
        return urlsplit(href).scheme.lower() in _SCHEMES
    except ValueError:
        return False


def _macro(element: "etree._Element") -> Iterator[Part]:
    name = element.get(_NAME, "")
    if name == "jira":
        parameters = {each.get(_NAME, ""): _all_text(each) for each in element.findall(f"{_AC}parameter")}
        yield Macro.of(parameters)
        return
    yield Markup('<div class="unknown-macro" data-macro="{0}"><p>The macro {0} is not shown here.</p>').format(name)
    for child in element:
        if child.tag in _MACRO_BODIES:
            yield from _inside(child)
    yield Markup("</div>")


def _holds_macro(element: "etree._Element") -> bool:
    return any(each.tag in _MACROS for each in element.iter())


def _link_text(element: "etree._Element") -> str:
    """What a link to another page is called; it is not made a link, which needs a look-up for each reader."""
    written = "".join(_all_text(child) for child in element if str(child.tag).endswith("link-body"))
    titles = (child.get(f"{_RI}content-title") for child in element)
    return written or next((title for title in titles if title), "")


def _all_text(element: "etree._Element") -> str:
    return "".join(str(text) for text in element.itertext())


def _words(element: "etree._Element") -> Iterator[str]:
    from lxml import etree

    yield element.text or ""
    for child in element:
        if child.tag not in _NEVER_TEXT and etree.QName(child).localname.lower() not in _DROPPED_WHOLE:
            yield from _words(child)
        yield " " + (child.tail or "")

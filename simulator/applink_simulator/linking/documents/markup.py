"""Documents between their forms: plain dictionaries, JSON and XML.

In a dictionary a key that starts with ``@`` becomes an attribute in XML and an ordinary member in JSON;
a list becomes repeated elements; None is left out in both.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from applink_simulator.domain.errors import Unreadable

if TYPE_CHECKING:
    from lxml import etree

# XML 1.0 has no way to write most control characters, half of a character, and two that are none.
_not_in_xml = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

JSON = "application/json"
XML = "application/xml"


def to_json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(_json_form(document), ensure_ascii=False, separators=(",", ":")).encode()


def _json_form(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key.removeprefix("@"): _json_form(each) for key, each in value.items() if each is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_json_form(each) for each in value]
    return value


def to_xml(root: str, document: Mapping[str, Any]) -> bytes:
    from lxml import etree

    element = etree.Element(root)
    _fill(element, document)
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True))


def _fill(element: "etree._Element", document: Mapping[str, Any]) -> None:
    from lxml import etree

    for key, value in document.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            if each is None:
                continue
            if key.startswith("@"):
                element.set(key[1:], _text(each))
            elif isinstance(each, Mapping):
                _fill(etree.SubElement(element, key), each)
            else:
                etree.SubElement(element, key).text = _text(each)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _not_in_xml.sub("\ufffd", str(value))


def safe_parser() -> "etree.XMLParser":
    """Resolves nothing, fetches nothing, and gives up on what is built to be huge."""
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def read_xml(body: bytes) -> "etree._Element":
    """The root element; documents with a DTD are refused, so that no entity is ever resolved."""
    from lxml import etree

    try:
        root = etree.fromstring(body, safe_parser())
    except etree.XMLSyntaxError as problem:
        line, column = problem.position
        raise Unreadable(f"Malformed XML at line {line}, column {column}: {problem.msg}.") from None
    except ValueError as problem:
        raise Unreadable(f"Malformed XML: {problem}.") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("XML with a document type declaration is not read.")
    return root


def from_xml(body: bytes) -> dict[str, Any]:
    """The root's children as a dictionary; repeated elements become a list."""
    return _read(read_xml(body))


def _read(element: "etree._Element") -> dict[str, Any]:
    from lxml import etree

    found: dict[str, Any] = {str(name): value for name, value in element.attrib.items()}
    for child in element:
        name = etree.QName(child).localname
        value: Any = _read(child) if len(child) or child.attrib else (child.text or "")
        if name in found:
            if not isinstance(found[name], list):
                found[name] = [found[name]]
            found[name].append(value)
        else:
            found[name] = value
    return found


def from_json(body: bytes) -> Any:
    """The parsed value; says line and column where it is malformed."""
    try:
        return json.loads(body)
    except json.JSONDecodeError as problem:
        raise Unreadable(f"Malformed JSON at line {problem.lineno}, column {problem.colno}: {problem.msg}.") from None
    except (ValueError, RecursionError):
        raise Unreadable("Malformed JSON: not UTF-8, nested too deeply, or a number without end.") from None


def read_document(body: bytes, content_type: str) -> dict[str, Any]:
    """From XML or JSON as the content type says; without one it counts as XML (applinks.md 1)."""
    if content_type.endswith("json"):
        document = from_json(body)
        if not isinstance(document, dict):
            raise Unreadable("Expected a JSON object.")
        return document
    if content_type in {"", XML, "text/xml"} or content_type.endswith("+xml"):
        return from_xml(body)
    raise Unreadable(f"Expected XML or JSON, not {content_type}.")

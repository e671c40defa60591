"""consumer-info: the public half of what a product signs with (auth.md 1.9)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from applink_simulator.authentication.keys import read_public_key
from applink_simulator.domain.errors import Unreadable
from applink_simulator.domain.links import Consumer
from applink_simulator.linking.documents.markup import read_xml

if TYPE_CHECKING:
    from lxml import etree


def consumer_info_document(key: str, name: str, public_key: str, description: str) -> dict[str, Any]:
    """Each value on one line and without attributes: old clients look for it with regular expressions."""
    return {"key": key, "name": name, "publicKey": public_key, "description": description}


def read_consumer_info(body: bytes) -> Consumer:
    """The first ``key``, ``name`` and ``publicKey`` elements, whatever the root; Unreadable when one is missing."""
    root = read_xml(body)
    found: dict[str, str] = {}
    for name, text in _leaves(root):
        found.setdefault(name, text)
    missing = [name for name in ("key", "name", "publicKey") if not found.get(name)]
    if missing:
        raise Unreadable(f"The consumer information lacks {', '.join(missing)}.")
    return Consumer(
        key=found["key"],
        name=found["name"],
        public_key=read_public_key(found["publicKey"]).text,
        description=found.get("description", ""),
        callback=found.get("callback"),
    )


def _leaves(root: "etree._Element") -> Iterator[tuple[str, str]]:
    from lxml import etree

    for element in root.iter():
        if not len(element):
            yield etree.QName(element).localname, (element.text or "").strip()

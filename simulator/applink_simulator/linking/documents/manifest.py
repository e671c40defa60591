"""The manifest's document (applinks.md 2.2)."""

from typing import Any

from applink_simulator.domain.errors import Unreadable
from applink_simulator.domain.identity import is_application_id
from applink_simulator.domain.manifest import Manifest


def manifest_document(manifest: Manifest) -> dict[str, Any]:
    return {
        "id": manifest.id,
        "name": manifest.name,
        "typeId": manifest.type_id,
        "version": manifest.version,
        "buildNumber": manifest.build_number,
        "applinksVersion": manifest.applinks_version,
        "inboundAuthenticationTypes": list(manifest.inbound_types),
        "outboundAuthenticationTypes": list(manifest.outbound_types),
        "publicSignup": manifest.public_signup,
        "url": manifest.url,
        "iconUrl": manifest.icon_url,
        "iconUri": manifest.icon_uri,
    }


def read_manifest(document: dict[str, Any]) -> Manifest:
    """From a remote's document; Unreadable when what a link needs is missing or makes no sense."""
    missing = [name for name in ("id", "name", "typeId", "url") if not isinstance(document.get(name), str)]
    if missing:
        raise Unreadable(f"The manifest lacks {', '.join(missing)}.")
    if not is_application_id(document["id"]):
        raise Unreadable(f"The manifest's id is no UUID: {document['id'][:80]!r}.")
    return Manifest(
        id=document["id"],
        name=document["name"],
        type_id=document["typeId"],
        url=document["url"],
        version=_text(document.get("version")),
        build_number=_number(document.get("buildNumber")),
        applinks_version=_text(document.get("applinksVersion")),
        inbound_types=_texts(document.get("inboundAuthenticationTypes")),
        outbound_types=_texts(document.get("outboundAuthenticationTypes")),
        public_signup=document.get("publicSignup") in (True, "true"),
        icon_url=_text(document.get("iconUrl")),
        icon_uri=_text(document.get("iconUri")),
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(str(each) for each in values)


def _number(value: Any) -> int:
    """Vendors quote it in JSON at times; what is no number counts as 0."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0

"""A link end's documents: version 1 and 2 of the REST resources call things otherwise than version 3."""

from collections.abc import Iterable
from typing import Any

from applink_simulator.domain.links import Consumer, Level, LinkEnd


def link_document(end: LinkEnd, href: str, icon_url: str, icon_uri: str) -> dict[str, Any]:
    """``applicationLink`` of REST 1.0 and 2.0 (applinks.md 3.1); a system link does not tell its RPC URL."""
    return {
        "id": end.application_id,
        "typeId": end.type_id,
        "name": end.name,
        "displayUrl": end.display_url,
        "iconUrl": icon_url,
        "iconUri": icon_uri,
        "rpcUrl": None if end.system else end.rpc_url,
        "isPrimary": end.primary,
        "isSystem": end.system,
        "link": [{"@href": href, "@rel": "self"}],
    }


def link_document_v3(end: LinkEnd, properties: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The link object of the v3 resources (applinks.md 3.3)."""
    return {
        "id": end.application_id,
        "name": end.name,
        "displayUrl": end.display_url,
        "rpcUrl": end.rpc_url,
        "type": end.type_id,
        "system": end.system,
        "primary": end.primary,
        "properties": properties,
        "data": data,
    }


def level_document(level: Level) -> dict[str, bool]:
    return {
        "enabled": level >= Level.THREE_LEGGED_ONLY,
        "twoLoEnabled": level >= Level.OAUTH,
        "twoLoImpersonationEnabled": level >= Level.IMPERSONATION,
    }


def read_level(document: Any) -> Level:
    """The highest bit wins; what is missing counts as off."""
    bits = document if isinstance(document, dict) else {}
    return Level.of_bits(
        enabled=_on(bits.get("enabled")),
        two_legged=_on(bits.get("twoLoEnabled")),
        impersonation=_on(bits.get("twoLoImpersonationEnabled")),
    )


def _on(value: Any) -> bool:
    return value is True or value == "true"


def consumer_document(consumer: Consumer) -> dict[str, Any]:
    """``ConsumerEntity`` (auth.md 3.1); never holds a secret."""
    return {
        "key": consumer.key,
        "name": consumer.name,
        "description": consumer.description,
        "signatureMethod": "RSA_SHA1",
        "publicKey": consumer.public_key,
        "callback": consumer.callback,
        "outgoing": False,
        "twoLOAllowed": consumer.two_legged_allowed,
        "executingTwoLOUser": consumer.two_legged_user,
        "twoLOImpersonationAllowed": consumer.impersonation_allowed,
    }


def providers_document(end: LinkEnd, href: str) -> list[dict[str, Any]]:
    names: Iterable[str] = sorted(provider.value for provider in end.providers)
    return [
        {
            "link": [{"@href": f"{href}/authentication/provider/{name}", "@rel": "self"}],
            "provider": name,
            "config": {},
        }
        for name in names
    ]

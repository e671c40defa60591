"""Remote links: what an issue says about something elsewhere."""

from typing import Any

from applink_simulator.domain.content import Issue, RemoteLink
from applink_simulator.linking.product import Product


def remote_link_url(product: Product, issue: Issue, link: RemoteLink) -> str:
    return product.url(f"/rest/api/2/issue/{issue.key}/remotelink/{link.id}")


def remote_link_reference(product: Product, issue: Issue, link: RemoteLink) -> dict[str, Any]:
    return {"id": int(link.id), "self": remote_link_url(product, issue, link)}


def remote_link_document(product: Product, issue: Issue, link: RemoteLink) -> dict[str, Any]:
    document: dict[str, Any] = {**remote_link_reference(product, issue, link), **link.body}
    if link.global_id is not None:
        document["globalId"] = link.global_id
    return document

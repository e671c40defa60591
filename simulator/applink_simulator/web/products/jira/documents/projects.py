"""Projects, whole and as an issue mentions them."""

from typing import Any

from applink_simulator.domain.content import Container
from applink_simulator.linking.product import Product
from applink_simulator.web.products.jira.documents.users import avatars


def project_document(product: Product, project: Container) -> dict[str, Any]:
    return {
        "self": product.url(f"/rest/api/2/project/{project.id}"),
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "projectTypeKey": "software",
        "avatarUrls": avatars(product, "project"),
    }

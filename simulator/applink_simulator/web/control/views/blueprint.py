"""How every topic of the control surface begins."""

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

SECURITY: list[dict[str, list[str]]] = [{"token": []}]


def topic(name: str, description: str) -> APIBlueprint:
    return APIBlueprint(
        name,
        __name__,
        abp_tags=[Tag(name=name, description=description)],
        abp_security=SECURITY,
        operation_id_callback=operation_id,
    )


def operation_id(*, name: str, path: str, method: str) -> str:
    """As the view is called."""
    return name

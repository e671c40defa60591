"""What the product is, and its clock."""

import os
from typing import Any

from applink_simulator.domain.errors import BadInput, Conflict, NotThere
from applink_simulator.domain.manifest import version_tuple
from applink_simulator.web.control.documents import ClockDocument, ClockReading, ProductChange, ProductDocument
from applink_simulator.web.control.surface import Refusal, here
from applink_simulator.web.control.views.blueprint import topic

blueprint = topic("product", "What the product is, where it is, and what time it thinks it is")


@blueprint.get("/product", responses={200: ProductDocument})
def get_product() -> dict[str, Any]:
    """What the product is."""
    return _document().model_dump()


@blueprint.patch("/product", responses={200: ProductDocument, 404: Refusal, 409: Refusal})
def patch_product(body: ProductChange) -> dict[str, Any]:
    """Install another version, move to another base URL, become another installation, and the like."""
    control = here()
    changes = body.model_dump(exclude_none=True)
    if body.version is not None and body.version not in control.product.kind.versions:
        known = ", ".join(control.product.kind.versions)
        raise NotThere(what=f"The version {body.version} of {control.product.kind.name} (there are {known})")
    if authority := changes.pop("trusted_authority", None):
        trust = getattr(control.product.transport, "trust", None)
        if trust is None:
            raise Conflict(what="This product speaks to nobody with TLS.")
        try:
            trust(authority)
        except (OSError, ValueError):
            raise BadInput("trusted_authority holds no certificates in PEM form.") from None
    with control.changing:
        control.change(changes)
    return _document().model_dump()


@blueprint.post("/product/key", responses={200: ProductDocument})
def post_key() -> dict[str, Any]:
    """Give it another key pair, of which nobody is told."""
    control = here()
    with control.changing:
        control.rotate_key()
    return _document().model_dump()


@blueprint.get("/clock", responses={200: ClockReading})
def get_clock() -> dict[str, Any]:
    """What the product's clock shows."""
    return _reading().model_dump()


@blueprint.put("/clock", responses={200: ClockReading})
def put_clock(body: ClockDocument) -> dict[str, Any]:
    """Set it ahead or behind, stop it, or let it run."""
    here().product.clock.set(body.ahead, body.frozen_at)
    return _reading().model_dump()


def _reading() -> ClockReading:
    clock = here().product.clock
    return ClockReading(ahead=clock.ahead, frozen_at=clock.frozen_at, now=clock.now())


def _document() -> ProductDocument:
    product = here().product
    return ProductDocument(
        name=product.name,
        kind=product.kind.name,
        title=product.title,
        version=product.version,
        versions=sorted(product.kind.versions, key=version_tuple),
        base_url=product.base_url,
        told_origin=product.told_origin,
        server_id=product.server_id,
        application_id=product.application_id,
        consumer_key=product.consumer_key,
        public_key=product.key.public.text,
        process=os.getpid(),
    )

"""What the product is, and its clock."""

import os
from typing import Any

from applink_simulator.authentication.keys import read_private_key
from applink_simulator.domain.errors import BadInput, Conflict, NotThere, Unreadable
from applink_simulator.domain.manifest import version_tuple
from applink_simulator.web.control.documents import (
    ClockDocument,
    ClockReading,
    KeyDocument,
    ProductChange,
    ProductDocument,
)
from applink_simulator.web.control.orders import HangUp, SetClock, Trust
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
        if not hasattr(control.product.transport, "trust"):
            raise Conflict(what="This product speaks to nobody with TLS.")
        try:
            control.order(Trust(authority))
        except (OSError, ValueError):
            raise BadInput("trusted_authority holds no certificates in PEM form.") from None
    with control.changing:
        control.change(changes)
    return _document().model_dump()


@blueprint.get("/product/key", responses={200: KeyDocument})
def get_key() -> dict[str, Any]:
    """Its private key, which a copy of the installation has too."""
    return KeyDocument(private_key=here().product.key.private_pem()).model_dump()


@blueprint.put("/product/key", responses={200: ProductDocument, 400: Refusal})
def put_key(body: KeyDocument) -> dict[str, Any]:
    """Give it the key pair of another product; nobody is told."""
    try:
        key = read_private_key(body.private_key)
    except Unreadable as unreadable:
        raise BadInput(str(unreadable)) from None
    control = here()
    with control.changing:
        control.take_key(key)
    return _document().model_dump()


@blueprint.post("/product/key", responses={200: ProductDocument})
def post_key() -> dict[str, Any]:
    """Give it another key pair, of which nobody is told."""
    control = here()
    with control.changing:
        control.rotate_key()
    return _document().model_dump()


@blueprint.delete("/connections", responses={204: None})
def delete_connections() -> tuple[Any, int]:
    """Hang up on every other product: whoever is called next is looked up and connected to anew."""
    here().order(HangUp())
    return "", 204


@blueprint.get("/clock", responses={200: ClockReading})
def get_clock() -> dict[str, Any]:
    """What the product's clock shows."""
    return _reading().model_dump()


@blueprint.put("/clock", responses={200: ClockReading})
def put_clock(body: ClockDocument) -> dict[str, Any]:
    """Set it ahead or behind, stop it, or let it run."""
    here().order(SetClock(body.ahead, body.frozen_at))
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

"""Ways from the product to others, and what is wrong with them: for products that no firewall stands between."""

from typing import Any

from applink_simulator.domain.errors import BadInput
from applink_simulator.web.control.documents import WayDocument
from applink_simulator.web.control.orders import Mend, Trouble
from applink_simulator.web.control.surface import Refusal, here
from applink_simulator.web.control.views.blueprint import topic

blueprint = topic("ways", "Ways from the product to others, and what is wrong with them")


@blueprint.put("/ways", responses={200: WayDocument, 400: Refusal})
def put_way(body: WayDocument) -> dict[str, Any]:
    """From now on the product's requests to that origin come to grief."""
    control = here()
    if not hasattr(control.product.transport, "trouble"):
        raise BadInput("The ways from this product are not its own to trouble.")
    control.order(Trouble(body.origin, body.how))
    return body.model_dump()


@blueprint.delete("/ways", responses={204: None})
def delete_ways() -> tuple[Any, int]:
    """All of them are as they should be; whoever is kept waiting goes on."""
    here().order(Mend())
    return "", 204

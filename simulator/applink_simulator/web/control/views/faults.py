"""Misbehaviours at the product's door, by name."""

from typing import Any

from pydantic import BaseModel

from applink_simulator.domain.errors import NotThere
from applink_simulator.faults import faults
from applink_simulator.web.control.documents import FaultDocument, Name
from applink_simulator.web.control.orders import ClearFaults, PutFault, TakeFault
from applink_simulator.web.control.surface import Refusal, here
from applink_simulator.web.control.views.blueprint import topic

blueprint = topic("faults", "Misbehaviours at the product's door; the control surface itself is spared")


class FaultPath(BaseModel):
    name: Name
    """Such as ``is slow``."""


class Faults(BaseModel):
    faults: list[FaultDocument]


@blueprint.get("/faults", responses={200: Faults})
def get_faults() -> dict[str, Any]:
    """Every fault that there is, and whether it stands."""
    standing = here().faults.names
    known = [FaultDocument(name=name, standing=name in standing) for name in faults()]
    return {"faults": [each.model_dump() for each in known]}


@blueprint.put("/faults/<string:name>", responses={200: FaultDocument, 404: Refusal})
def put_fault(path: FaultPath) -> dict[str, Any]:
    """From now on it stands at the door."""
    known = faults()
    if path.name not in known:
        raise NotThere(what=f"The fault {path.name!r} (there are: {', '.join(known)})")
    here().order(PutFault(path.name))
    return FaultDocument(name=path.name, standing=True).model_dump()


@blueprint.delete("/faults/<string:name>", responses={204: None, 404: Refusal})
def delete_fault(path: FaultPath) -> tuple[Any, int]:
    """It is over; whoever was kept waiting is answered."""
    control = here()
    with control.changing:
        control.follow()
        if path.name not in control.faults.names:
            raise NotThere(what=f"A fault {path.name!r} at the door")
        control.order(TakeFault(path.name))
    return "", 204


@blueprint.delete("/faults", responses={204: None})
def delete_faults() -> tuple[Any, int]:
    """All of them are over."""
    here().order(ClearFaults())
    return "", 204

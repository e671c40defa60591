"""Everything a product remembers, kept under a name and brought back."""

from typing import Any

from pydantic import BaseModel

from applink_simulator.domain.errors import NotThere
from applink_simulator.web.control.documents import Name, ResetDocument
from applink_simulator.web.control.surface import Refusal, here
from applink_simulator.web.control.views.blueprint import topic

blueprint = topic("snapshots", "Everything the product remembers, kept under a name and brought back")


class SnapshotPath(BaseModel):
    name: Name


class Snapshots(BaseModel):
    snapshots: list[str]


@blueprint.get("/snapshots", responses={200: Snapshots})
def get_snapshots() -> dict[str, Any]:
    """The names under which something is kept."""
    return {"snapshots": here().product.state.kept()}


@blueprint.put("/snapshots/<string:name>", responses={204: None})
def put_snapshot(path: SnapshotPath) -> tuple[Any, int]:
    """Keep everything as it is now, in place of what had that name; the userbase too."""
    control = here()
    with control.changing:
        control.product.state.keep(path.name)
    return "", 204


@blueprint.post("/snapshots/<string:name>/restore", responses={204: None, 404: Refusal})
def post_restore(path: SnapshotPath) -> tuple[Any, int]:
    """Everything as it was kept; faults, clock and journal stay as they are."""
    control = here()
    with control.changing:
        control.restore(path.name)
    return "", 204


@blueprint.delete("/snapshots/<string:name>", responses={204: None, 404: Refusal})
def delete_snapshot(path: SnapshotPath) -> tuple[Any, int]:
    """It is not needed any more."""
    state = here().product.state
    if path.name not in state.kept():
        raise NotThere(what=f"A snapshot called {path.name}")
    state.forget(path.name)
    return "", 204


@blueprint.post("/reset", responses={204: None, 404: Refusal})
def post_reset(body: ResetDocument) -> tuple[Any, int]:
    """As it was kept, with no fault, a clock that is right and an empty journal."""
    control = here()
    with control.changing:
        control.reset(body.snapshot)
    return "", 204

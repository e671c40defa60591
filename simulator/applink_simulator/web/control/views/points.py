"""Where the product can be made to die, and dies. Dangerous on purpose: what it had not stored is lost."""

import os
from typing import Any

from pydantic import BaseModel

from applink_simulator.domain.errors import Conflict, NotThere
from applink_simulator.web.control.controlled import Controlled
from applink_simulator.web.control.documents import KillDocument, PointDocument
from applink_simulator.web.control.surface import Refusal, here
from applink_simulator.web.control.views.blueprint import topic

blueprint = topic("points", "Places at which the product can be made to die, and its death there: kill -9")


class PointsDocument(BaseModel):
    points: list[PointDocument]


@blueprint.put("/points", responses={204: None})
def put_points() -> tuple[Any, int]:
    """Note the points that the product comes to from now on; earlier ones are forgotten, and none is fatal."""
    control = here()
    _require_one_process(control)
    with control.changing:
        control.watch()
    return "", 204


@blueprint.get("/points", responses={200: PointsDocument, 404: Refusal})
def get_points() -> dict[str, Any]:
    """Those that were noted, in their order."""
    points = here().entrance.points
    if points is None:
        raise NotThere(what="A note of the points that the product comes to")
    return {"points": [PointDocument.of(point).model_dump() for point in points.reached]}


@blueprint.delete("/points", responses={204: None})
def delete_points() -> tuple[Any, int]:
    """Note nothing any more; no point is fatal."""
    control = here()
    with control.changing:
        control.stop_watching()
    return "", 204


@blueprint.put("/kill-point", responses={204: None, 409: Refusal})
def put_kill_point(body: KillDocument) -> tuple[Any, int]:
    """Kill the product, as by kill -9, when it comes to the point of that number. DANGEROUS.

    Only a product that has a process of its own can die, and only whoever says the id of that process can want it.
    """
    control = here()
    _require_one_process(control)
    if not control.alone:
        raise Conflict(what="This product shares its process with others, which would die too.")
    if body.process != os.getpid():
        raise Conflict(what=f"This product's process is not {body.process}: look at /product which it is by now.")
    with control.changing:
        control.watch(body.number)
    return "", 204


def _require_one_process(control: Controlled) -> None:
    if control.crew is not None:
        raise Conflict(
            what="Several processes answer for this product, and points are those of one: serve it with one."
        )

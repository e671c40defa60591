"""Makes ``docs/killed.md`` from the table of kill points: ``python simulator/tests/kills/page.py`` writes it."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .kill_points import KillPoint, Left

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
PAGE = ROOT / "docs" / "killed.md"
COMMAND = "python simulator/tests/kills/page.py"

COUNTS = {
    "one-way creation": 12,
    "two-way creation by credentials": 34,
    "two-way creation by redirect": 63,
    "configuring authentication": 16,
    "dance": 27,
    "relocation": 10,
    "deletion of one end": 10,
    "deletion of both ends": 24,
    "project link with its other half": 11,
    "project link taken away at both": 11,
}
"""Kill points of each action, all of which are survived: the test finds them out anew and holds them against this."""

INTRODUCTION = f"""<!-- Made by `{COMMAND}` from the table of the tests. -->

# Killed at the worst moment

A product may be killed at any moment, as by `kill -9`, and started again. What it had confirmed is there then; what
it had not is absent, or shown as a one-sided state that the protocol knows. Nothing is half written: what belongs
together, such as a link's end with the trust, the tokens and the project links that hang on it, is stored in one
transaction. Whoever does the same once more ends with a whole link, or with none.

[The tests](../simulator/tests/kills) show it. Products run in processes of their own, each with its state in a SQLite
file (`--applinks-backend processes`). An action is watched once while nobody dies: each change of the state, the end
of what is stored together, each request before it leaves, each reply as it is heard and each answer before it leaves
is a *point*. Then the action is repeated for each point of each product, which dies there. After its restart both
ends, what both say of their link, keys, people, rights and content are held against the model. The last point of each
product is a kill after everything was answered.

Over the [control surface](../simulator/applink_simulator/web/control/views/points.py) `PUT /points` notes the points
that a product comes to, `GET /points` tells them, and `PUT /kill-point` kills the process at one of them: only a
product that has its process for itself, and only for whoever names that process.
"""


KILLED = ["", "| section | killed before the product | which | leaves |", "|---|---|---|---|"]
MEANT = ["", "What that means:", "", "| state | where it began it says | the other one says |", "|---|---|---|"]


def page(points: "Sequence[KillPoint]", states: "Mapping[str, Mapping[str, Left]]") -> str:
    lines = [INTRODUCTION, "| action | numbered steps | kill points | survived |", "|---|---|---|---|"]
    for action, count in COUNTS.items():
        steps = sum(row.action == action for row in points)
        lines.append(f"| {action} | {steps} | {count} | {count} |")
    total = sum(COUNTS.values())
    lines.append(f"| **all** | **{len(points)}** | **{total}** | **{total}** |")
    for action in COUNTS:
        lines += ["", f"## {action.capitalize()}", *KILLED]
        for row in points:
            if row.action == action:
                where = "where it began" if row.at == "confluence" else "the other one"
                lines.append(f"| {row.section} | {row.step} | {where} | {row.leaves} |")
        lines += MEANT
        for name, left in states[action].items():
            lines.append(f"| {name} | {left.near_says or '(no link)'} | {left.far_says or '(no link)'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from simulator.tests.kills.kill_points import KILL_POINTS, STATES

    PAGE.write_text(page(KILL_POINTS, STATES), encoding="utf-8")

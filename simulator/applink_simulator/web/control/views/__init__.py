"""What the control surface offers: one module for each topic, all of them in BLUEPRINTS."""

from applink_simulator.web.control.views import (
    content,
    faults,
    journal,
    links,
    points,
    product,
    snapshots,
    users,
    ways,
)

BLUEPRINTS = (
    product.blueprint,
    users.blueprint,
    content.blueprint,
    links.blueprint,
    faults.blueprint,
    journal.blueprint,
    snapshots.blueprint,
    points.blueprint,
    ways.blueprint,
)

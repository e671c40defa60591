"""Commands of ``applinks``, one file each, imported when they are called."""

OWN = {
    "health": "applink_simulator.commands.health:health",
    "image": "applink_simulator.commands.image:image",
    "links": "applink_simulator.commands.links:links",
    "product": "applink_simulator.commands.product:product",
}
"""Where each is found, by its name."""

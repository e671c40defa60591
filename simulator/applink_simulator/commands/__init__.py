"""Commands of ``applinks``, one file each, imported when they are called."""

OWN = {
    "compose": "applink_simulator.commands.compose:compose",
    "down": "applink_simulator.commands.down:down",
    "health": "applink_simulator.commands.health:health",
    "image": "applink_simulator.commands.image:image",
    "links": "applink_simulator.commands.links:links",
    "logs": "applink_simulator.commands.logs:logs",
    "product": "applink_simulator.commands.product:product",
    "ps": "applink_simulator.commands.ps:ps",
    "sweep": "applink_simulator.commands.sweep:sweep",
    "up": "applink_simulator.commands.up:up",
}
"""Where each is found, by its name."""

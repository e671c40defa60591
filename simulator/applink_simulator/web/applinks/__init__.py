"""Application links on the wire: what every product answers, whatever its kind (applinks.md 1 to 3)."""

from applink_simulator.web.applinks import (
    deletion,
    links,
    links_v3,
    manifest,
    oauth_configuration,
    proxy,
    relocation,
    servlets,
    status,
    tokens,
    wizard,
)

BLUEPRINTS = (
    manifest.blueprint,
    links.blueprint,
    links_v3.blueprint,
    relocation.blueprint,
    deletion.blueprint,
    wizard.blueprint,
    oauth_configuration.blueprint,
    status.blueprint,
    servlets.blueprint,
    tokens.blueprint,
    proxy.blueprint,
)

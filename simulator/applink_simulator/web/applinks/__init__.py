"""Application links on the wire: what every product answers, whatever its kind (applinks.md 1 to 3)."""

from applink_simulator.web.applinks import (
    entities,
    links,
    links_v3,
    manifest,
    oauth_configuration,
    proxy,
    servlets,
    status,
    tokens,
    wizard,
)

BLUEPRINTS = (
    manifest.blueprint,
    links.blueprint,
    links_v3.blueprint,
    entities.blueprint,
    wizard.blueprint,
    oauth_configuration.blueprint,
    status.blueprint,
    servlets.blueprint,
    tokens.blueprint,
    proxy.blueprint,
)

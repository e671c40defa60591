"""Application links on the wire: what every product answers, whatever its kind (applinks.md 1 to 3)."""

from applink_simulator.web.applinks import (
    capabilities,
    entities,
    features,
    links,
    links_v3,
    manifest,
    oauth_configuration,
    orphaned_trust,
    proxy,
    servlets,
    status,
    tokens,
    upgrade,
    wizard,
)

BLUEPRINTS = (
    manifest.blueprint,
    capabilities.blueprint,
    links.blueprint,
    links_v3.blueprint,
    entities.blueprint,
    features.blueprint,
    orphaned_trust.blueprint,
    upgrade.blueprint,
    upgrade.migration,
    wizard.blueprint,
    oauth_configuration.blueprint,
    status.blueprint,
    servlets.blueprint,
    tokens.blueprint,
    proxy.blueprint,
)

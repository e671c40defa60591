"""Jira: what clients ask of it (products.md 3). The development panel's ``dev-status`` is not simulated."""

from applink_simulator.web.products.jira import (
    comments,
    groups,
    issues,
    pages,
    people,
    permissions,
    projects,
    remote_links,
    search,
    server,
    session,
    vocabulary,
)

BLUEPRINTS = (
    server.blueprint,
    session.blueprint,
    people.blueprint,
    groups.blueprint,
    permissions.blueprint,
    vocabulary.blueprint,
    projects.blueprint,
    issues.blueprint,
    comments.blueprint,
    remote_links.blueprint,
    search.blueprint,
    pages.blueprint,
)

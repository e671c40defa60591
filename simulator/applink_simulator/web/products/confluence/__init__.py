"""Confluence: what clients and people ask of it beside its links (products.md 4)."""

from applink_simulator.web.products.confluence import (
    administration,
    content,
    groups,
    jira_servers,
    pages,
    people,
    search,
    server,
    spaces,
)

BLUEPRINTS = (
    server.blueprint,
    people.blueprint,
    groups.blueprint,
    administration.blueprint,
    spaces.blueprint,
    content.blueprint,
    search.blueprint,
    jira_servers.blueprint,
    pages.blueprint,
)

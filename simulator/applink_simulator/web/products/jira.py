"""Jira: what clients ask of it (products.md 3)."""

BLUEPRINTS = ()

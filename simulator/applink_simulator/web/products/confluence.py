"""Confluence: what clients ask of it (products.md 4)."""

BLUEPRINTS = ()

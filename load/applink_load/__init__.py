"""The traffic: load on linked products."""

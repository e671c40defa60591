"""The mock products: what answers on the wire as Jira, Confluence and the others do."""

__version__ = "0.1.0"

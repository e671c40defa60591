"""What a health check and the product that it asks agree on."""

MANIFEST = "/rest/applinks/1.0/manifest"
"""Below a base URL."""
HEALTH_CHECK = "applink-simulator-health"
"""The user agent of a health check: whoever comes with it meets no fault and is not written down."""
CONTEXT_PATH = "x-applinks-context-path"
"""The header in which a product that is asked outside its context path tells where that is."""

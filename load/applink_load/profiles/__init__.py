"""Profiles of load, by name: what each imports is Locust, so that only the generator's process loads one."""

PROFILES = {
    "direct": "signed requests that all act as the one pre-configured user",
    "impersonating": "signed requests that each name one of many users",
    "proxied": "people signed in at Confluence who look at Jira through it",
    "hostile": "every second request is forged, replayed, stale or from a stranger, and must be refused",
}
"""With what each does; ``profiles/NAME.py`` holds its class ``Load``."""
REQUESTS = {
    "direct": ("read an issue", "search"),
    "impersonating": ("read an issue", "search"),
    "proxied": ("read an issue", "search"),
    "hostile": ("read an issue", "search", "forged", "replayed", "stale", "unknown consumer"),
}
"""The names of requests that a profile can make."""
THROUGH = ("proxied",)
"""Profiles whose people look at Jira through Confluence."""
SIGNED = tuple(each for each in PROFILES if each != "proxied")
"""Profiles that sign requests themselves, for which Jira has to know the generator as a consumer."""

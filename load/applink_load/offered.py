"""The profiles that are offered, by name, and what each needs; ``profiles/`` holds them, which takes Locust."""

PROFILES = {
    "direct": "signed requests that all act as the one pre-configured user",
    "impersonating": "signed requests that each name one of many users",
    "proxied": "people signed in at Confluence whose pages and scripts look at Jira as them",
    "proxied-as-one": "the same over a link that looks at Jira as one account for all",
    "dance": "people who allow the generator to act for them, and take it back",
    "link-life": "administrators who make, edit, check and delete links while others read",
    "mixed": "what people do all day in both products, as often as the vendor's own load tests do it",
    "hostile": "every second request is forged, replayed, stale or from a stranger, and must be refused",
}
"""With what each does; the module of that name holds its class ``Load``."""
READING = ("read an issue", "search", "ask who I am")
THROUGH_CONFLUENCE = ("log in", *READING, "view a page")
REQUESTS = {
    "direct": READING,
    "impersonating": READING,
    "proxied": THROUGH_CONFLUENCE,
    "proxied-as-one": THROUGH_CONFLUENCE,
    "dance": (
        "log in",
        "get a request token",
        "see the question",
        "allow",
        "deny",
        "get an access token",
        "ask for what was denied",
        "search with the token",
        "see what has access",
        "revoke",
        "search after revoking",
    ),
    "link-life": (
        *READING,
        "list the links",
        "make a link",
        "edit a link",
        "check a link",
        "set what a link may",
        "delete a link",
        "check a deleted link",
        "make a link as a reader",
    ),
    "mixed": (
        "log in",
        "view an issue",
        "search",
        "view a board",
        "view the dashboard",
        "view the projects",
        "view a project",
        "create an issue",
        "edit an issue",
        "comment on an issue",
        "view a page",
        "Confluence's dashboard",
        "search pages",
        "create a page",
        "edit a page",
    ),
    "hostile": (*READING, "forged", "replayed", "stale", "unknown consumer"),
}
"""The names of requests that a profile can make."""
THROUGH = ("proxied", "proxied-as-one", "mixed")
"""Profiles whose people come to Confluence: there has to be one."""
SIGNED = tuple(each for each in PROFILES if each not in THROUGH)
"""Profiles that sign requests themselves, for which Jira has to know the generator as a consumer."""
NAMING = ("impersonating", "link-life")
"""Profiles whose signed requests name people: the consumer has to be allowed to."""
PRESIGNED = ("direct", "impersonating")
"""Profiles whose requests can be signed before the run."""
AS_ONE = ("proxied-as-one",)
"""Profiles for which Confluence comes to Jira as one account for all."""
ADMINISTERED = ("link-life",)
"""Profiles that make the link between Confluence and Jira, as a system administrator of each."""


def module_of(profile: str) -> str:
    return f"applink_load.profiles.{profile.replace('-', '_')}"

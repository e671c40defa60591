"""The wizard takes the other product for an unknown application, and asks for a consumer key."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class NoManifest(Entry):
    """The manifest is missing, is something else, wants a login, or cannot be read."""

    id = "F-49"
    phrases = (
        Said(
            "the manifest of {product} is missing",
            "the manifest of Jira is missing",
            {"fault": "hides its manifest"},
        ),
        Said(
            "the manifest of {product} is hidden behind a login page",
            "the manifest of Jira is hidden behind a login page",
            {"fault": "shows a login page for its manifest"},
        ),
        Said(
            "the manifest of {product} needs a login",
            "the manifest of Jira needs a login",
            {"fault": "wants a login for its manifest"},
        ),
        Said(
            "the manifest of {product} breaks off in the middle",
            "the manifest of Jira breaks off in the middle",
            {"fault": "breaks off its manifest"},
        ),
        Said(
            "the manifest of {product} is in another encoding than it says",
            "the manifest of Jira is in another encoding than it says",
            {"fault": "garbles its manifest"},
        ),
    )
    served = "what answers for the manifest stands at the product's door"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.misbehave(named["product"], named["fault"])


FAULT = NoManifest

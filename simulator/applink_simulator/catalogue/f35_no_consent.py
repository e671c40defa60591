"""Whoever wanted to allow access ends on a page that says that it did not work, and is asked again."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.place import Place
from applink_simulator.topology.running import RunningTopology


class NoConsent(Entry):
    """The person took too long, said no, or came back with something that is of no use, or not any more."""

    id = "F-35"
    rank = 39
    phrases = (
        Said(
            "{user} takes {count:d} minutes to let {calling:product} act for her/him at {serving:product}",
            "alice takes 11 minutes to let Confluence act for her at Jira",
            {"how": "takes long"},
            gives="opened",
        ),
        Said(
            "{user} comes back from {serving:product} to {calling:product} with a verifier that is made up",
            "alice comes back from Jira to Confluence with a verifier that is made up",
            {"how": "makes up"},
            gives="opened",
        ),
        Said(
            "{user} lets {calling:product} act for her/him at {serving:product}, and goes back to allow it again",
            "alice lets Confluence act for her at Jira, and goes back to allow it again",
            {"how": "allows twice"},
            gives="opened",
        ),
    )
    served = "the person does so with a browser"

    def provoke(self, running: RunningTopology, **named: Any) -> Reply:
        calling, serving = running.place(named["calling"]), running.place(named["serving"])
        visitor = running.visitor(named["user"], calling.name)
        asked = visitor.asks_access(serving)
        if named["how"] == "makes up":
            return visitor.open(_way_back(calling, serving, asked.url)).reply
        if named["how"] == "takes long":
            running.clock.move(60 * named["count"])
            return visitor.press("Allow").reply
        visitor.press("Allow")
        return visitor.open(asked.url).reply


def _way_back(calling: Place, serving: Place, question: str) -> str:
    """To where the browser returns after the question, without an answer to it."""
    token = parse_qs(urlsplit(question).query)["oauth_token"][0]
    query = {"applicationLinkID": serving.application_id, "oauth_token": token, "oauth_verifier": "made-up"}
    return f"{calling.url}/plugins/servlet/applinks/oauth/login-dance/access?{urlencode(query)}"


FAULT = NoConsent

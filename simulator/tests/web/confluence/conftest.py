"""A served Confluence with people, spaces and pages, linked on request to a Jira with issues."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from lxml import html

from applink_simulator.domain.messages import Reply
from applink_simulator.linking.product import Product
from applink_simulator.topology.file import Link
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor
from applink_simulator.topology.wishes import make_link

TOPOLOGY = """
userbases:
  people:
    users:
      anna: {display_name: Anna Admin, groups: [owners]}
      adam: {display_name: Adam Admin}
      alice: {display_name: Alice, groups: [staff, editors]}
      bob: {display_name: Bob <b>, groups: [staff]}
      integration: {display_name: Integration}
products:
  jira:
    userbase: people
    system_administrators: [anna]
    projects:
      DEMO: {visible_to: [anyone], issues: [{summary: Lamp flickers}, {summary: Paint, status: Done}]}
      SEC: {visible_to: [alice, integration], issues: [{summary: The safe is open}]}
  confluence:
    userbase: people
    system_administrators: ["group:owners"]
    administrators: [adam]
    spaces:
      DOC:
        name: Handbook
        visible_to: [anyone]
        pages:
          - {title: Welcome, body: "Lamps & bulbs", author: alice, labels: [howto]}
          - {title: "What & why?", body: Reasons}
          - {title: Salaries, body: Much, visible_to: [alice]}
          - {title: Issues, jira_issues: {product: jira, jql: "ORDER BY key"}}
      HR: {name: People, visible_to: [alice], pages: [{title: Plans, body: Secret plans}]}
      OPS: {visible_to: [signed-in], pages: [{title: Rota, body: Weekly}]}
"""


@pytest.fixture
def running(serve: Callable[[str], RunningTopology]) -> Iterator[RunningTopology]:
    """As the text above says; a crash inside a product fails the test."""
    running = serve(TOPOLOGY)
    confluence = running.products["confluence"]
    patience, guesses = confluence.patience, confluence.guesses
    yield running
    confluence.patience, confluence.guesses = patience, guesses
    running.behave()
    assert not list(running.journal.crashes)
    running.journal.clear()


@pytest.fixture
def confluence(running: RunningTopology) -> Product:
    return running.products["confluence"]


@dataclass
class People:
    """Everybody with a browser of their own at Confluence."""

    running: RunningTopology
    _visitors: dict[str | None, Visitor] = field(default_factory=dict)

    def __call__(self, username: str | None) -> Visitor:
        if username not in self._visitors:
            self._visitors[username] = self.running.visitor(username, "confluence")
        return self._visitors[username]


@pytest.fixture
def person(running: RunningTopology) -> People:
    """``person("alice")``, or ``person(None)`` for somebody who is not logged in."""
    return People(running)


@pytest.fixture
def page_id(confluence: Product) -> Callable[[str], str]:
    """The number of the page with that title, seen or not."""

    def page_id(title: str) -> str:
        return next(page.id for page in confluence.state.contents.pages() if page.title == title)

    return page_id


@pytest.fixture
def link(running: RunningTopology) -> Callable[..., None]:
    """Links Confluence to Jira: ``link("oauth", acting_as="integration")``."""

    def link(authentication: str = "none", **more: str) -> None:
        wish = {"from": "confluence", "to": "jira", "direction": "one-way", "authentication": authentication}
        make_link(running, Link.model_validate(wish | more))

    return link


@dataclass
class Seen:
    """What a browser shows of a page."""

    reply: Reply

    def __post_init__(self) -> None:
        self.page = html.fromstring(self.reply.body)

    @property
    def heading(self) -> str:
        return str(self.page.findtext(".//h1"))

    @property
    def text(self) -> str:
        return " ".join(self.page.text_content().split())

    @property
    def issue_keys(self) -> list[str]:
        return [
            row.get("data-issue-key")
            for row in self.page.iterfind(".//table[@class='jira-issues']//tr[@data-issue-key]")
        ]

    @property
    def messages(self) -> list[str]:
        found = self.page.iterfind(".//p[@class='jira-issues-message'][@role='status']")
        return [message.text_content() for message in found]

    @property
    def invitations(self) -> list[str]:
        """Where they lead."""
        return [link.get("href") for link in self.page.iterfind(".//p[@class='jira-issues-invitation']/a")]


@pytest.fixture
def look(person: People) -> Callable[[str | None, str], Seen]:
    """``look("alice", "/dashboard.action")``, following redirects."""

    def look(username: str | None, path: str) -> Seen:
        return Seen(person(username).visit(path))

    return look

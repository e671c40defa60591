"""What people do all day in both products, as often as the vendor's own load tests do it.

Published, by the vendor's Data Center performance toolkit (``app/jira.yml`` and ``app/confluence.yml``): 200 people
make 54,500 actions an hour in Jira and 20,000 in Confluence, and how many of a hundred actions are which. Our
guesses: that the same 200 people do both, each action by chance; which request stands for an action; and what stands
for actions of which the simulator's products know nothing, such as boards, blogs and attachments. Bitbucket's 32,700
are published, too, but there is no Bitbucket here.
"""

import random
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from locust import task

from applink_load.profiles.at_confluence import AtConfluence
from applink_load.profiles.judging import ISSUE_TITLE, REFUSALS_OF_PAGES, Failed, Sight, Wrong, fine, issues_in
from applink_load.profiles.reader import Judged, Visit
from applink_simulator.domain.messages import Headers, Reply
from applink_simulator.topology.visitor import EVERYTHING, in_json

PEOPLE = 200
ACTIONS_AN_HOUR = {"jira": 54_500, "confluence": 20_000}
"""Of that many people together."""
MIX: dict[str, dict[str, int]] = {
    "jira": {
        "view an issue": 34,
        "search": 11,
        "view the dashboard": 10,
        "view the projects": 9,
        # Scrum boards 8, Kanban boards 7, backlogs 6, the list of boards 1: a board is a search for a project.
        "view a board": 22,
        "edit an issue": 5,
        "create an issue": 4,
        "view a project": 3,
        "comment on an issue": 2,
    },
    "confluence": {
        # Pages 46, blogs 10, attachments 4.
        "view a page": 60,
        "search pages": 9,
        "Confluence's dashboard": 8,
        # Blogs 3.
        "create a page": 3,
        "create and edit a page": 7,
        # Comments 6, new attachments 5, likes 2: they all change a page that is there.
        "edit a page": 13,
    },
}
"""Of a hundred actions in the product, how many are which."""


def seconds_between() -> float:
    """For one of the people, from the beginning of an action to that of the next."""
    return 3600 * PEOPLE / sum(ACTIONS_AN_HOUR.values())


class Load(AtConfluence):
    _due: float
    """By the monotonic clock, when the next action is."""

    def wait_time(self) -> float:
        """However long an action took, until the next one is due."""
        now = time.monotonic()
        self._due = max(now, self._due + seconds_between() / self.plan.pace)
        return self._due - now

    def on_start(self) -> None:
        super().on_start()
        self.jira = Visit.of(self, self.person, "jira", self.plan.jira)
        self.own_issues: list[str] = []
        self.own_pages: list[tuple[str, int]] = []
        """Id and version."""
        # Not all at once, which would be more at first than what they do in an hour.
        self._due = time.monotonic() - random.uniform(0, seconds_between() / self.plan.pace)  # noqa: S311
        self._waited = False

    @task
    def act(self) -> None:
        if not self._waited:
            self._waited = True
            return
        product = _chosen(ACTIONS_AN_HOUR)
        ACTIONS[_chosen(MIX[product])](self)

    def view_an_issue(self) -> None:
        key, sight = random.choice(self.plan.issues), self.sight_of(self.person)  # noqa: S311

        def judged(reply: Reply) -> None:
            if reply.status not in (200, *REFUSALS_OF_PAGES):
                raise Failed(f"answered {reply.status}")
            if not self.looks_closely():
                return
            shown = ISSUE_TITLE.findall(reply.text) if reply.status == 200 else []
            sight.require_no_more(shown)
            self.checked(sight, reply)
            if key in sight.issues and key not in shown:
                raise Wrong("good request refused", f"{sight.username} was refused {key}, which they may see")

        self.jira.sends("view an issue", "GET", f"/browse/{key}", judged)

    def search(self) -> None:
        self._finds("search", EVERYTHING["jira"], self.person.sees)

    def view_a_board(self) -> None:
        project = self._project()
        query = urlencode({"jql": f"project = {project} ORDER BY key", "maxResults": 1000, "fields": "summary"})
        expected = [key for key in self.person.sees if key.rpartition("-")[0] == project]
        self._finds("view a board", f"/rest/api/2/search?{query}", expected)

    def view_the_dashboard(self) -> None:
        self.jira.sends("view the dashboard", "GET", "/secure/Dashboard.jspa", self._own())

    def view_the_projects(self) -> None:
        sight, known = self.sight_of(self.person), frozenset(self.plan.projects)

        def also(reply: Reply) -> None:
            shown = frozenset(_keys(reply)) & known
            if more := shown - frozenset(self.person.projects):
                said = f"{sight.username} was shown the project {min(more)}, which they may not see"
                raise Wrong("leak", said)
            if less := frozenset(self.person.projects) - shown:
                said = f"{sight.username} was not shown the project {min(less)}, which they may see"
                raise Wrong("good request refused", said)

        self.jira.sends("view the projects", "GET", "/rest/api/2/project", self._own(also))

    def view_a_project(self) -> None:
        self.jira.sends("view a project", "GET", f"/rest/api/2/project/{self._project()}", self._own())

    def create_an_issue(self) -> None:
        fields = {
            "project": {"key": self._project()},
            "summary": f"Made under load {secrets.token_hex(4)}",
            "issuetype": {"name": "Task"},
        }
        reply = self._writes(
            self.jira, "create an issue", "POST", "/rest/api/2/issue", {"fields": fields}, _has("key")
        )
        self.own_issues.append(reply.json()["key"])

    def edit_an_issue(self) -> None:
        body = {"fields": {"summary": f"Changed under load {secrets.token_hex(4)}"}}
        self._writes(self.jira, "edit an issue", "PUT", f"/rest/api/2/issue/{self._own_issue()}", body)

    def comment_on_an_issue(self) -> None:
        path = f"/rest/api/2/issue/{self._own_issue()}/comment"
        self._writes(self.jira, "comment on an issue", "POST", path, {"body": "Said under load."})

    def view_the_other_dashboard(self) -> None:
        self.confluence.sends("Confluence's dashboard", "GET", "/dashboard.action", self._own())

    def search_pages(self) -> None:
        sight = self.sight_of(self.person)

        def also(reply: Reply) -> None:
            more = _pages_in(reply) & ({each.name for each in self.plan.pages} - sight.pages)
            if more:
                raise Wrong("leak", f"{sight.username} was shown the page {min(more)}, which they may not see")

        path = f"/rest/api/content/search?{urlencode({'cql': 'type = page', 'limit': 500, 'expand': 'space'})}"
        self.confluence.sends("search pages", "GET", path, self._own(also))

    def create_a_page(self) -> None:
        body = {
            "type": "page",
            "title": f"Made under load {secrets.token_hex(8)}",
            "space": {"key": random.choice(self.person.spaces)},  # noqa: S311
            "body": _text("Written under load."),
        }
        reply = self._writes(self.confluence, "create a page", "POST", "/rest/api/content", body, _has("id"))
        self.own_pages.append((reply.json()["id"], 1))

    def edit_a_page(self) -> None:
        if not self.own_pages:
            self.create_a_page()
        page_id, version = self.own_pages.pop()
        body = {"type": "page", "version": {"number": version + 1}, "body": _text("Changed under load.")}
        self._writes(self.confluence, "edit a page", "PUT", f"/rest/api/content/{page_id}", body)
        self.own_pages.append((page_id, version + 1))

    def create_and_edit_a_page(self) -> None:
        self.create_a_page()
        self.edit_a_page()

    def _own_issue(self) -> str:
        """One that this person has made: what the topology knows stays as it is."""
        if not self.own_issues:
            self.create_an_issue()
        return random.choice(self.own_issues)  # noqa: S311

    def _project(self) -> str:
        return random.choice(self.person.projects)  # noqa: S311

    def _finds(self, name: str, path: str, expected: Any) -> None:
        sight = self.sight_of(self.person)

        def also(reply: Reply) -> None:
            shown, is_all = issues_in(reply)
            sight.require_no_more(shown)
            if is_all:
                sight.require_no_less(shown, expected)

        self.jira.sends(name, "GET", path, self._own(also))

    def _own(self, also: Judged | None = None) -> Judged:
        """An answer that was made for this person; ``also`` looks into it."""
        sight: Sight = self.sight_of(self.person)

        def judged(reply: Reply) -> None:
            if reply.status in REFUSALS_OF_PAGES:
                raise Wrong("good request refused", f"{sight.username} was refused what they may do")
            fine(reply)
            if self.looks_closely():
                if also is not None:
                    also(reply)
                self.checked(sight, reply)

        return judged

    def _writes(
        self, at: Visit, name: str, method: str, path: str, document: Any, also: Judged | None = None
    ) -> Reply:
        _, _, headers, body = in_json(method, path, document, {})
        about: Headers = headers
        judged = self._own()

        def both(reply: Reply) -> None:
            judged(reply)
            if also is not None:
                also(reply)

        return at.sends(name, method, path, both, about, body)


ACTIONS: dict[str, Callable[[Load], None]] = {
    "view an issue": Load.view_an_issue,
    "search": Load.search,
    "view the dashboard": Load.view_the_dashboard,
    "view the projects": Load.view_the_projects,
    "view a board": Load.view_a_board,
    "edit an issue": Load.edit_an_issue,
    "create an issue": Load.create_an_issue,
    "view a project": Load.view_a_project,
    "comment on an issue": Load.comment_on_an_issue,
    "view a page": Load.view_page,
    "search pages": Load.search_pages,
    "Confluence's dashboard": Load.view_the_other_dashboard,
    "create a page": Load.create_a_page,
    "create and edit a page": Load.create_and_edit_a_page,
    "edit a page": Load.edit_a_page,
}


def _chosen(weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]  # noqa: S311


def _text(text: str) -> dict[str, Any]:
    return {"storage": {"value": f"<p>{text}</p>", "representation": "storage"}}


def _has(word: str) -> Judged:
    def judged(reply: Reply) -> None:
        try:
            reply.json()[word]
        except (ValueError, TypeError, KeyError):
            raise Failed(f"an answer without {word}") from None

    return judged


def _keys(reply: Reply) -> list[str]:
    try:
        return [str(each["key"]) for each in reply.json()]
    except (ValueError, TypeError, KeyError):
        raise Failed("an answer that is no list of projects") from None


def _pages_in(reply: Reply) -> set[str]:
    """As SPACE/title."""
    try:
        return {f"{each['space']['key']}/{each['title']}" for each in reply.json()["results"]}
    except (ValueError, TypeError, KeyError):
        raise Failed("an answer that is no list of pages") from None

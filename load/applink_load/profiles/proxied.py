"""People signed in at Confluence who look at Jira through it: its proxy's answers, and pages with macros."""

from urllib.parse import urlencode

from locust import task

from applink_load.profiles.at_confluence import AtConfluence
from applink_load.profiles.looking import Looking
from applink_simulator.domain.messages import Headers
from applink_simulator.topology.visitor import PROXY


class Load(AtConfluence, Looking):
    def prepared(self, path: str) -> tuple[str, Headers]:
        query = urlencode({"appId": self.plan.jira_id, "path": path})
        return f"{self.plan.confluence}{PROXY}?{query}", self.confluence.credentials()

    @task(2)
    def view_a_page(self) -> None:
        self.view_page()

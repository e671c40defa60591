"""People signed in at Confluence who look at Jira through its proxy."""

from urllib.parse import urlencode

from applink_load.profiles.reader import Reader
from applink_simulator.domain.messages import Headers
from applink_simulator.products import kinds
from applink_simulator.topology.visitor import PROXY


class Load(Reader):
    def on_start(self) -> None:
        """Logging in is not what is measured, but it has to succeed: else everything would be refused."""
        form = {"os_username": self.person.username, "os_password": self.person.password}
        url = self.plan.confluence + kinds()["confluence"].login_path
        with self.client.post(url, data=form, name="log in", catch_response=True, allow_redirects=False) as reply:
            if not self.client.cookiejar or reply.status_code >= 400:
                reply.failure(f"no session: answered {reply.status_code}")

    def prepared(self, path: str) -> tuple[str, Headers]:
        query = urlencode({"appId": self.plan.jira_id, "path": path})
        return f"{self.plan.confluence}{PROXY}?{query}", ()

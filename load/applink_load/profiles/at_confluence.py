"""People at Confluence, whose pages show issues of Jira."""

import random
from urllib.parse import quote

from applink_load.plan import Person
from applink_load.profiles.judging import KEYS_ON_A_PAGE, REFUSALS_OF_PAGES, Failed, Wrong
from applink_load.profiles.reader import Reader, Visit
from applink_simulator.domain.messages import Reply


class AtConfluence(Reader):
    abstract = True

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(each for each in self.plan.people if each.at_confluence)

    @property
    def seen_as(self) -> Person:
        """Whom Jira has to take the reader for."""
        return self.person

    def on_start(self) -> None:
        self.confluence = Visit.of(self, self.person, "confluence", self.plan.confluence)

    def view_page(self) -> None:
        """A page with a macro is checked for whose issues it shows, and a hidden one for being hidden."""
        page = random.choice(self.plan.pages)  # noqa: S311
        space, _, title = page.name.partition("/")
        reader, seen_as = self.sight_of(self.person), self.sight_of(self.seen_as)

        def judged(reply: Reply) -> None:
            hidden = page.name not in reader.pages
            if reply.status in REFUSALS_OF_PAGES:
                if not hidden:
                    said = f"{reader.username} was refused the page {page.name}, which they may see"
                    raise Wrong("good request refused", said)
                return
            if reply.status != 200:
                raise Failed(f"answered {reply.status}")
            if not self.looks_closely():
                return
            if hidden:
                raise Wrong("leak", f"{reader.username} was shown the page {page.name}, which they may not see")
            shown = KEYS_ON_A_PAGE.findall(reply.text)
            seen_as.require_no_more(shown)
            self.checked(reader, reply)
            if page.issue in seen_as.issues and page.issue not in shown:
                # A macro that says why it shows nothing has not been refused: Jira was too slow, or away.
                if "jira-issues-message" in reply.text:
                    raise Failed("a macro that shows no issues")
                seen_as.require_no_less(shown, (page.issue,))

        self.confluence.sends("view a page", "GET", f"/display/{space}/{quote(title)}", judged)

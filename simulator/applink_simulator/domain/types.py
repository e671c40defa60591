"""Application types: how products of every kind are called on the wire (applinks.md 2.3)."""

from dataclasses import dataclass
from urllib.parse import quote

_API = "com.atlassian.applinks.api.application."


@dataclass(frozen=True, slots=True)
class ApplicationType:
    id: str
    title: str
    """The default name, also that of a link to a remote that gave no manifest."""
    api_class: str
    entities: tuple[str, ...] = ()

    @property
    def is_atlassian(self) -> bool:
        """Built in and not generic."""
        return self.id != "generic"


APPLICATION_TYPES: dict[str, ApplicationType] = {
    each.id: each
    for each in (
        ApplicationType("jira", "Jira", _API + "jira.JiraApplicationType", ("jira.project",)),
        ApplicationType(
            "confluence", "Confluence", _API + "confluence.ConfluenceApplicationType", ("confluence.space",)
        ),
        ApplicationType("stash", "Bitbucket", _API + "bitbucket.BitbucketApplicationType", ("stash.project",)),
        ApplicationType("bamboo", "Bamboo", _API + "bamboo.BambooApplicationType", ("bamboo.project",)),
        ApplicationType(
            "fecru",
            "FishEye / Crucible",
            _API + "fecru.FishEyeCrucibleApplicationType",
            ("fecru.repository", "fecru.project"),
        ),
        ApplicationType("crowd", "Crowd", _API + "crowd.CrowdApplicationType"),
        ApplicationType("refapp", "RefApp", _API + "refapp.RefAppApplicationType", ("refapp.charlie",)),
        ApplicationType(
            "generic", "Generic Application", _API + "generic.GenericApplicationType", ("generic.entity",)
        ),
    )
}

ENTITY_PATHS: dict[str, str] = {
    "jira.project": "/browse/{key}",
    "confluence.space": "/display/{key}",
    "stash.project": "/projects/{key}",
    "bamboo.project": "/browse/{key}",
    "fecru.repository": "/changelog/{key}",
    "fecru.project": "/project/{key}",
}
"""Where people find a project or space, below its application's display URL; others have no page of their own."""


def entity_address(type_id: str, display_url: str, key: str) -> str:
    return display_url + ENTITY_PATHS.get(type_id, "").format(key=quote(key, safe="~"))

"""``mypermissions``: the test endpoint for what the caller may do, and where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from applink_simulator.domain.content import Container
from applink_simulator.domain.users import Rights, User
from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import signed_in_user, this_product
from applink_simulator.web.products.jira.surface import api_blueprint
from applink_simulator.web.products.jira.visibility import (
    reader,
    visible_issue,
    visible_project,
    visible_projects,
)

blueprint = api_blueprint("permissions")


@dataclass(frozen=True)
class Here:
    """Where the question is asked: in the projects the caller sees, one or all of them."""

    user: User | None
    rights: Rights
    projects: list[Container]


@dataclass(frozen=True)
class Permission:
    key: str
    name: str
    description: str
    held: Callable[[Here], bool]
    type: str = "PROJECT"

    @property
    def document(self) -> dict[str, Any]:
        return {"key": self.key, "name": self.name, "type": self.type, "description": self.description}


def _sees(here: Here) -> bool:
    return bool(here.projects)


def _sees_signed_in(here: Here) -> bool:
    return here.user is not None and bool(here.projects)


def _administers_projects(here: Here) -> bool:
    if here.user is None or not here.projects:
        return False
    administers = any(each.administrators.includes(here.user) for each in here.projects)
    return administers or here.rights.is_administrator(here.user)


PERMISSIONS: Mapping[str, Permission] = {
    each.key: each
    for each in (
        Permission("BROWSE_PROJECTS", "Browse Projects", "See projects and the issues in them.", _sees),
        Permission("CREATE_ISSUES", "Create Issues", "Create issues.", _sees_signed_in),
        Permission("EDIT_ISSUES", "Edit Issues", "Edit issues.", _sees_signed_in),
        Permission("ADD_COMMENTS", "Add Comments", "Comment on issues.", _sees_signed_in),
        Permission("LINK_ISSUES", "Link Issues", "Link issues, also to other products.", _sees_signed_in),
        Permission("VIEW_DEV_TOOLS", "View Development Tools", "See the development panel.", _sees_signed_in),
        Permission("ADMINISTER_PROJECTS", "Administer Projects", "Administer a project.", _administers_projects),
        Permission(
            "ADMINISTER",
            "Jira Administrators",
            "Administer Jira, short of what system administrators do.",
            lambda here: here.rights.is_administrator(here.user),
            "GLOBAL",
        ),
        Permission(
            "SYSTEM_ADMIN",
            "Jira System Administrators",
            "Administer Jira, application links included.",
            lambda here: here.rights.is_system_administrator(here.user),
            "GLOBAL",
        ),
    )
}


@blueprint.get("/permissions")
def list_permissions() -> Response:
    signed_in_user()
    return as_json({"permissions": {key: each.document for key, each in PERMISSIONS.items()}})


@blueprint.get("/mypermissions")
def my_permissions() -> Response:
    here = Here(reader(), this_product().state.rights, _projects_meant())
    return as_json(
        {
            "permissions": {
                key: {"id": str(number), **each.document, "havePermission": each.held(here)}
                for number, (key, each) in enumerate(PERMISSIONS.items())
            }
        }
    )


def _projects_meant() -> list[Container]:
    """One when a project or an issue is named, refused as reading it would be; else all."""
    for name in ("issueKey", "issueId"):
        if wanted := request.args.get(name):
            return [visible_issue(wanted).project]
    for name in ("projectKey", "projectId"):
        if wanted := request.args.get(name):
            return [visible_project(wanted)]
    return visible_projects()

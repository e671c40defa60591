"""``project``: only those the caller may see; a hidden one is as absent as any other."""

from flask import Response

from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import this_product
from applink_simulator.web.products.jira.documents.projects import project_document
from applink_simulator.web.products.jira.documents.words import issue_type_document, status_document
from applink_simulator.web.products.jira.surface import api_blueprint
from applink_simulator.web.products.jira.visibility import visible_project, visible_projects
from applink_simulator.web.products.jira.vocabulary import issue_types, statuses

blueprint = api_blueprint("projects")


@blueprint.get("/project")
def list_projects() -> Response:
    product = this_product()
    return as_json([project_document(product, each) for each in sorted(visible_projects(), key=lambda p: p.name)])


@blueprint.get("/project/<key_or_id>")
def read_project(key_or_id: str) -> Response:
    product, project = this_product(), visible_project(key_or_id)
    return as_json(
        {
            "expand": "description,lead,issueTypes,url,projectKeys",
            **project_document(product, project),
            "description": project.description,
            "components": [],
            "versions": [],
            "roles": {},
            "issueTypes": [issue_type_document(product, name) for name in issue_types(product)],
        }
    )


@blueprint.get("/project/<key_or_id>/statuses")
def read_statuses(key_or_id: str) -> Response:
    """Every issue type has every status: workflows are not simulated."""
    product = this_product()
    visible_project(key_or_id)
    known = [status_document(product, name, category) for name, category in statuses(product).items()]
    return as_json([{**issue_type_document(product, name), "statuses": known} for name in issue_types(product)])

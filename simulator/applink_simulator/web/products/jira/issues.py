"""``issue``: read, create, edit."""

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Response

from applink_simulator.domain.content import Comment, Container, Issue
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.caller import signed_in_user, this_product
from applink_simulator.web.products.jira.changes import change_issue
from applink_simulator.web.products.jira.comments import new_comment
from applink_simulator.web.products.jira.documents.issues import (
    ALL,
    chosen_fields,
    expanded,
    issue_document,
    issue_url,
)
from applink_simulator.web.products.jira.errors import FieldsRefused
from applink_simulator.web.products.jira.issue_changes import changes_of, relabelled
from applink_simulator.web.products.jira.surface import api_blueprint, words_of
from applink_simulator.web.products.jira.visibility import changeable_issue, find_project, visible_issue

if TYPE_CHECKING:
    from applink_simulator.web.products.jira.bodies import CommentOperation, Reference

blueprint = api_blueprint("issues")


@blueprint.get("/issue/<key_or_id>")
def read_issue(key_or_id: str) -> Response:
    product, issue = this_product(), visible_issue(key_or_id)
    fields = chosen_fields(words_of("fields"), ALL)
    return as_json({**issue_document(product, issue, fields), **expanded(fields, words_of("expand"))})


@blueprint.post("/issue")
def create_issue() -> Response:
    from applink_simulator.web.products.jira.bodies import IssueBody, read

    product, reporter = this_product(), signed_in_user()
    wanted = read(IssueBody)
    changes, errors = changes_of(product, wanted.fields)
    project = _project(product, wanted.fields.project)
    if project is None:
        errors["project"] = "The project is missing, or you cannot create issues in it."
    for name, member in (("summary", "summary"), ("issuetype", "issue_type")):
        if member not in changes and name not in errors:
            errors[name] = f"The field '{name}' is required."
    if errors or project is None:
        raise FieldsRefused(errors)
    now = product.clock.moment()
    draft = Issue("", project, 0, changes.pop("summary"), now, now, reporter=reporter.name)
    draft = replace(draft, **changes)
    draft = replace(draft, labels=relabelled(draft.labels, wanted.update.labels))
    issue = product.state.contents.add_issue(_commented(product, draft, wanted.update.comment, reporter.name))
    return as_json({"id": issue.id, "key": issue.key, "self": issue_url(product, issue)}, 201)


def _project(product: Product, wanted: "Reference | None") -> Container | None:
    user = signed_in_user()
    for word in [] if wanted is None else wanted.words:
        project = find_project(product, word)
        if project is not None and project.shows_to(user):
            return project
    return None


@blueprint.put("/issue/<key_or_id>")
def edit_issue(key_or_id: str) -> Response:
    from applink_simulator.web.products.jira.bodies import IssueBody, read

    product, issue = this_product(), changeable_issue(key_or_id)
    editor = signed_in_user()
    wanted = read(IssueBody)
    changes, errors = changes_of(product, wanted.fields)
    if wanted.fields.project is not None:
        errors["project"] = "An issue is not moved by editing it."
    if errors:
        raise FieldsRefused(errors)

    def edit(current: Issue) -> Issue:
        edited = replace(current, **changes, updated=product.clock.moment())
        edited = replace(edited, labels=relabelled(edited.labels, wanted.update.labels))
        return _commented(product, edited, wanted.update.comment, editor.name)

    change_issue(product, issue.id, edit)
    return nothing(204)


@blueprint.put("/issue/<key_or_id>/assignee")
def assign(key_or_id: str) -> Response:
    from applink_simulator.web.products.jira.bodies import IssueFields, Reference, read

    product, issue = this_product(), changeable_issue(key_or_id)
    changes, errors = changes_of(product, IssueFields(assignee=read(Reference)))
    if errors:
        raise FieldsRefused(errors)
    change_issue(product, issue.id, lambda current: replace(current, **changes, updated=product.clock.moment()))
    return nothing(204)


def _commented(product: Product, issue: Issue, operations: "list[CommentOperation]", author: str) -> Issue:
    added: list[Comment] = [new_comment(product, each.add.body, author) for each in operations]
    return replace(issue, comments=(*issue.comments, *added))

"""``issue/{key}/comment``."""

from dataclasses import replace

from flask import Response

from applink_simulator.domain.content import Comment, Issue
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import signed_in_user, this_product
from applink_simulator.web.products.jira.changes import change_issue
from applink_simulator.web.products.jira.documents.comments import comment_document, comments_document
from applink_simulator.web.products.jira.errors import FieldsRefused, NoSuchComment
from applink_simulator.web.products.jira.surface import api_blueprint, whole_number
from applink_simulator.web.products.jira.visibility import changeable_issue, visible_issue

blueprint = api_blueprint("comments")

MOST = 1_048_576
"""How many comments Jira shows unless fewer are asked for."""
LONGEST = 32_767


@blueprint.get("/issue/<key_or_id>/comment")
def list_comments(key_or_id: str) -> Response:
    product, issue = this_product(), visible_issue(key_or_id)
    start = max(whole_number("startAt", 0), 0)
    most = max(whole_number("maxResults", MOST), 0)
    shown = issue.comments[start : start + most]
    return as_json(comments_document(product, issue, shown, start=start, most=most))


@blueprint.get("/issue/<key_or_id>/comment/<comment_id>")
def read_comment(key_or_id: str, comment_id: str) -> Response:
    product, issue = this_product(), visible_issue(key_or_id)
    for comment in issue.comments:
        if comment.id == comment_id:
            return as_json(comment_document(product, issue, comment))
    raise NoSuchComment(id=comment_id)


@blueprint.post("/issue/<key_or_id>/comment")
def add_comment(key_or_id: str) -> Response:
    from applink_simulator.web.products.jira.bodies import CommentBody, read

    product, issue = this_product(), changeable_issue(key_or_id)
    comment = new_comment(product, read(CommentBody).body, signed_in_user().name)

    def commented(current: Issue) -> Issue:
        return replace(current, comments=(*current.comments, comment), updated=comment.created)

    changed = change_issue(product, issue.id, commented)
    return as_json(comment_document(product, changed, comment), 201)


def new_comment(product: Product, body: str, author: str) -> Comment:
    """Not stored yet; FieldsRefused when there is nothing in it."""
    if not body.strip():
        raise FieldsRefused({"comment": "A comment needs a text."})
    if len(body) > LONGEST:
        raise FieldsRefused({"comment": f"A comment has at most {LONGEST} characters."})
    return Comment(product.state.contents.next_id(), author, body, product.clock.moment())

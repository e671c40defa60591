"""Comments, one and a page of them."""

from collections.abc import Sequence
from typing import Any

from applink_simulator.domain.content import Comment, Issue
from applink_simulator.linking.product import Product
from applink_simulator.web.products.jira.documents.users import person_document
from applink_simulator.web.products.jira.surface import stamp


def comment_document(product: Product, issue: Issue, comment: Comment) -> dict[str, Any]:
    author = person_document(product, comment.author)
    return {
        "self": product.url(f"/rest/api/2/issue/{issue.id}/comment/{comment.id}"),
        "id": comment.id,
        "author": author,
        "body": comment.body,
        "updateAuthor": author,
        "created": stamp(comment.created),
        "updated": stamp(comment.created),
    }


def comments_document(
    product: Product, issue: Issue, comments: Sequence[Comment], *, start: int, most: int
) -> dict[str, Any]:
    return {
        "startAt": start,
        "maxResults": most,
        "total": len(issue.comments),
        "comments": [comment_document(product, issue, comment) for comment in comments],
    }

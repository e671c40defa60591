"""A page's body as one reader sees it, with the issues that the linked Jira shows this reader."""

from flask import render_template
from markupsafe import Markup

from applink_simulator.domain.users import User
from applink_simulator.linking.jira_issues import Invitation, Macro, NotShown, Patience, show
from applink_simulator.linking.product import Product
from applink_simulator.web.products.confluence.storage_format import parts_of


def rendered(
    product: Product, storage: str, reader: User | None, patience: Patience, here: str | None = None
) -> Markup:
    """Safe to put on a page; macros are asked for one after the other, as long as patience lasts.

    ``here`` is the address that people come back to after they have authenticated elsewhere.
    """
    return Markup("").join(
        _issues(product, part, reader, patience, here) if isinstance(part, Macro) else part
        for part in parts_of(storage)
    )


def _issues(product: Product, macro: Macro, reader: User | None, patience: Patience, here: str | None) -> Markup:
    outcome = show(product, macro, reader, patience, here)
    return Markup(  # noqa: S704 - the template escapes what it is given
        render_template(
            "confluence/jira_issues.html",
            server_id=macro.server_id,
            message=outcome.reason if isinstance(outcome, NotShown) else None,
            invitation=outcome if isinstance(outcome, Invitation) else None,
            shown=outcome.meanwhile if isinstance(outcome, Invitation) else outcome,
        )
    )

"""A request on its way through a product, with all that has been found out about it so far."""

from collections.abc import Callable
from typing import cast

from flask import Request, request
from werkzeug.local import LocalProxy

from applink_simulator.domain.callers import ANONYMOUS, Caller
from applink_simulator.domain.messages import IncomingRequest
from applink_simulator.domain.sessions import Session
from applink_simulator.linking.product import Product


class Visit(Request):
    """Flask's request; the door fills in the rest before anybody else looks."""

    product: Product
    incoming: IncomingRequest
    """The request as a plain value."""
    number: int
    """In the product's journal."""
    began: float
    """By the performance counter."""
    is_health_check = False
    caller: Caller = ANONYMOUS
    session: Session | None = None
    """The browser's, when it is that which says who is calling."""
    refusal = ""
    """Why it was refused, for the journal."""


this_visit: Callable[[], Visit] = cast("LocalProxy[Visit]", request)._get_current_object  # noqa: SLF001
"""The request that this thread answers. Who looks at it often asks for it once: Flask's `request` asks each time."""

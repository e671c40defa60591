"""The calling product's part in the dance: sends its user to the remote, and takes what the user brings back.

Whatever goes wrong is told on a page with status 200, as the products do (auth.md 2).
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from applink_simulator.domain.errors import AccessDenied, ApplinkError, DanceFailed
from applink_simulator.domain.links import LinkEnd, Provider
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.domain.urls import is_web_address
from applink_simulator.domain.users import User
from applink_simulator.linking.dance import begin, finish
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import Product
from applink_simulator.web.caller import this_caller, this_product
from applink_simulator.web.pages.page import inside, show
from applink_simulator.web.visit import this_visit

Step = Callable[[Product, LinkEnd, User], Response]

blueprint = Blueprint("pages:login_dance", __name__, url_prefix="/plugins/servlet/applinks/oauth/login-dance")


class NotPossible(DanceFailed):
    message = "{reason}"


@blueprint.get("/authorize")
def authorize() -> Response:
    return _told(_begin)


@blueprint.get("/access")
def access() -> Response:
    """Without a token it begins like ``authorize``."""
    return _told(_finish if request.args.get("oauth_token") else _begin)


def _begin(product: Product, end: LinkEnd, user: User) -> Response:
    return redirect(begin(product, end, user, request.args.get("redirectUrl")))


def _finish(product: Product, end: LinkEnd, user: User) -> Response:
    finish(product, end, user, request.args["oauth_token"], request.args.get("oauth_verifier"))
    wanted = request.args.get("redirectUrl")
    if not wanted:
        return show("pages/dance_done.html", end=end)
    address = inside(product, wanted)
    if address is not None:
        return redirect(address)
    # Whoever made the link may mean no good: the person sees where it leads and decides (O1C-015, O1C-016).
    return show("pages/dance_done.html", end=end, elsewhere=wanted if _is_what_it_seems(wanted) else None)


def _is_what_it_seems(address: str) -> bool:
    """Nothing stands before its host that could be taken for one."""
    return is_web_address(address) and "@" not in urlsplit(address).netloc


def _told(step: Step) -> Response:
    product = this_product()
    try:
        return step(product, *_participants(product))
    except ApplinkError as problem:
        this_visit().refusal = f"{type(problem).__name__}: {problem}"
        return show(
            "pages/dance_failed.html", problem=problem, denied=isinstance(problem, AccessDenied), again=_again()
        )


def _participants(product: Product) -> tuple[LinkEnd, User]:
    """Looked for in the products' order: signed in, a link named and there, of a known type, with users' tokens."""
    user = this_caller().user
    if user is None:
        raise NotPossible(reason="Log in first, then start again.")
    application_id = request.args.get("applicationLinkID", "")
    if not application_id:
        raise NotPossible(reason="The address says no application link.")
    end = link_end(product, application_id)
    if end.type_id not in APPLICATION_TYPES:
        raise NotPossible(reason=f"Applications of the type {end.type_id!r} are not installed here.")
    if Provider.OAUTH not in end.providers:
        raise NotPossible(reason=f"The link to {end.name} does not use OAuth: there is nothing to allow there.")
    return end, user


def _again() -> str | None:
    """Where to begin anew; None when the person is not signed in or there is no such link."""
    product = this_product()
    try:
        end, _ = _participants(product)
    except ApplinkError:
        return None
    wanted = request.args.get("redirectUrl")
    return product.authorisation_url(end, inside(product, wanted) if wanted else None)

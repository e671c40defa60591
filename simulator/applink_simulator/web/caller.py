"""Who is calling? The one home of that question: a signature, a name and password, a session, or nobody."""

from applink_simulator.authentication import signed_caller
from applink_simulator.authentication.basic import read_basic_header
from applink_simulator.domain.callers import ANONYMOUS, Caller
from applink_simulator.domain.errors import (
    LoginDenied,
    LoginRequired,
    PasswordRequired,
    SessionUnknown,
    WrongPassword,
)
from applink_simulator.domain.messages import IncomingRequest
from applink_simulator.domain.sessions import Session
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.linking.rights import require_administrator, require_system_administrator
from applink_simulator.web.visit import Visit, this_visit

CONFIRMED_FOR = 600
"""Seconds after giving the password for which an administrator is not asked for it again (auth.md 6)."""
AUTHENTICATION_PAGES = "/plugins/servlet/applinks/auth/conf"
"""Here a name and a password in the query are enough (applinks.md 3.5)."""
TOKEN_ENDPOINTS = ("/plugins/servlet/oauth/request-token", "/plugins/servlet/oauth/access-token")
"""These read the signature themselves (auth.md 1.5)."""
MOST_WRONG_PASSWORDS = 3
"""In a row, after which a user has to log in with a browser; the number is a guess."""


def this_product() -> Product:
    return this_visit().product


def this_request() -> IncomingRequest:
    return this_visit().incoming


def this_caller() -> Caller:
    return this_visit().caller


def this_session() -> Session | None:
    """The browser's session, when it is that which says who is calling."""
    return this_visit().session


def session_cookie(product: Product) -> str:
    """A name for each product: on one host, cookies know no ports (docs/decisions)."""
    return f"JSESSIONID.{product.name}"


def caller_of(visit: Visit) -> Caller:
    product, incoming = visit.product, visit.incoming
    if visit.path.rstrip("/") not in TOKEN_ENDPOINTS:
        signed = signed_caller(incoming, product.serving)
        if signed is not None:
            return signed
    credentials = read_basic_header(incoming.header("Authorization") or "")
    if credentials is not None:
        return Caller(log_in(product, *credentials), "basic")
    session = visit.cookies.get(session_cookie(product))
    if session:
        return _of_session(visit, session)
    if "al_username" in visit.args:
        return _of_query(visit, visit.args["al_username"], visit.args.get("al_password", ""))
    return ANONYMOUS


def _of_query(visit: Visit, username: str, password: str) -> Caller:
    if visit.path.startswith(AUTHENTICATION_PAGES):
        try:
            return Caller(log_in(visit.product, username, password), "query")
        except WrongPassword:
            # As whoever comes without: to be sent to log in.
            return ANONYMOUS
    if visit.product.guesses.credentials_in_query_suffice:
        return Caller(log_in(visit.product, username, password), "query")
    return ANONYMOUS


def log_in(product: Product, username: str, password: str, *, in_browser: bool = False) -> User:
    """WrongPassword when that is nobody's, or somebody's who may not log in.

    LoginDenied after too many of them, until that user logs in with a browser (SES-002).
    """
    user, failed = product.state.directory.find(username), product.state.failed_logins
    if user is None:
        raise WrongPassword
    if not in_browser and failed.of(user.name) >= MOST_WRONG_PASSWORDS:
        raise LoginDenied(username=user.name)
    if not user.has_password(password):
        failed.note(user.name)
        raise WrongPassword
    if not product.state.rights.may_log_in(user):
        raise WrongPassword
    if failed.of(user.name):
        failed.forget(user.name)
    return user


def _of_session(visit: Visit, session_id: str) -> Caller:
    found = visit.product.state.signed_in(session_id)
    session, user = found.session, found.user
    if user is not None and found.rights.may_log_in(user):
        visit.session = session
        return Caller(user, "session")
    if session is not None:
        # It does not come back to life when the user may log in again (SES-011).
        visit.product.state.sessions.close(session.id)
    # Whoever comes to log in again has nothing better to show.
    if visit.path.startswith("/rest/") and not visit.path.startswith("/rest/auth/"):
        raise SessionUnknown
    return ANONYMOUS


def signed_in_user() -> User:
    user = this_caller().user
    if user is None:
        raise LoginRequired
    return user


def administrator() -> Caller:
    """The caller, who is an administrator; LoginRequired or AdministratorRequired otherwise."""
    require_administrator(this_product(), this_caller())
    return this_caller()


def system_administrator() -> Caller:
    require_system_administrator(this_product(), this_caller())
    return this_caller()


def confirmed_administrator() -> Caller:
    """Likewise, and in a browser the password was given again not long ago; else PasswordRequired."""
    caller = administrator()
    if not is_confirmed(this_product(), this_session()):
        raise PasswordRequired
    return caller


def is_confirmed(product: Product, session: Session | None) -> bool:
    """Whoever proves himself with each request anew need not confirm that (applinks.md 3.0)."""
    if session is None or not product.secure_administrator_sessions:
        return True
    # Of a moment to come is what was given before the clock was set back: for how long ago nobody knows.
    return session.confirmed_at is not None and abs(product.clock.now() - session.confirmed_at) < CONFIRMED_FOR

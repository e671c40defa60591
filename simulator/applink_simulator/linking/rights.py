"""Who may do what to links (applinks.md 3.0)."""

from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import AdministratorRequired, LoginRequired, SystemAdministratorRequired
from applink_simulator.linking.product import Product


def is_administrator(product: Product, caller: Caller) -> bool:
    return product.state.rights.is_administrator(caller.user)


def is_system_administrator(product: Product, caller: Caller) -> bool:
    return product.state.rights.is_system_administrator(caller.user)


def require_administrator(product: Product, caller: Caller) -> None:
    if caller.user is None:
        raise LoginRequired
    if not is_administrator(product, caller):
        raise AdministratorRequired


def require_system_administrator(product: Product, caller: Caller) -> None:
    require_administrator(product, caller)
    if not is_system_administrator(product, caller):
        raise SystemAdministratorRequired

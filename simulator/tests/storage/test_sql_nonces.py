"""What a database keeps of nonces: as long as they could be used again, and not for ever."""

from collections.abc import Callable

from sqlalchemy import create_engine, text

from applink_simulator.domain.state import Storage
from applink_simulator.storage.sql.parts import SWEPT, SqlNonces


def kept(url: str) -> int:
    """As a database administrator would count them."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with engine.begin() as connection:
            return int(connection.execute(text("SELECT count(*) FROM applinks_nonces")).scalar_one())
    finally:
        engine.dispose()


def test_old_nonces_are_deleted_and_young_ones_are_not(lasting_url: str, opened: Callable[..., Storage]):
    """By a real clock: those that were used just now stay, though by the product's clock years have passed."""
    real = 1e9
    products = opened(lasting_url).state("jira", "people").nonces
    assert isinstance(products, SqlNonces)
    nonces = SqlNonces(products._database, products._owner, lambda: real)
    for number in range(5):
        assert nonces.claim((str(number),), 0.0, 300.0)
    assert nonces.claim(("years later",), 1e8, 1e8 + 300.0)
    assert kept(lasting_url) == 6
    real += SWEPT + 1
    assert nonces.claim(("really later",), 1e8 + SWEPT, 1e8 + SWEPT + 300.0)
    assert kept(lasting_url) == 1

"""Consumers of the tests' own, and a Jira in each profile that trusts them; Confluence, and whom it calls."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from applink_simulator.linking.product import Product
from applink_simulator.topology.running import RunningTopology

from .oracle import Consumer
from .provider import Provider
from .stranger import Stranger, Told, always, stranger


@pytest.fixture(scope="session")
def consumer() -> Consumer:
    return Consumer("tool:42", rsa.generate_private_key(public_exponent=65537, key_size=2048))


@pytest.fixture(scope="session")
def other() -> Consumer:
    return Consumer("other-tool", rsa.generate_private_key(public_exponent=65537, key_size=2048))


def registered(running: RunningTopology, consumer: Consumer, other: Consumer) -> Provider:
    provider = Provider(running, consumer, other)
    # The other link comes first, so that it is the primary one of its type.
    for each, name in ((other, "other"), (consumer, "tool")):
        provider.link(each, name)
        provider.trust(each)
    return provider


@pytest.fixture
def vendor(pair: RunningTopology, consumer: Consumer, other: Consumer) -> Provider:
    """Jira as the vendor's products behave."""
    return registered(pair, consumer, other)


@pytest.fixture
def strict(strict_pair: RunningTopology, consumer: Consumer, other: Consumer) -> Provider:
    """Jira as the standards want it."""
    return registered(strict_pair, consumer, other)


@pytest.fixture(params=["vendor", "strict"])
def provider(request: pytest.FixtureRequest) -> Provider:
    """Both, one after the other: for what is the same in both profiles."""
    found: Provider = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def confluence(pair: RunningTopology) -> Product:
    return pair.products["confluence"]


@pytest.fixture
def far_end() -> Iterator[Stranger]:
    """What Confluence is linked to: answers everything with ``fine``."""
    with stranger(always(Told(200, b"fine"))) as found:
        yield found

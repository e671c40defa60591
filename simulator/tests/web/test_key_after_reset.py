"""A product's key is remembered whenever it comes to be, so that a restart finds the same."""

from applink_simulator.linking.product import PRIVATE_KEY
from applink_simulator.storage.memory import MemorySettings, MemoryState
from applink_simulator.topology.backends.served import served
from applink_simulator.topology.load import read_topology

ALONE = "userbases: {people: {users: {anna: {}}}}\nproducts: {jira: {system_administrators: anna}}"


def test_a_key_that_is_younger_than_the_snapshot_is_remembered_after_a_reset():
    """The snapshot was kept before anybody needed the key; who has been told of it meanwhile must not be wrong."""
    with served(read_topology(ALONE)) as running:
        control, product = running.control("jira"), running.products["jira"]
        state = product.state
        assert isinstance(state, MemoryState)
        state.settings = MemorySettings()
        product.forget_key()
        control.keep("keyless")
        key = control.product()["public_key"]
        assert state.settings.get(PRIVATE_KEY)
        control.reset("keyless")
        assert control.product()["public_key"] == key
        assert state.settings.get(PRIVATE_KEY)

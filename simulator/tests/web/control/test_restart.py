"""What was changed over control is still so in a new process on the same state."""

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.linking.product import Product
from applink_simulator.products import kinds
from applink_simulator.storage.memory import MemoryStorage
from applink_simulator.topology.assembly import own_key
from applink_simulator.topology.control import Control
from applink_simulator.transport.in_process import InProcessTransport
from applink_simulator.web.app import create_app

HOME = "http://jira.test/jira"


def started(storage: MemoryStorage) -> tuple[Product, Control]:
    """As a process that begins; nothing but the storage is what it was."""
    state = storage.state("jira", "people")
    applications: dict[str, object] = {}
    transport = InProcessTransport(applications)
    product = Product("jira", kinds()["jira"], HOME, state, transport, lambda: own_key("jira", state))
    applications["http://jira.test"] = create_app(product, "token")
    return product, Control(transport, "http://jira.test", "token")


def test_title_version_address_identity_and_key_outlast_a_restart():
    """What was not changed is as the new process was told."""
    storage = MemoryStorage()
    product, control = started(storage)
    other = next(each for each in control.product()["versions"] if each != product.version)
    control.rotate_key()
    told = control.change(
        title="Another",
        version=other,
        base_url="http://jira.test/tracker",
        server_id="B",
        told_origin="https://x.test",
    )
    restarted, there = started(storage)
    assert there.product() == told
    assert restarted.key.public.text == product.key.public.text
    assert (restarted.title, restarted.base_url) == ("Another", "http://jira.test/tracker")
    assert restarted.name == "jira"


def test_a_product_of_which_nothing_was_changed_begins_as_it_is_told():
    """With the key that it had: control for the above."""
    storage = MemoryStorage()
    product, control = started(storage)
    told = control.product()
    restarted, there = started(storage)
    assert there.product() == told
    assert (restarted.base_url, restarted.key.public.text) == (HOME, product.key.public.text)
    assert KeyPair.generate().public.text != restarted.key.public.text

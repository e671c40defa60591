"""The product under test as the calling end: linked to a server of the tests' own."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from applink_simulator.domain.links import Provider as Way
from applink_simulator.domain.messages import Reply
from applink_simulator.linking.product import Product
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor

from .oracle import header_parameters, verifies
from .provider import LINKS
from .stranger import Asked

PROXY = "/plugins/servlet/applinks/proxy"
LINK_NAME = "stranger"


def link(running: RunningTopology, url: str, *ways: Way) -> str:
    """Confluence's end of a link to that URL, calling in these ways; the application id."""
    admin = running.administrator("confluence")
    entity = {"typeId": "generic", "name": LINK_NAME, "rpcUrl": url, "displayUrl": url}
    admin.must(admin.ask("PUT", LINKS, entity), "linking")
    application_id = next(each["id"] for each in admin.links() if each["name"] == LINK_NAME)
    for way in ways:
        body = {"provider": way.value, "config": {}}
        path = f"{LINKS}/{application_id}/authentication/provider"
        admin.must(admin.ask("PUT", path, body), "authenticating")
    return str(application_id)


def through(running: RunningTopology, application_id: str, path: str, visitor: Visitor | None = None) -> Reply:
    visitor = visitor or running.visitor("alice", "confluence")
    return visitor.ask("GET", PROXY, appId=application_id, path=path)


def public_key(product: Product) -> rsa.RSAPublicKey:
    """Read by others than us."""
    pem = f"-----BEGIN PUBLIC KEY-----\n{product.key.public.text}\n-----END PUBLIC KEY-----\n"
    key = serialization.load_pem_public_key(pem.encode())
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def protocol(asked: Asked) -> list[tuple[str, str]]:
    return header_parameters(asked.header("Authorization") or "")


def is_signed(asked: Asked, by: Product, at: str) -> bool:
    url = at + asked.target.partition("?")[0]
    return verifies(asked.method, url, asked.query, "", protocol(asked), public_key(by))

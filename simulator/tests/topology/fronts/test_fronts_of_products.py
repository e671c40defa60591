"""What stands in front of a product: real sockets, real certificates, and the errors that come of them."""

import contextlib
import socket
from urllib.parse import urlsplit

import pytest

from applink_simulator.domain.errors import (
    CertificateForAnotherHost,
    CertificateTrouble,
    CertificateUntrusted,
    ConnectionRefused,
    HandshakeFailed,
    NotEncrypted,
    RemoteError,
)
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.linking.product import Product
from applink_simulator.topology.backends.in_process import in_process
from applink_simulator.topology.fronts.front import Certificate, Forward, Front, Handshake
from applink_simulator.topology.fronts.nginx import NginxFront
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.running import NoSuchName, RunningTopology
from applink_simulator.topology.site import NeedsSockets
from applink_simulator.transport.http import HttpTransport

from .conftest import Stands

GOOD = Front()
MANIFEST = "/rest/applinks/1.0/manifest.json"


def ask(running: RunningTopology, path: str = MANIFEST, method: str = "GET", body: bytes = b"") -> int:
    """As Confluence, at the address where other products call Jira."""
    confluence: Product = running.products["confluence"]
    headers = (("Content-Type", "application/json"),) if body else ()
    request = OutgoingRequest(method, running.place("jira").address + path, headers, body)
    return confluence.transport.send(request).status


@pytest.mark.conformance("O1C-029")
@pytest.mark.parametrize(
    ("certificate", "error"),
    [
        (Certificate.UNTRUSTED, CertificateUntrusted),
        (Certificate.EXPIRED, CertificateUntrusted),
        (Certificate.WITHOUT_CHAIN, CertificateUntrusted),
        (Certificate.OF_ANOTHER_HOST, CertificateForAnotherHost),
        (Certificate.NONE, NotEncrypted),
    ],
)
def test_each_certificate_has_its_own_error(
    running: RunningTopology, certificate: Certificate, error: type[RemoteError]
):
    """And the one that is good none, at the same address before and after."""
    running.stand_in_front("jira", GOOD)
    address = running.place("jira").address
    assert ask(running) == 200
    running.stand_in_front("jira", Front(certificate))
    assert running.place("jira").address == address
    with pytest.raises(error):
        ask(running)
    running.stand_in_front("jira", GOOD)
    assert ask(running) == 200


def test_a_certificate_that_is_demanded_has_its_own_error(pair: RunningTopology):
    pair.stand_in_front("jira", GOOD)
    assert ask(pair) == 200
    pair.stand_in_front("jira", Front(demands_certificate=True))
    with pytest.raises(CertificateTrouble):
        ask(pair)
    pair.behave()


def test_two_that_share_no_way_to_encrypt_do_not_come_together(running: RunningTopology):
    """As after an upgrade of one of them alone (fault catalogue, F-18)."""
    running.stand_in_front("jira", GOOD)
    assert ask(running) == 200
    running.stand_in_front("jira", Front(handshake=Handshake.NO_COMMON_CIPHER))
    with pytest.raises(HandshakeFailed, match="no secure connection"):
        ask(running)


def test_plain_http_does_not_pass_a_port_that_encrypts(running: RunningTopology, kind: Stands):
    """Ours breaks the connection; nginx says what is wrong."""
    running.stand_in_front("jira", GOOD)
    assert ask(running) == 200
    before = len(list(running.journal))
    request = OutgoingRequest("GET", running.place("jira").address.replace("https", "http") + MANIFEST)
    with contextlib.closing(HttpTransport()) as transport:
        if kind is NginxFront:
            assert transport.send(request).status == 400
        else:
            with pytest.raises(RemoteError):
                transport.send(request)
    assert len(list(running.journal)) == before


def test_trust_is_the_topologys_own(running: RunningTopology):
    """A transport that was not told of the authority does not trust it."""
    running.stand_in_front("jira", GOOD)
    assert ask(running) == 200
    stranger = HttpTransport()
    with pytest.raises(CertificateUntrusted):
        stranger.send(OutgoingRequest("GET", running.place("jira").address + MANIFEST))
    stranger.close()


def test_bodies_and_answers_of_every_method_pass(running: RunningTopology):
    running.stand_in_front("jira", GOOD)
    assert ask(running, "/rest/api/2/issue/DEMO-1") == 200
    assert ask(running, "/rest/api/2/issue/NO-1") == 404
    assert ask(running, MANIFEST, "HEAD") == 200
    assert ask(running, MANIFEST, "OPTIONS") == 200
    assert ask(running, "/rest/api/2/search", "POST", b'{"jql": "project = DEMO"}') == 200
    exchanges = [each for each in running.journal if each.product == "jira" and each.method == "POST"]
    assert exchanges[-1].body == b'{"jql": "project = DEMO"}'


def test_a_product_that_was_told_takes_the_clients_address_for_its_own(running: RunningTopology):
    """Others see the address that the proxy used."""
    for front, origin in (
        (GOOD, "front"),
        (Front(tells_product=False), "plain"),
        (Front(tells_product=False, forwards=Forward(keeps_address=False)), "product"),
    ):
        running.stand_in_front("jira", front)
        assert ask(running) == 200
        host = urlsplit(running.place("jira").address).netloc
        product = urlsplit(running.place("jira").url).netloc
        expected = {"front": f"https://{host}/", "plain": f"http://{host}/", "product": f"http://{product}/"}
        assert [each for each in running.journal if each.product == "jira"][-1].url.startswith(expected[origin])


def test_a_proxy_answers_502_for_a_product_that_is_down(running: RunningTopology):
    running.stand_in_front("jira", GOOD)
    running.switch_off("jira")
    assert ask(running) == 502
    running.switch_on("jira")
    assert ask(running) == 200


def test_fronts_go_when_the_topology_is_reset(running: RunningTopology):
    """Nothing listens there any more, and the product is called directly again."""
    running.stand_in_front("jira", GOOD)
    address = running.place("jira").address
    running.reset()
    assert running.place("jira").address == running.place("jira").url
    assert running.products["jira"].told_origin == ""
    with pytest.raises(ConnectionRefused):
        running.products["confluence"].transport.send(OutgoingRequest("GET", address + MANIFEST))
    assert ask(running) == 200


def test_a_client_that_hangs_up_or_talks_nonsense_stops_nothing(running: RunningTopology):
    running.stand_in_front("jira", Front(Certificate.NONE, scheme="http"))
    parts = urlsplit(running.place("jira").address)
    for said in (b"", b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"):
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as connection:
            connection.sendall(said)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
        assert (b" 400 " in answer) == bool(said)
    assert ask(running) == 200


def test_nothing_stands_in_front_of_products_without_sockets():
    topology = "userbases: {people: {users: {anna: {}}}}\nproducts: {jira: {system_administrators: anna}}\n"
    with in_process(read_topology(topology)) as running, pytest.raises(NeedsSockets, match="backend served"):
        running.stand_in_front("jira", GOOD)


def test_a_version_stays_until_the_reset_and_has_to_be_one(running: RunningTopology):
    running.install("jira", "7.0")
    assert running.products["jira"].version == "7.0.11"
    with pytest.raises(NoSuchName, match=r"7\.2\.0"):
        running.install("jira", "7.2.1")
    running.reset()
    assert running.products["jira"].version == running.topology.products["jira"].version

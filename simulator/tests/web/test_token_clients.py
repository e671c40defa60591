"""Other people's client libraries get a user's token in the usual dance, unchanged and over real sockets."""

import contextlib
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jira import JIRA, JIRAError
from oauthlib.oauth1 import SIGNATURE_RSA_SHA1, SIGNATURE_TYPE_AUTH_HEADER, SIGNATURE_TYPE_BODY, SIGNATURE_TYPE_QUERY
from requests_oauthlib import OAuth1Session
from requests_oauthlib.oauth1_session import TokenRequestDenied

from applink_simulator.authentication.keys import read_public_key
from applink_simulator.topology.running import RunningTopology

from .conftest import Answer

KEY = "reporting-tool"
OAUTH = "/plugins/servlet/oauth"


@pytest.fixture(scope="module")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def pem(private_key: rsa.RSAPrivateKey) -> str:
    return private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.fixture(params=["pair", "strict_pair"])
def running(request: pytest.FixtureRequest, private_key: rsa.RSAPrivateKey) -> RunningTopology:
    """In both profiles, with a link for the tool that an administrator made."""
    found: RunningTopology = request.getfixturevalue(request.param)
    admin = found.administrator("jira")
    links, url = "/rest/applinks/3.0/applicationlink", "http://reporting-tool.invalid"
    entity = {"typeId": "generic", "name": "Reporting tool", "rpcUrl": url, "displayUrl": url}
    admin.must(admin.ask("PUT", links, entity), "linking")
    application_id = next(link["id"] for link in admin.links() if link["name"] == "Reporting tool")
    public = private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    consumer = {"key": KEY, "name": "Reporting tool", "publicKey": read_public_key(public.decode()).text}
    path = f"/rest/applinks-oauth/latest/applicationlink/{application_id}/authentication/consumer"
    admin.must(admin.ask("PUT", path, consumer), "trusting")
    return found


@contextlib.contextmanager
def session(pem: str, **more) -> Iterator[OAuth1Session]:
    with OAuth1Session(KEY, signature_method=SIGNATURE_RSA_SHA1, rsa_key=pem, **more) as found:
        yield found


def decide(running: RunningTopology, address: str, button: str = "Allow", username: str = "alice"):
    visitor = running.visitor(username, "jira")
    visitor.open(address)
    return visitor.press(button)


@pytest.mark.parametrize("place", [SIGNATURE_TYPE_AUTH_HEADER, SIGNATURE_TYPE_BODY, SIGNATURE_TYPE_QUERY])
def test_a_token_is_got_with_a_callback_wherever_parameters_travel(running, remote, pem, place):
    """The browser brings the answer to a real server on loopback.

    Escapes in a callback survive in the header alone: elsewhere oauthlib decodes it twice before it signs.
    """
    own = "report=7&name=a%26b" if place == SIGNATURE_TYPE_AUTH_HEADER else "report=7"
    brought: list[str] = []

    def answer(path: str) -> Answer:
        brought.append(path)
        return 200, {"Content-Type": "text/html"}, b"<h1>Thank you</h1>"

    jira, callback = running.place("jira").url, f"{remote(answer)}/done?{own}"
    with session(pem, callback_uri=callback, signature_type=place) as client:
        assert client.fetch_request_token(f"{jira}{OAUTH}/request-token")["oauth_callback_confirmed"] == "true"
        page = decide(running, client.authorization_url(f"{jira}{OAUTH}/authorize"))
        assert page.heading == "Thank you"
        (path,) = brought
        assert path.startswith(f"/done?{own}&oauth_token=")
        client.parse_authorization_response(callback.partition("/done")[0] + path)
        token = client.fetch_access_token(f"{jira}{OAUTH}/access-token")
        assert token["oauth_expires_in"] == "157680000"
        if place != SIGNATURE_TYPE_BODY:
            assert client.get(f"{jira}/rest/api/2/issue/SEC-1").json()["fields"]["summary"] == "The safe is open"
            assert client.get(f"{jira}/rest/api/2/myself").json()["name"] == "alice"


def test_a_token_is_got_with_a_verifier_carried_by_hand(running, pem):
    """``oob``; then a client library for Jira reads and writes with it, as alice."""
    jira = running.place("jira").url
    with session(pem, callback_uri="oob") as client:
        client.fetch_request_token(f"{jira}{OAUTH}/request-token")
        page = decide(running, client.authorization_url(f"{jira}{OAUTH}/authorize"))
        verifier = page.document.get_element_by_id("verifier").text
        token = client.fetch_access_token(f"{jira}{OAUTH}/access-token", verifier=verifier)
    secrets = {"access_token": token["oauth_token"], "access_token_secret": token["oauth_token_secret"]}
    oauth = {**secrets, "consumer_key": KEY, "key_cert": pem, "signature_method": SIGNATURE_RSA_SHA1}
    with contextlib.closing(JIRA(jira, oauth=oauth, max_retries=0)) as client:
        assert client.myself()["name"] == "alice"
        assert client.issue("SEC-1").fields.summary == "The safe is open"
        assert client.add_comment("SEC-1", "Closed it.").author.name == "alice"
        alice = running.visitor("alice", "jira")
        assert alice.granted_access() == ["Reporting tool"]
        alice.press("Revoke access of Reporting tool")
        with pytest.raises(JIRAError) as refused:
            client.myself()
    assert refused.value.status_code == 401


def test_a_client_is_told_of_a_denial(running, remote, pem):
    """With the verifier ``denied`` (Q-8), and then by the exchange."""
    brought: list[str] = []
    jira, callback = running.place("jira").url, remote(lambda path: (brought.append(path) or 200, {}, b"")) + "/done"
    with session(pem, callback_uri=callback) as client:
        client.fetch_request_token(f"{jira}{OAUTH}/request-token")
        decide(running, client.authorization_url(f"{jira}{OAUTH}/authorize"), "Deny")
        response = client.parse_authorization_response(callback + brought[0].removeprefix("/done"))
        assert response["oauth_verifier"] == "denied"
        with pytest.raises(TokenRequestDenied) as refused:
            client.fetch_access_token(f"{jira}{OAUTH}/access-token")
        assert refused.value.status_code == 401
        assert "permission_denied" in str(refused.value)

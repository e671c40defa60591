"""Two-legged OAuth with the stock client ``requests-oauthlib``: nobody granted a token, an administrator did."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
import requests
from requests_oauthlib import OAuth1Session

from applink_simulator.domain.links import Consumer, Level

Signed = Callable[..., requests.Response]


@pytest.fixture
def signed(jiras, client_key) -> Iterator[Signed]:
    """A signed GET; stock clients leave an empty ``oauth_token`` out, so the query carries it, signed."""
    with contextlib.closing(
        OAuth1Session("reports", rsa_key=client_key.private_pem(), signature_method="RSA-SHA1")
    ) as session:

        def signed(path: str, **query: str) -> requests.Response:
            return session.get(jiras.place("jira").url + path, params={"oauth_token": "", **query}, timeout=10)

        yield signed


@pytest.fixture
def register(jiras, client_key) -> Callable[..., None]:
    def register(level: Level, acting_as: str | None = None) -> None:
        consumer = Consumer("reports", "Reports", client_key.public.text, two_legged_user=acting_as)
        jiras.products["jira"].state.consumers.put(consumer.at_level(level))

    return register


def test_it_sees_what_the_pre_configured_user_may_see(signed, register):
    register(Level.OAUTH, acting_as="alice")
    assert signed("/rest/api/2/issue/SEC-1").status_code == 200
    assert signed("/rest/api/2/myself").json()["name"] == "alice"
    register(Level.OAUTH, acting_as="bob")
    assert signed("/rest/api/2/issue/SEC-1").status_code == 403


def test_without_a_pre_configured_user_it_is_anonymous(signed, register):
    register(Level.OAUTH)
    assert signed("/rest/api/2/issue/DEMO-1").status_code == 200
    hidden = signed("/rest/api/2/issue/SEC-1")
    assert (hidden.status_code, hidden.headers["X-AUSERNAME"]) == (401, "anonymous")
    found = signed("/rest/api/2/search", jql="assignee = currentUser()").json()
    assert found["issues"] == []


def test_impersonation_acts_as_the_user_it_names(signed, register):
    register(Level.IMPERSONATION, acting_as="bob")
    mine = signed("/rest/api/2/search", jql="assignee = currentUser()", xoauth_requestor_id="alice").json()
    assert [each["key"] for each in mine["issues"]] == ["DEMO-1"]
    assert signed("/rest/api/2/issue/SEC-1", xoauth_requestor_id="alice").status_code == 200
    assert signed("/rest/api/2/issue/SEC-1", xoauth_requestor_id="bob").status_code == 403
    assert signed("/rest/api/2/issue/SEC-1", xoauth_requestor_id="zoe").status_code == 401


def test_impersonation_needs_its_level(signed, register):
    register(Level.OAUTH, acting_as="alice")
    assert signed("/rest/api/2/issue/SEC-1", xoauth_requestor_id="alice").status_code == 401
    assert signed("/rest/api/2/issue/SEC-1").status_code == 200


def test_an_unknown_consumer_is_refused_even_where_anonymous_would_do(signed, register):
    refused = signed("/rest/api/2/issue/DEMO-1")
    assert refused.status_code == 401
    assert "consumer_key_unknown" in refused.headers["WWW-Authenticate"]
    register(Level.OAUTH)
    assert signed("/rest/api/2/issue/DEMO-1").status_code == 200

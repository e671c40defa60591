"""Secrets never reach the report, whatever they travel in."""

import base64

import pytest

from applink_steps.report.masking import MASK, Masking

SECRET = "s3cr3t-Blue-Door"


@pytest.mark.parametrize(
    "text",
    [
        f'{{"password": "{SECRET}"}}',
        f'{{"configFormValues": {{"sharedSecret":"{SECRET}"}}, "username": "anna"}}',
        f'"{{\\"password\\": \\"{SECRET}\\"}}"',
        f"{{'os_password': '{SECRET}'}}",
        f"os_username=anna&os_password={SECRET}&login=Log+in",
        f"/rest/api/2/issue/DEMO-1?os_password={SECRET}",
        f"/plugins/servlet/oauth/authorize?oauth_token={SECRET}&oauth_callback=http%3A%2F%2Fx",
        f"/login?os_destination=%2Fauthorize%3Foauth_token%3D{SECRET}%26a%3Db",
        f"http://x/callback?code={SECRET}&state=1",
        f"oauth_token={SECRET}&oauth_token_secret={SECRET}&oauth_verifier={SECRET}",
        f"<link><al_password>{SECRET}</al_password></link>",
        f'<consumer xmlns:a="u"><a:sharedSecret kind="x">{SECRET}</a:sharedSecret></consumer>',
        f'<input type="hidden" name="oauth_token" value="{SECRET}">',
        f'<input value="{SECRET}" name="field" type="password">',
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----\\n{SECRET}",
        f"http://anna:{SECRET}@127.0.0.1/jira",
        f"Administrator(username='anna', password='{SECRET}')",
        f"assert token == '{SECRET}'",
        f"('Authorization', 'Bearer {SECRET}')",
        f"Cookie: JSESSIONID={SECRET}",
        f'"{{"token": "{SECRET}',
    ],
)
def test_a_secret_is_known_by_the_name_it_travels_under(text: str) -> None:
    """Forms, queries, JSON, XML, pages, keys, URLs, and what Python makes of them in an error."""
    masked = Masking().text(text)
    assert SECRET not in masked
    assert MASK in masked


@pytest.mark.parametrize(
    "text",
    [
        "Rotate the account's password, and the token",
        "/rest/api/2/search?jql=project%20%3D%20DEMO&maxResults=20",
        '{"requestTokenUrl": "http://127.0.0.1/jira/plugins/servlet/oauth/request-token", "createTwoWayLink": true}',
        "oauth_signature_method=RSA-SHA1&oauth_consumer_key=confluence-1&oauth_token=&oauth_nonce=1",
        "oauth_problem=parameter_absent&oauth_parameters_absent=oauth_token",
        '{"summary": "The safe is open", "password": ""}',
        "Basic authentication is not used here",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    """An empty token is how a two-legged request shows: hiding that would hide the explanation."""
    assert Masking().text(text) == text


def test_of_a_signed_header_all_but_token_and_signature_can_be_read() -> None:
    """Consumer, time and nonce are what one looks for when a request was refused."""
    header = (
        f'OAuth realm="",oauth_token="{SECRET}",oauth_consumer_key="confluence-1",oauth_timestamp="17",'
        f'oauth_nonce="n1",oauth_signature_method="RSA-SHA1",oauth_signature="{SECRET}%3D"'
    )
    masked = Masking().header("Authorization", header)
    assert SECRET not in masked
    for readable in (
        'oauth_consumer_key="confluence-1"',
        'oauth_timestamp="17"',
        'oauth_nonce="n1"',
        "oauth_signature=",
    ):
        assert readable in masked


def test_of_a_name_and_password_only_the_scheme_can_be_read() -> None:
    """Base64 hides nothing."""
    encoded = base64.b64encode(f"anna:{SECRET}".encode()).decode()
    assert Masking().header("Authorization", f"Basic {encoded}") == f"Basic {MASK}"


def test_cookies_keep_their_names_and_attributes() -> None:
    """Which cookie was sent is a fact; what is in it lets one be somebody else."""
    masking = Masking()
    assert (
        masking.header("Cookie", f"JSESSIONID.jira={SECRET}; theme=dark") == f"JSESSIONID.jira={MASK}; theme={MASK}"
    )
    assert masking.header("Set-Cookie", f"a={SECRET}; HttpOnly; Path=/") == f"a={MASK}; HttpOnly; Path=/"


def test_a_secret_that_was_met_once_is_known_without_its_name() -> None:
    """A page tells the verification code in a sentence."""
    masking = Masking()
    sentence = f"Your verification code is {SECRET}."
    assert masking.text(sentence) == sentence
    masking.text(f"oauth_verifier={SECRET}")
    assert masking.text(sentence) == f"Your verification code is {MASK}."


@pytest.mark.parametrize("password", ["p&ss w<rd>/1", 'quo"te\\d-one', "pässword-ünique"])
def test_it_is_known_in_every_spelling(password: str) -> None:
    """Percent-encoded in a form, escaped in a page, escaped in JSON."""
    from html import escape
    from json import dumps
    from urllib.parse import quote, quote_plus

    masking = Masking()
    masking.text(f"os_password={quote_plus(password)}")
    for spelling in (password, quote(password, safe=""), escape(password), dumps(password)[1:-1]):
        assert spelling not in masking.text(f"It says {spelling} here")


def test_a_public_name_stays_even_where_somebody_has_it_as_password() -> None:
    """In the ready topologies everybody's password is their username."""
    masking = Masking(public=["integration"])
    assert (
        masking.text("os_username=integration&os_password=integration")
        == f"os_username=integration&os_password={MASK}"
    )
    assert masking.text("as integration") == "as integration"


@pytest.mark.parametrize("piece", ["a", "oauth_", '"', "%25", "token", "<", "password = ", "\\\\", "http://a:"])
def test_a_long_body_of_nearly_secrets_comes_to_an_end(piece: str) -> None:
    """A pattern that goes back and forth would take hours for it."""
    text = piece * (8000 // len(piece))
    masked = Masking().text(f"{text}\npassword={SECRET}\n")
    assert SECRET not in masked

"""The command ``applinks diagnose`` as a person or a script runs it, against products that run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import Fault
from applink_simulator.linking.findings import ErrorType
from applink_simulator.topology.file import Authentication
from applink_simulator.topology.fronts.front import Front
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.wishes import connect

JSON = (("Content-Type", "application/json"),)


def run(*arguments: str, user: str = "anna", password: str | None = "anna") -> subprocess.CompletedProcess[str]:
    """As that user, with the password in the environment, on a wide screen and nobody at the keyboard."""
    environment = os.environ | {"COLUMNS": "400", "APPLINKS_USER": user}
    if password is not None:
        environment["APPLINKS_PASSWORD"] = password
    command = [sys.executable, "-W", "error", "-m", "applink_simulator.cli", "diagnose", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def linked(pair: RunningTopology) -> Iterator[RunningTopology]:
    """Confluence calls Jira with OAuth."""
    near, far = pair.administrator("confluence"), pair.administrator("jira")
    near.must(near.create_end(far.place), "the link")
    far.must(far.create_end(near.place), "the link back")
    connect(near, far, Authentication.OAUTH, "integration")
    yield pair
    pair.behave()


def url(running: RunningTopology, product: str = "confluence") -> str:
    return running.place(product).url


def test_a_link_that_works_is_told_in_one_line(linked: RunningTopology):
    ended = run(url(linked))
    assert ended.stdout == f"Jira  {url(linked, 'jira')}  CONNECTED\n"
    assert (ended.stderr, ended.returncode) == ("", 0)


def test_what_is_wrong_is_told_with_what_to_look_at(linked: RunningTopology):
    """Each end tells its own side."""
    linked.products["jira"].clock.move(600)
    ended = run(url(linked))
    meaning = ErrorType.OAUTH_TIMESTAMP_REFUSED.value
    assert ended.returncode == 1
    for words in ("NETWORK ERROR", meaning.title, meaning.happened, meaning.look_at, "timestamp_refused"):
        assert words in ended.stdout
    assert run(url(linked, "jira")).returncode == 0


def test_machines_get_the_same_as_json(linked: RunningTopology):
    working = json.loads(run(url(linked), "--json").stdout)["links"]
    expected = {
        "id": linked.place("jira").application_id,
        "name": "Jira",
        "url": url(linked, "jira"),
        "working": True,
        "lozenge": "CONNECTED",
    }
    assert working == [expected]
    linked.switch_off("jira")
    ended = run(url(linked), "--json")
    (found,) = json.loads(ended.stdout)["links"]
    assert (found["working"], found["lozenge"], ended.returncode) == (False, "NETWORK ERROR", 1)
    assert found["finding"]["type"] == "CONNECTION_REFUSED"
    assert found["finding"]["details"] == "java.net.ConnectException: Connection refused"


def test_whoever_has_to_authenticate_is_told_where(linked: RunningTopology):
    linked.install("jira", "7.0")
    connect(linked.administrator("confluence"), linked.administrator("jira"), Authentication.OAUTH_PER_USER)
    ended = run(url(linked))
    assert "Authenticate to see status" in ended.stdout
    assert f"Authenticate at: {url(linked)}/plugins/servlet/applinks/oauth/login-dance/authorize?" in ended.stdout


def test_a_product_without_links_has_nothing_wrong(pair: RunningTopology):
    ended = run(url(pair))
    assert (ended.stdout, ended.returncode) == ("There are no links.\n", 0)


@pytest.mark.parametrize(
    ("user", "password", "said"),
    [
        ("anna", "wrong-password", "not accepted"),
        ("bob", "bob", "bob is no administrator there"),
        ("nobody-at-all", "secret-of-nobody", "not accepted"),
    ],
)
def test_people_who_may_not_ask_are_told_so(linked: RunningTopology, user: str, password: str, said: str):
    """In words, with status 3, and never with the password."""
    ended = run(url(linked), user=user, password=password)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert password == user or password not in ended.stderr
    assert run(url(linked)).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument"),
        (["nonsense"], "base URL, http or https"),
        (["ftp://confluence.example"], "base URL, http or https"),
        (["http://anna:hidden-word@confluence.example"], "without a name or password"),
        (["http://127.0.0.1:1", "--trust", "no-such-file.pem"], "does not exist"),
        (["http://127.0.0.1:1", "--trust", __file__], "no certificates in PEM form"),
    ],
)
def test_being_called_wrongly_is_told(arguments: list[str], said: str):
    """Status 2; a password in the URL is not repeated."""
    ended = run(*arguments)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "hidden-word" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_name_and_password_are_needed(pair: RunningTopology):
    """From the command line as well as from the environment."""
    assert "A password is needed" in run(url(pair), password=None).stderr
    assert "name is needed" in run(url(pair), user="").stderr
    assert run(url(pair), "--as-user", "anna", "--password", "anna", user="", password=None).returncode == 0


class Answers(Fault):
    name = "answers as a test wants"

    def __init__(self, path: str, reply: Reply) -> None:
        self.path, self.reply = path, reply

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        return self.reply if request.path.endswith(self.path) else None


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("answers with a login page", "A login page may stand in front of it"),
        ("is some other web site", "Give the base URL with its context path"),
        ("is unavailable", "answered with status 503"),
        ("redirects elsewhere", "redirects to https://moved.invalid"),
    ],
)
def test_what_is_no_product_is_told_in_words(linked: RunningTopology, what: str, said: str):
    linked.misbehave("confluence", what)
    ended = run(url(linked))
    assert (ended.returncode, ended.stdout) == (3, "")
    assert said in ended.stderr


def test_a_product_that_cannot_be_reached_is_told_in_words(linked: RunningTopology):
    assert run(url(linked)).returncode == 0
    linked.switch_off("confluence")
    ended = run(url(linked))
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "nothing listens there" in ended.stderr
    assert "no product that shows" in run(url(linked, "jira") + "/elsewhere").stderr


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'"text"', b"\xff"])
def test_a_list_that_is_none_is_told(linked: RunningTopology, body: bytes):
    linked.products["confluence"].intercept = Answers("/applinks/3.0/applinks", Reply(200, JSON, body)).at_the_door
    ended = run(url(linked))
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(500), "answered with 500"),
        (Reply(200, JSON, b"[]"), "the answer is no status"),
        (Reply(200, JSON, b"\xff"), "the answer is no status"),
        (Reply(200, JSON, b'{"error": "odd"}'), "odd"),
        (Reply(200, JSON, b'{"error": {}}'), "an error of no type"),
        (
            Reply(200, JSON, json.dumps({"error": {"type": "FROM_THE_FUTURE", "details": "\x1b[31mred"}}).encode()),
            "FROM_THE_FUTURE: \N{REPLACEMENT CHARACTER}[31mred",
        ),
    ],
)
def test_a_status_that_is_not_understood_is_an_unknown_one(linked: RunningTopology, reply: Reply, said: str):
    """Newer products may know more types; what a terminal would obey does not reach it."""
    status = f"/status/{linked.place('jira').application_id}"
    linked.products["confluence"].intercept = Answers(status, reply).at_the_door
    ended = run(url(linked))
    assert ended.returncode == 1
    assert said in ended.stdout
    assert "STATUS UNAVAILABLE" in ended.stdout
    assert "\x1b" not in ended.stdout


def test_over_tls_one_more_authority_can_be_trusted(linked: RunningTopology, tmp_path: Path):
    linked.stand_in_front("confluence", Front())
    standing: Any = linked._fronts["confluence"]
    authority = tmp_path / "authority.pem"
    authority.write_text(standing.authority)
    refused = run(standing.place.url)
    assert refused.returncode == 3
    assert "certificate is not trusted" in refused.stderr
    assert run(standing.place.url, "--trust", str(authority)).returncode == 0

"""What is nginx's own: what it cannot do, where it is not there, and that it needs no rights."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from applink_simulator.domain.errors import ConnectionRefused
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.topology.fronts import nginx
from applink_simulator.topology.fronts.front import (
    Certificate,
    Front,
    FrontPlace,
    HeaderRules,
    Match,
    Override,
    Query,
    Redirect,
    Reencoding,
    TooLong,
)
from applink_simulator.topology.fronts.nginx import (
    CONFIGURATION,
    NOT_WITH_NGINX,
    NginxFailed,
    NginxFront,
    NginxMissing,
    NotWithNginx,
    configuration,
    nginx_program,
    why_not,
)
from applink_simulator.transport.http import HttpTransport

from .conftest import Recorder, require_nginx

PLAIN = Front(Certificate.NONE, scheme="http")
BEYOND = {
    "a query written otherwise": Front(query=Query((Reencoding.TWICE,))),
    "signed requests repeated": Front(repeats=Match()),
    "an answer that breaks off": Front(overrides=(Override(), Override(cut_after=3))),
    "headers refused that are not even long": Front(headers=HeaderRules(longest=255, too_long=TooLong.REFUSED_431)),
    "a certificate demanded while the connection is made": Front(demands_certificate=True),
}
NOBODY = 65534


@pytest.fixture
def installed() -> None:
    require_nginx()


def test_each_thing_that_nginx_cannot_do_has_its_example_here():
    assert BEYOND.keys() == NOT_WITH_NGINX.keys()


@pytest.mark.parametrize("thing", NOT_WITH_NGINX)
def test_what_nginx_cannot_do_is_refused_with_the_reason(thing: str):
    place = FrontPlace(BEYOND[thing], "http://127.0.0.1:1", 1)
    with pytest.raises(NotWithNginx, match=NOT_WITH_NGINX[thing].reason):
        configuration(place)
    assert CONFIGURATION in configuration(replace(place, front=Front())).files
    assert why_not(Front(query=Query(appends="a"), overrides=(Override(body=None, delay=1),))) is None


def test_where_nginx_is_missing_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(nginx, "nginx_program", lambda: None)
    with pytest.raises(NginxMissing, match="apt-get install nginx-light"):
        NginxFront(PLAIN, "http://127.0.0.1:1")


@pytest.mark.nginx
@pytest.mark.usefixtures("installed")
def test_an_nginx_that_does_not_start_tells_why():
    with pytest.raises(NginxFailed, match=r"host not found in upstream \"nowhere.invalid"):
        NginxFront(PLAIN, "http://nowhere.invalid:8080/jira")


@pytest.mark.nginx
@pytest.mark.usefixtures("installed")
def test_nothing_is_left_of_an_nginx_that_was_stopped(product: Recorder):
    front = NginxFront(Front(), product.url)
    folder, process = Path(f"/proc/{front._process.pid}/cwd").resolve(), front._process
    assert (folder / CONFIGURATION).exists()
    front.stop()
    assert process.returncode == 0
    assert not folder.exists()


@pytest.mark.nginx
@pytest.mark.usefixtures("installed")
def test_where_nginx_was_killed_nobody_listens(product: Recorder):
    front = NginxFront(PLAIN, product.url)
    request = OutgoingRequest("GET", front.place.url)
    with closing(HttpTransport()) as client:
        assert client.send(request).status == 200
    children = Path(f"/proc/{front._process.pid}/task/{front._process.pid}/children").read_text().split()
    front._process.kill()
    front._process.wait()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < deadline:
        time.sleep(0.01)
    with closing(HttpTransport()) as client, pytest.raises(ConnectionRefused):
        client.send(request)
    front.stop()


@pytest.mark.nginx
@pytest.mark.usefixtures("installed")
def test_an_nginx_ends_with_the_program_that_forgot_it():
    code = (
        "from applink_simulator.topology.fronts.nginx import NginxFront, Front\n"
        "print(NginxFront(Front(), 'http://127.0.0.1:1')._process.pid)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not Path(f"/proc/{int(done.stdout)}").exists()


@pytest.mark.nginx
@pytest.mark.usefixtures("installed")
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can be somebody else")
def test_nobody_can_run_it_from_a_folder(product: Recorder, tmp_path: Path):
    """As in a container: no rights, and nothing outside of the folder."""
    port = _free_port()
    files = configuration(FrontPlace(Front(), product.url, port)).files
    folder = Path("/tmp") / f"applinks-{os.getpid()}"  # noqa: S108 (nobody may not look into pytest's own)
    folder.mkdir()
    try:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        for path in (folder, *folder.iterdir()):
            os.chown(path, NOBODY, NOBODY)
        command = [nginx_program() or "", *nginx.COMMAND[1:]]
        with subprocess.Popen(command, cwd=folder, user=NOBODY, group=NOBODY, extra_groups=()) as process:
            deadline = time.monotonic() + 10
            while not (folder / "nginx.pid").exists() and time.monotonic() < deadline:
                time.sleep(0.01)
            with closing(HttpTransport()) as client:
                client.trust(files["authority.pem"].decode())
                request = OutgoingRequest("POST", f"https://127.0.0.1:{port}/jira/x", body=b"x" * 100_000)
                assert client.send(request).status == 200
            assert product.last.body == b"x" * 100_000
            process.terminate()
    finally:
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()


@pytest.mark.nginx
@pytest.mark.usefixtures("installed")
def test_a_name_that_moves_is_looked_up_by_a_resolver(tmp_path: Path):
    """With one the product's name need not be known yet: nginx takes the configuration."""
    place = FrontPlace(PLAIN, "http://nowhere.invalid:8080/jira", 8443)
    for resolver, taken in (("127.0.0.11", True), ("", False)):
        for name, content in configuration(place, interface="0.0.0.0", resolver=resolver).files.items():
            (tmp_path / name).write_bytes(content)
        command = [nginx_program() or "", "-t", *nginx.COMMAND[1:]]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
        assert (done.returncode == 0) is taken, done.stderr


@pytest.mark.nginx
@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "front",
    [
        Front(path='/a"b\\c$d{e};', overrides=(Override(Match('*"\\d{2}$;*'), body=b'"\\$}', type='a/b; x="$y"'),)),
        Front(redirects=Redirect(scheme="http", path="/$old"), query=Query(appends='"$x"')),
        Front(headers=HeaderRules(drops=("X-One",), longest=10)),
        Front(headers=HeaderRules(longest=256, too_long=TooLong.REFUSED_400)),
    ],
)
def test_whatever_is_said_stays_text(product: Recorder, front: Front):
    """Quotes, backslashes and dollars mean something to nginx."""
    NginxFront(front, product.url).stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port

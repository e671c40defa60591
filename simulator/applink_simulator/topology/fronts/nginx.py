"""The same fronts made real by nginx: its configuration, and nginx itself as a process of ours.

The configuration asks for nothing outside of the folder that it lies in, and for no rights: any user can run it,
and a container can have it as files.
"""

import atexit
import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.fronts.certificates import OLD_CIPHERS, USELESS_CIPHERS, papers
from applink_simulator.topology.fronts.front import (
    HTML,
    LOOPBACK,
    Front,
    FrontPlace,
    Handshake,
    Override,
    TooLong,
    error_page,
)

CONFIGURATION = "nginx.conf"
COMMAND = ("nginx", "-e", "stderr", "-p", ".", "-c", CONFIGURATION)
"""Run where the files are."""
READY = 10.0
"""Seconds that nginx may take to start."""
STOPPED = 5.0
PROCESS_ID = "nginx.pid"
"""The file that is there once it takes connections."""
_LEAST = 256
"""Bytes that a header line has to be allowed, for what nginx itself keeps where it reads them."""
_CHUNK = 1000
"""nginx reads no word of more than 4096 bytes."""
_TLS = {
    Handshake.MODERN: ("ssl_protocols TLSv1.2 TLSv1.3;",),
    Handshake.OLD_PROTOCOL: ("ssl_protocols TLSv1 TLSv1.1;", f"ssl_ciphers {OLD_CIPHERS};"),
    # TLS 1.3 has ciphers of its own, which cannot be taken away.
    Handshake.NO_COMMON_CIPHER: ("ssl_protocols TLSv1.2;", f"ssl_ciphers {USELESS_CIPHERS};"),
    Handshake.UNKNOWN_NAME: ("ssl_reject_handshake on;",),
}


class NotWithNginx(ApplinkError):
    message = "nginx cannot stand for this front: {reason}. The front of our own can."


class NginxMissing(ApplinkError):
    message = "nginx is not installed, or not on the PATH. On Debian: apt-get install nginx-light"


class NginxFailed(ApplinkError):
    message = "nginx did not start for {product_url}: {said}"


@dataclass(frozen=True)
class Beyond:
    """Something that a front may want and nginx cannot give."""

    reason: str
    wanted: Callable[[Front], bool]


NOT_WITH_NGINX: dict[str, Beyond] = {
    "a query written otherwise": Beyond(
        "its configuration replaces nothing more than once in a query, and would want a scripting module for that",
        lambda front: bool(front.query.reencodings),
    ),
    "signed requests repeated": Beyond(
        "it repeats a request only after one that failed, and never one that was answered",
        lambda front: front.repeats is not None,
    ),
    "an answer that breaks off": Beyond(
        "it passes on what it was given, to the end",
        lambda front: any(each.cut_after is not None for each in front.overrides),
    ),
    "a certificate demanded while the connection is made": Beyond(
        "it lets the client in without one, and answers 400 then",
        lambda front: front.demands_certificate,
    ),
    "headers refused that are not even long": Beyond(
        f"it cannot be made to refuse a header of less than {_LEAST} bytes",
        lambda front: front.headers.too_long is not TooLong.DROPPED and (front.headers.longest or _LEAST) < _LEAST,
    ),
}
"""What only the front of our own can do."""


def why_not(front: Front) -> str | None:
    """Why nginx cannot stand for it, if it cannot."""
    return next((each.reason for each in NOT_WITH_NGINX.values() if each.wanted(front)), None)


@dataclass(frozen=True)
class Configuration:
    """What nginx needs, by the names of files that lie in one folder, in which it may write."""

    files: dict[str, bytes]
    authority: str
    """The authority that other products have to trust, as PEM; empty: there is none."""


def configuration(place: FrontPlace, *, interface: str = LOOPBACK, resolver: str = "") -> Configuration:
    """NotWithNginx for what it cannot do.

    With the address of a resolver the product's name is looked up anew every second; else it has to be there when
    nginx starts, and to stay where it is.
    """
    reason = why_not(place.front)
    if reason is not None:
        raise NotWithNginx(reason=reason)
    shown = papers(place.front, place.host)
    files: dict[str, bytes] = {}
    if shown:
        files = {"chain.pem": shown.chain, "key.pem": shown.key, "authority.pem": shown.authority}
    lines = _lines(place, interface, resolver, encrypts=shown is not None)
    # Bodies may be anything: what is no text is carried through as the bytes that it was.
    files[CONFIGURATION] = ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")
    return Configuration(files, shown.authority.decode() if shown else "")


def _lines(place: FrontPlace, interface: str, resolver: str, *, encrypts: bool) -> Iterator[str]:
    yield from (
        "daemon off;",
        "worker_processes 1;",
        f"pid {PROCESS_ID};",
        "error_log stderr warn;",
        "events { worker_connections 1024; }",
    )
    yield from _block("http", _http(place, interface, resolver, encrypts=encrypts))


def _block(head: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"{head} {{"
    yield from (f"    {line}" for line in lines)
    yield "}"


def _http(place: FrontPlace, interface: str, resolver: str, *, encrypts: bool) -> Iterator[str]:
    yield "access_log off;"
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        yield f"{name}_temp_path temporary_{name};"
    product = urlsplit(place.product_url)
    yield "geo $dollar { default '$'; }"
    if resolver:
        yield f"resolver {resolver} valid=1s ipv6=off;"
        # The name of a container that is down may be asked of servers that are far away.
        yield "resolver_timeout 2s;"
    else:
        yield f"upstream product {{ server {product.hostname}:{product.port or 80}; }}"
    yield from _maps(place)
    server = _server(place, f"{product.scheme}://{product.netloc if resolver else 'product'}", encrypts=encrypts)
    yield from _block("server", (_listen(interface, place.serving_port, encrypts=encrypts), *server))
    redirects = place.front.redirects
    if redirects and redirects.scheme:
        encrypts = encrypts and redirects.scheme == "https"
        lines = (_listen(interface, place.port, encrypts=encrypts), *_papers(encrypts=encrypts), *_redirect(place))
        yield from _block("server", (*lines, "location / { return 404; }"))


def _listen(interface: str, port: int, *, encrypts: bool) -> str:
    return f"listen {interface}:{port} default_server{' ssl' if encrypts else ''};"


def _maps(place: FrontPlace) -> Iterator[str]:
    """Variables with what nginx has to find out about a request before it can say where that goes."""
    front = place.front
    if place.path == place.forwarded_path:
        there = [r'"~^(?<asked_path>[^?]*)" $asked_path;']
    else:
        there = list(_moved(place.path, place.forwarded_path, "below", query=False))
    yield from _block("map $request_uri $path_there", there)
    if front.query.appends:
        more = _text(front.query.appends)
        query = [rf'"~\?(?<asked_query>.+)$" "?$asked_query&{more}";', f'default "?{more}";']
    else:
        query = [r'"~(?<asked_query>\?.*)$" $asked_query;']
    yield from _block("map $request_uri $query_there", query)
    if front.redirects:
        if front.redirects.path is None:
            moved = [f'default "{_text(place.origin)}$request_uri";']
        else:
            moved = list(_moved(front.redirects.path, place.path, "below_entrance", query=True, origin=place.origin))
        yield from _block("map $request_uri $redirected", moved)
    if front.overrides:
        yield from _block("map '$request_method $request_uri' $override", _overrides(front))
    yield from _block(
        "map $http_host $asked_host", ('"~^(?<host_alone>.*):[0-9]+$" $host_alone;', "default $http_host;")
    )
    yield from _block("map $http_host $asked_port", ('"~(?<port_alone>:[0-9]+)$" $port_alone;',))
    if front.headers.longest is not None:
        most = max(front.headers.longest - len("Authorization: "), 0)
        lines = (f'"~^.{{0,{most}}}$" $http_authorization;',)
        yield from _block("map $http_authorization $short_authorization", lines)


def _moved(path: str, to: str, name: str, *, query: bool, origin: str = "") -> Iterator[str]:
    """What lies below one context path lies below another."""
    start, end = _pattern(re.escape(path)), r"(?:\?.*)?$"
    rest = r"(?<NAME>/.*)$" if query else rf"(?<NAME>/[^?]*){end}"
    yield f'"~^{start}{rest.replace("NAME", name)}" "{_text(origin + to)}${name}";'
    bare = r"(?<NAME_bare>\?.*)?$" if query else end
    after = f"${{{name}_bare}}" if query else ""
    yield f'"~^{start}{bare.replace("NAME", name)}" "{_text(origin + (to or "/"))}{after}";'


def _overrides(front: Front) -> Iterator[str]:
    for number, override in enumerate(front.overrides):
        methods = "|".join(sorted(override.match.methods)) or "[A-Z]+"
        yield f'"~^(?:{methods}) {_pattern(override.match.pattern)}(?:\\?.*)?$" {number};'


def _server(place: FrontPlace, product: str, *, encrypts: bool) -> Iterator[str]:
    front = place.front
    yield from _papers(encrypts=encrypts)
    if encrypts:
        yield from _TLS[front.handshake]
    yield "client_max_body_size 0;"
    yield "underscores_in_headers on;"
    # A delay is one error page already: see _override.
    yield "recursive_error_pages on;"
    yield from _proxy(place)
    longest, too_long = front.headers.longest, front.headers.too_long
    if longest is not None and too_long is not TooLong.DROPPED:
        yield f"connection_pool_size {_LEAST};"
        yield f"client_header_buffer_size {longest};"
        yield f"large_client_header_buffers 8 {longest};"
        yield f"error_page 494 ={too_long.value} @too_long;"
        yield from _block("location @too_long", _answer(too_long.value, HTML, error_page(too_long.value)))
    if not place.two_ports:
        yield from _redirect(place)
    pass_on = ('if ($path_there = "") { return 404; }', f"proxy_pass {product}$path_there$query_there;")
    for number, override in enumerate(front.overrides):
        yield from _override(number, override, pass_on)
    if any(each.delay for each in front.overrides):
        yield "location = /.no { internal; return 401; }"
    yield f"error_page 502 504 ={front.when_down} @down;"
    yield from _block("location @down", _answer(front.when_down, HTML, error_page(front.when_down)))
    # Not for the whole server: what nginx asks itself, in order to wait, would come there as well.
    turns = [
        f"if ($override = {number}) {{ rewrite ^ /.override/{number} last; }}"
        for number in range(len(front.overrides))
    ]
    yield from _block("location /", (*turns, *pass_on))


def _papers(*, encrypts: bool) -> tuple[str, ...]:
    return ("ssl_certificate chain.pem;", "ssl_certificate_key key.pem;") if encrypts else ()


def _redirect(place: FrontPlace) -> tuple[str, ...]:
    redirects = place.front.redirects
    return (f"if ($redirected) {{ return {redirects.status} $redirected; }}",) if redirects else ()


def _proxy(place: FrontPlace) -> Iterator[str]:
    front, said = place.front, place.front.forwards
    yield "proxy_http_version 1.1;"
    yield "proxy_connect_timeout 10s;"
    yield "proxy_read_timeout 70s;"
    yield "proxy_redirect off;"
    yield "proxy_next_upstream off;"
    yield 'proxy_set_header Connection "";'
    if said.keeps_address:
        host = _text(said.host) if said.host else "${asked_host}"
        port = f":{said.port}" if said.port else "${asked_port}"
        yield f'proxy_set_header Host "{host}{port}";'
    else:
        yield f'proxy_set_header Host "{urlsplit(place.product_url).netloc}";'
    if told := urlsplit(place.told_origin):
        yield f'proxy_set_header X-Forwarded-Proto "{told.scheme}";'
        yield f'proxy_set_header X-Forwarded-Host "{_text(told.netloc)}";'
    for name in front.headers.drops:
        yield f'proxy_set_header {name} "";'
    dropped = {name.lower() for name in front.headers.drops}
    if front.headers.longest is not None and "authorization" not in dropped:
        yield "proxy_set_header Authorization $short_authorization;"


def _override(number: int, override: Override, pass_on: tuple[str, ...]) -> Iterator[str]:
    lines = list(_done(override, pass_on))
    place = f"location = /.override/{number}"
    if override.delay:
        # nginx waits in no other way by itself: only before it says that somebody is not allowed in.
        waiting = f"auth_delay {int(override.delay * 1000)}ms; auth_request /.no; error_page 401 = @after_{number};"
        yield f"{place} {{ internal; {waiting} }}"
        yield from _block(f"location @after_{number}", lines)
    else:
        yield from _block(place, ("internal;", *lines))


def _done(override: Override, pass_on: tuple[str, ...]) -> Iterator[str]:
    for name, value in override.headers:
        yield f'add_header {name} "{_text(value)}" always;'
    if override.body is None:
        if override.type:
            yield "proxy_hide_header Content-Type;"
            yield f'add_header Content-Type "{_text(override.type)}" always;'
        yield from pass_on
    elif override.location:
        yield f'return {override.status} "{_text(override.location)}";'
    else:
        yield from _answer(override.status, override.type or HTML, override.body)


def _answer(status: int, content_type: str, body: bytes) -> Iterator[str]:
    yield f'default_type "{_text(content_type)}";'
    yield 'set $answer "";'
    for start in range(0, len(body), _CHUNK):
        yield f'set $answer "${{answer}}{_text(body[start : start + _CHUNK])}";'
    yield f"return {status} $answer;"


def _text(said: str | bytes) -> str:
    """Within double quotes, where nginx would take some of it for its own."""
    text = said.decode("utf-8", "surrogateescape") if isinstance(said, bytes) else said
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "${dollar}")


def _pattern(regular_expression: str) -> str:
    """Within double quotes, where a dollar is its end."""
    return regular_expression.replace("\\", "\\\\").replace('"', '\\"')


def nginx_program() -> str | None:
    """Where it is: Debian puts it where only administrators look."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


class NginxFront:
    """A front by nginx, at a port of its own until it is stopped; port 0 is a free one."""

    def __init__(self, front: Front, product_url: str, port: int = 0) -> None:
        program = nginx_program()
        if program is None:
            raise NginxMissing
        with contextlib.ExitStack() as on_failure:
            # nginx takes sockets over from whoever starts it. So nobody else can have the port meanwhile, and
            # whoever calls early waits instead of being refused.
            listening = [on_failure.enter_context(_listening(port))]
            if front.redirects and front.redirects.scheme:
                listening.append(on_failure.enter_context(_listening(0)))
            ports = [each.getsockname()[1] for each in listening]
            self.place = FrontPlace(front, product_url, ports[0], ports[-1])
            made = configuration(self.place)
            self.authority = made.authority
            folder = Path(on_failure.enter_context(tempfile.TemporaryDirectory(prefix="applinks-nginx-")))
            for name, content in made.files.items():
                (folder / name).write_bytes(content)
            self._process = _start(program, folder, listening)
            on_failure.callback(self._end)
            self._await(folder)
            for each in listening:
                # From now on they are nginx's alone: when it is gone, whoever calls is refused.
                each.close()
            self._things = on_failure.pop_all()
        # A process does not end with ours by itself.
        atexit.register(self.stop)

    def stop(self) -> None:
        atexit.unregister(self.stop)
        self._things.close()

    def _await(self, folder: Path) -> None:
        deadline = time.monotonic() + READY
        while not (folder / PROCESS_ID).exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._end()
                said = (folder / "said").read_text(errors="replace").strip()
                raise NginxFailed(product_url=self.place.product_url, said=said or "it said nothing")
            time.sleep(0.005)

    def _end(self) -> None:
        deadline = time.monotonic() + STOPPED
        while time.monotonic() < deadline:
            # Again and again: just after its start nginx takes note of the first, and waits for one more.
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.2)
                return
        self._process.kill()
        self._process.wait()


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError:
        listening.close()
        raise
    listening.listen(128)
    return listening


def _start(program: str, folder: Path, listening: list[socket.socket]) -> "subprocess.Popen[bytes]":
    numbers = [each.fileno() for each in listening]
    # Else root's nginx would work as a user who may not look into the folder.
    user = ("-g", "user root;") if os.geteuid() == 0 else ()
    environment = os.environ | {"NGINX": "".join(f"{number};" for number in numbers)}
    with (folder / "said").open("wb") as said:
        return subprocess.Popen(  # noqa: S603 (the program is nginx)
            [program, *COMMAND[1:], *user],
            cwd=folder,
            env=environment,
            pass_fds=numbers,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )

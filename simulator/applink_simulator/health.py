"""``applinks health``: whether a product answers; what a container's engine asks every few seconds.

It starts anew each time, so it takes the standard library alone and as little of it as will do: what reads options
and HTTP for the other commands takes longer to import than the question takes.
"""

import json
import os
import socket
import sys
from collections.abc import Sequence
from urllib.parse import urlsplit

from applink_simulator.domain.health_check import CONTEXT_PATH, HEALTH_CHECK, MANIFEST

HEALTHY, UNHEALTHY, MISTAKEN = 0, 1, 2
MOST_BYTES = 1_000_000
SECONDS = 3.0
"""What each part of the answer may take."""
USAGE = """Usage: applinks health [URL]

  Ask the product at URL, its base URL, for its manifest; without a URL the
  one that serves on this machine: at 127.0.0.1 and the port APPLINKS_PORT,
  8080 unless said, whatever its context path.

  A product neither writes such a question down nor answers it with a fault.
  The exit status is 0 when it answers, 1 when it does not, 2 when it was
  called wrongly."""


class _Wrong(Exception):
    """It is called wrongly."""


def main(arguments: Sequence[str]) -> int:
    if any(each in ("-h", "--help") for each in arguments):
        print(USAGE)  # noqa: T201
        return HEALTHY
    try:
        if len(arguments) > 1 or any(each.startswith("-") for each in arguments):
            raise _Wrong("it takes one URL, or none.")
        said = _manifest_at(arguments[0].rstrip("/")) if arguments else _manifest_here()
    except _Wrong as wrong:
        print(f"applinks health: {wrong}\n\n{USAGE}", file=sys.stderr)  # noqa: T201
        return MISTAKEN
    except (OSError, ValueError, KeyError, TypeError) as problem:
        print(f"Not healthy: {problem or type(problem).__name__}", file=sys.stderr)  # noqa: T201
        return UNHEALTHY
    print(said)  # noqa: T201
    return HEALTHY


def _manifest_here() -> str:
    port = os.environ.get("APPLINKS_PORT") or "8080"
    if not port.isascii() or not port.isdigit():
        raise _Wrong(f"APPLINKS_PORT is {port!r}, which is no port.")
    here = f"http://127.0.0.1:{port}"
    status, headers, _ = ask(here + MANIFEST)
    return _manifest_at(here + headers.get(CONTEXT_PATH, "") if status == 404 else here)


def _manifest_at(url: str) -> str:
    status, _, body = ask(url + MANIFEST)
    if status != 200:
        raise ValueError(f"{url} answers {status} instead of its manifest")
    try:
        manifest = json.loads(body)
        return f"{manifest['name']} ({manifest['typeId']} {manifest['version']}) answers at {url}"
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{url} answers, but not with a manifest") from None


def ask(url: str) -> tuple[int, dict[str, str], bytes]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https") or not url.isascii() or not url.isprintable() or " " in url:
        raise _Wrong("URL is a product's base URL, http or https.")
    encrypted = parts.scheme == "https"
    asked = f"GET {parts.path} HTTP/1.0\r\nHost: {parts.netloc.rpartition('@')[2]}\r\n"
    asked += f"User-Agent: {HEALTH_CHECK}\r\nAccept: application/json\r\n\r\n"
    with socket.create_connection((host, port or (443 if encrypted else 80)), timeout=SECONDS) as plain:
        connection = plain
        if encrypted:
            import ssl

            connection = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection.sendall(asked.encode())
        answer = bytearray()
        while (chunk := connection.recv(65536)) and len(answer) < MOST_BYTES:
            answer += chunk
    head, _, body = bytes(answer).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ", 2)
    if len(words) < 2 or not words[0].startswith("HTTP/") or not words[1].isdigit():
        raise ValueError(f"{url} does not speak HTTP")
    pairs = (line.partition(":") for line in lines)
    return int(words[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}, body


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``applinks health``: whether a product answers; what a container's engine asks every few seconds.

The standard library alone, and as little of it as possible: it starts anew each time.
"""

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import click

from applink_simulator.domain.health import CONTEXT_PATH, HEALTH_CHECK, MANIFEST

UNHEALTHY = 1
"""Exit status: nobody answers there, or no product."""


@click.command()
@click.argument("url", required=False)
@click.option("--port", type=click.IntRange(1, 65535), envvar="APPLINKS_PORT", default=8080, show_default=True)
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=3.0, show_default=True, help="In seconds."
)
@click.pass_context
def health(ctx: click.Context, url: str | None, port: int, timeout: float) -> None:
    """Ask the product at URL, its base URL, for its manifest; without a URL the one that serves on this machine.

    That one is asked at 127.0.0.1 and its port, whatever its context path. A product neither writes such a question
    down nor answers it with a fault. The exit status is 0 when it answers, 1 when it does not, 2 when it was called
    wrongly.
    """
    asked = f"http://127.0.0.1:{port}" if url is None else url.rstrip("/")
    try:
        status, headers, body = _ask(asked + MANIFEST, timeout)
        if url is None and (path := headers.get(CONTEXT_PATH)):
            asked += path
            status, headers, body = _ask(asked + MANIFEST, timeout)
    except (OSError, HTTPException, ValueError) as problem:
        click.echo(f"{asked} does not answer: {problem or type(problem).__name__}", err=True)
        ctx.exit(UNHEALTHY)
    if status != 200:
        click.echo(f"{asked} answers {status} instead of its manifest.", err=True)
        ctx.exit(UNHEALTHY)
    try:
        manifest = json.loads(body)
        said = f"{manifest['name']} ({manifest['typeId']} {manifest['version']}) answers at {asked}."
    except (ValueError, TypeError, KeyError):
        click.echo(f"{asked} answers, but not with a manifest.", err=True)
        ctx.exit(UNHEALTHY)
    click.echo(said)


def _ask(url: str, timeout: float) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise click.UsageError("URL is a product's base URL, http or https.")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=timeout)
    try:
        connection.request("GET", parts.path, headers={"User-Agent": HEALTH_CHECK, "Accept": "application/json"})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read(1_000_000)
    finally:
        connection.close()

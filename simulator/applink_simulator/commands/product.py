"""``applinks product``: one product in a process of its own, which is what a container runs."""

import os
import signal
import sys
from pathlib import Path

import click

from applink_simulator import __version__
from applink_simulator.commands.control_token import control_token_options, read_control_token
from applink_simulator.domain.errors import ApplinkError, StorageUrlInvalid
from applink_simulator.domain.urls import is_web_address
from applink_simulator.topology.bell import ENDING, Bell

IN_A_CONTAINER = Path("/etc/applinks/topology.yaml")
"""Where a topology is mounted."""
DEFAULT_TOPOLOGY = "shared-userbase"

MISTAKEN = 1
"""Exit status: the topology has mistakes."""
CANNOT_SERVE = 3
"""Exit status: the port is in use, or the storage cannot be used."""


@click.command()
@click.option(
    "--topology",
    envvar="APPLINKS_TOPOLOGY",
    show_envvar=True,
    help=f"A topology file, or a ready topology by its name. [default: {IN_A_CONTAINER} if there is one, else "
    f"{DEFAULT_TOPOLOGY}]",
)
@click.option(
    "--name",
    envvar="APPLINKS_PRODUCT",
    show_envvar=True,
    help="Which of its products this one is; not needed when there is only one.",
)
@click.option(
    "--base-url",
    envvar="APPLINKS_BASE_URL",
    show_envvar=True,
    help="The address that people and other products use. [default: http://, host and port, and the product's "
    "context path; localhost where it listens everywhere]",
)
@click.option(
    "--host", envvar="APPLINKS_HOST", default="127.0.0.1", show_default=True, help="The address to listen at."
)
@click.option(
    "--port",
    envvar="APPLINKS_PORT",
    show_envvar=True,
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="The port to listen at; 0 is a free one.",
)
@click.option(
    "--storage",
    envvar="APPLINKS_STORAGE",
    show_envvar=True,
    default="memory",
    show_default=True,
    help="Where it remembers: memory, sqlite:////data/state.db, or postgresql://USER:PASSWORD@HOST/DATABASE.",
)
@click.option(
    "--userbases",
    envvar="APPLINKS_USERBASES",
    show_envvar=True,
    default="",
    help="The database of the people, where products share them. [default: the storage]",
)
@control_token_options
@click.option(
    "--workers",
    envvar="APPLINKS_WORKERS",
    show_envvar=True,
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes answer at its address; more than one need a storage other than memory.",
)
@click.option(
    "--log",
    "form",
    envvar="APPLINKS_LOG",
    show_envvar=True,
    type=click.Choice(["json", "text"]),
    default="text",
    show_default=True,
    help="What its log is for: json for machines, text for people.",
)
@click.pass_context
def product(
    ctx: click.Context,
    topology: str | None,
    name: str | None,
    base_url: str | None,
    host: str,
    port: int,
    storage: str,
    userbases: str,
    control_token: str,
    control_token_file: Path | None,
    workers: int,
    form: str,
) -> None:
    """Serve ONE product of a topology until SIGTERM or Ctrl-C.

    When its storage is empty it is furnished as the topology says, without the links: `applinks links` makes those
    once all products answer. When its storage remembers, it goes on from there.

    The exit status is 0 when it was ended, 1 when the topology has mistakes, 2 when it was called wrongly, 3 when the
    product cannot be served, for instance because the port is in use, the storage cannot be used, or its workers die
    one after the other.
    """
    ended = Bell(ENDING)
    base_url = _base_url(base_url)
    token = read_control_token(control_token, control_token_file)
    if topology is None:
        topology = str(IN_A_CONTAINER) if IN_A_CONTAINER.exists() else DEFAULT_TOPOLOGY

    from applink_simulator.topology.reading import NoSuchProduct, Reading, TopologyUnusable

    reading = Reading(topology, name or "")
    # While the other process reads.
    from applink_simulator.storage.choose import MEMORY, load
    from applink_simulator.topology.birth import Birth
    from applink_simulator.topology.log import Form, Log
    from applink_simulator.topology.product_process import ProductProcess

    if workers > 1 and storage in MEMORY:
        reading.give_up()
        raise click.UsageError(
            f"{workers} workers share what the product remembers, and memory is each process's own: "
            "name a database with --storage or APPLINKS_STORAGE, such as sqlite:///state.db."
        )
    load(storage)
    try:
        installed = reading.result()
    except TopologyUnusable as mistakes:
        click.echo(str(mistakes), err=True)
        ctx.exit(MISTAKEN)
    except NoSuchProduct as unknown:
        raise click.UsageError(f"{unknown} Say it with --name or APPLINKS_PRODUCT.") from None
    except ApplinkError as problem:
        click.echo(str(problem), err=True)
        ctx.exit(CANNOT_SERVE)
    if os.getpid() == 1:
        # The first process of a container inherits those that have lost their parents: nobody else buries them.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    log = Log(installed.character.name, Form(form))
    for warning in installed.warnings:
        log.say("warning", "warning", about="the topology", said=warning)
    birth = Birth(
        installed,
        host=host,
        port=port,
        base_url=base_url,
        storage=storage,
        userbases=userbases,
        control_token=token,
        workers=workers,
    )

    def say_ready(url: str, was_new: bool) -> None:  # noqa: FBT001
        log.say(
            "ready",
            url=url,
            kind=installed.character.kind,
            version=__version__,
            workers=workers if workers > 1 else None,
            state="furnished" if was_new else "remembered",
        )

    try:
        if workers > 1:
            from applink_simulator.topology.crew.product import lead_crew

            ctx.exit(lead_crew(birth, log, say_ready, is_over=lambda: ended.has_rung))
        process = ProductProcess(birth, birth.listen(), log)
    except StorageUrlInvalid as wrong:
        raise click.UsageError(str(wrong)) from None
    except ApplinkError as problem:
        click.echo(str(problem), err=True)
        ctx.exit(CANNOT_SERVE)
    say_ready(process.url, process.was_new)
    ended.wait()
    log.say("stopping")
    process.stop()
    log.say("stopped")
    sys.stdout.flush()


def _base_url(given: str | None) -> str:
    url = (given or "").rstrip("/")
    if url and (not is_web_address(url) or "?" in url or "#" in url or "@" in url):
        raise click.BadParameter(
            "it is an address, http or https, with a path at most, such as https://jira.example/jira.",
            param_hint="--base-url or APPLINKS_BASE_URL",
        )
    return url

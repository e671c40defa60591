"""``applinks compose``: a topology as a compose file."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click

from applink_simulator.domain.errors import ApplinkError

MISTAKEN = 1
"""Exit status: the topology has mistakes, or cannot be said in a compose file."""
TRAFFIC = "applink_simulator.traffic"
"""Entry-point group: what puts load on products, for a compose file."""
OF_LOAD = ("--users", "--run-time", "--spawn-rate", "--shape", "--rate", "--check", "--presign", "--fail-if")
"""Handed on to ``applinks load``, which says what they mean."""


def _of_load(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(OF_LOAD):
        command = click.option(option, multiple=True, metavar="...", help=f"{option} of `applinks load`.")(command)
    return command


@click.command()
@click.argument("topology")
@click.option("--image", help="Which image to run. [default: that of this version]")
@click.option(
    "--port-base",
    type=click.IntRange(1, 65000),
    default=8080,
    show_default=True,
    help="Give products without a port of their own ports from here on.",
)
@click.option(
    "--load",
    "profile",
    metavar="PROFILE",
    help="Let it put that load on the products, too: see `applinks load --help`.",
)
@click.option("--workers", type=click.IntRange(1, 1000), help="Containers that make the load together. [default: 1]")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="For the load's key, its topology and its reports. [default: applinks-load]",
)
@click.option("--load-image", help="Which image makes the load. [default: that of this version]")
@_of_load
@click.pass_context
def compose(
    ctx: click.Context,
    /,
    topology: str,
    image: str | None,
    port_base: int,
    profile: str | None,
    workers: int | None,
    folder: Path | None,
    load_image: str | None,
    **of_load: tuple[str, ...],
) -> None:
    """Print a compose file that runs the products of a TOPOLOGY and links them.

    A topology file is mounted from where it lies now; a ready topology is in the image. With --load a master and its
    workers put load on them: `docker compose up --exit-code-from load-master` has the exit status of `applinks load`.

    The exit status is 0, 1 when the topology has mistakes, 2 when it was called wrongly.
    """
    from applink_simulator.topology.backends.docker.names import host_names
    from applink_simulator.topology.compose import IMAGE, LOAD_IMAGE, compose_file, urls_of
    from applink_simulator.topology.load import load
    from applink_simulator.topology.named import file_of, is_ready

    wished = [
        part
        for option in OF_LOAD
        for value in of_load[option.removeprefix("--").replace("-", "_")]
        for part in (option, value)
    ]
    about_load = {"--workers": workers, "--folder": folder, "--load-image": load_image}
    meant = [option for option, value in about_load.items() if value is not None] + wished
    if profile is None and meant:
        raise click.UsageError(f"{meant[0]} is about load: say with --load PROFILE which.")
    try:
        path = file_of(topology)
        wanted = load(path)
        file = None if is_ready(topology) else path
        hosts = host_names(wanted.products)
        traffic = None
        if profile is not None:
            urls = urls_of(wanted, hosts, port_base)
            traffic = _traffic()(
                wanted, urls, profile, wished, workers=workers or 1, folder=folder or Path("applinks-load")
            )
            traffic = replace(traffic, image=load_image or LOAD_IMAGE)
            wanted, file = traffic.topology, traffic.topology_file
        said = compose_file(
            wanted,
            hosts,
            called=topology,
            file=file,
            image=image or IMAGE,
            port_base=port_base,
            traffic=traffic,
        )
    except ApplinkError as problem:
        click.echo(str(problem), err=True)
        ctx.exit(MISTAKEN)
    click.echo(said, nl=False)


def _traffic() -> Any:
    (entry,) = entry_points(group=TRAFFIC)
    return entry.load()

"""``applinks image``: build the container image, and check what it costs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from applink_simulator.domain.errors import ApplinkError

if TYPE_CHECKING:
    from docker import DockerClient

MISSED = 1
"""Exit status: a target is missed."""
NOT_DONE = 3
"""Exit status: no engine, no base image, or a build that failed."""


@click.group()
def image() -> None:
    """Build the container image, and check what it costs."""


@image.command("build")
@click.option(
    "--wheels",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder with the wheels that are installed, where no package index is reached; fetched unless given.",
)
@click.option(
    "--base-image",
    envvar="BASE_IMAGE",
    default="python:3.13-slim",
    show_default=True,
    help="Any image with Python 3.11 or newer and its module venv.",
)
@click.option("--load", is_flag=True, help="One that puts load on products, too: with Locust, and larger.")
@click.option("--tag", help="What it is called. [default: applink-simulator, or applink-simulator-load]")
@click.option("--no-cache", is_flag=True, help="Build all of it anew.")
@click.pass_context
def build_image(
    ctx: click.Context, wheels: Path | None, base_image: str, tag: str | None, *, load: bool, no_cache: bool
) -> None:
    """Build the image with the container engine at DOCKER_HOST.

    The same commit gives the same layers. The exit status is 0 when it is built, 2 when it was called wrongly, 3 when
    it cannot be built.
    """
    from applink_simulator.image.build import LOAD_TAG, TAG, build

    with _engine(ctx) as client:
        built = build(
            client,
            base_image=base_image,
            wheelhouse=wheels,
            tag=tag or (LOAD_TAG if load else TAG),
            load=load,
            cached=not no_cache,
            say=lambda line: click.echo(line, err=True),
        )
    click.echo(f"{built.tag}: {_mb(built.size)}, which is {_mb(built.above_base)} above {base_image}")


@image.command("check")
@click.option("--tag", default="applink-simulator", show_default=True, help="Which image.")
@click.option("--storage", default="", help="Another storage than the image's own, such as memory.")
@click.option("--runs", type=click.IntRange(1, 50), default=5, show_default=True, help="How often it is started.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def check_image(ctx: click.Context, tag: str, storage: str, runs: int, *, as_json: bool) -> None:
    """Run the image, hardened, and tell its size, the time to its first manifest, and its memory.

    The exit status is 0 when all targets are met, 1 when one is missed, 2 when it was called wrongly, 3 when it
    cannot be run.
    """
    from applink_simulator.image.check import cost_of

    with _engine(ctx) as client:
        cost = cost_of(client, tag, storage=storage, runs=runs)
    if as_json:
        told = {
            "above_base": cost.above_base,
            "seconds": cost.seconds,
            "resident": cost.resident,
            "own": cost.own,
            "engine_says": cost.engine_says,
            "met": cost.met,
        }
        click.echo(json.dumps(told))
    else:
        runs_told = ", ".join(f"{each:.2f}" for each in cost.seconds)
        click.echo(f"above the base:              {_mb(cost.above_base)}")
        click.echo(f"run to first manifest:       {cost.start:.2f} s, the median of {runs_told}")
        click.echo(f"resident once ready:         {_mb(cost.resident)}, of which {_mb(cost.own)} shared with nobody")
        click.echo(f"memory as docker stats says: {_mb(cost.engine_says)}")
        for target, met in cost.met.items():
            click.echo(f"{'met' if met else 'MISSED'}: {target}")
    ctx.exit(0 if all(cost.met.values()) else MISSED)


@contextmanager
def _engine(ctx: click.Context) -> "Iterator[DockerClient]":
    from applink_simulator.topology.engine import engine

    try:
        client = engine()
        try:
            yield client
        finally:
            client.close()
    except ApplinkError as problem:
        click.echo(str(problem), err=True)
        ctx.exit(NOT_DONE)


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"

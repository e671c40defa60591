"""What the commands have in common that want the container engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from applink_simulator.domain.errors import ApplinkError

if TYPE_CHECKING:
    from docker import DockerClient

NOT_DONE = 3
"""Exit status: there is no engine, or it does not do what it is asked for."""


@contextmanager
def with_engine(ctx: click.Context) -> "Iterator[DockerClient]":
    """Ends the command with what went wrong, in words, where something does."""
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

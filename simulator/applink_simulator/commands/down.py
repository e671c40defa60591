"""``applinks down``: the end of what ``applinks up`` has started."""

import click

from applink_simulator.commands.with_engine import with_engine


@click.command()
@click.argument("run", required=False)
@click.pass_context
def down(ctx: click.Context, run: str | None) -> None:
    """End a RUN of `applinks up`, or the only one there is, and remove all that it remembers.

    The exit status is 0 when it is gone, 3 when there is no such run or no container engine.
    """
    with with_engine(ctx) as client:
        from applink_simulator.topology.backends.docker import background

        click.echo(f"{background.down(client, run)} is gone.")

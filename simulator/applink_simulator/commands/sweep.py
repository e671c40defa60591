"""``applinks sweep``: what test runs that were killed have left in the container engine."""

import click

from applink_simulator.commands.with_engine import with_engine


@click.command()
@click.pass_context
def sweep(ctx: click.Context) -> None:
    """Remove the containers, networks and volumes of runs whose processes are gone.

    What a process that lives has started stays, and so do the runs of `applinks up` and whatever is not ours. The
    exit status is 0, or 3 when there is no container engine.
    """
    with with_engine(ctx) as client:
        from applink_simulator.topology.backends.docker.sweep import sweep as sweep_engine

        swept = sweep_engine(client)
        click.echo(f"Removed what was left of {', '.join(swept)}." if swept else "Nothing was left behind.")

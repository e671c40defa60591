"""``applinks up``: a topology in containers, in the background."""

import json
from pathlib import Path

import click

from applink_simulator.commands.with_engine import with_engine

MISTAKEN = 1
"""Exit status: the topology has mistakes."""


@click.command()
@click.argument("topology")
@click.option("--name", help="What to call the run. [default: the topology's name]")
@click.option(
    "--port-base",
    type=click.IntRange(1, 65000),
    help="Give products without a port of their own ports from here on. [default: free ones from 8080 on]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the token of the control surfaces.")
@click.pass_context
def up(ctx: click.Context, topology: str, name: str | None, port_base: int | None, *, as_json: bool) -> None:
    """Start the products of a TOPOLOGY in containers, linked, and leave them running.

    Browsers on this machine reach them by names that end in .localhost. What is done there stays until
    `applinks down`. The exit status is 0 when all of them answer, 1 when the topology has mistakes, 2 when it was
    called wrongly, 3 when they cannot be started, for instance because there is no container engine.
    """
    from applink_simulator.topology.mistakes import TopologyMistakes
    from applink_simulator.topology.named import NoSuchTopology, topology_named

    try:
        wanted = topology_named(topology)
    except (TopologyMistakes, NoSuchTopology) as mistakes:
        click.echo(str(mistakes), err=True)
        ctx.exit(MISTAKEN)
    with with_engine(ctx) as client:
        from applink_simulator.topology.backends.docker import background
        from applink_simulator.topology.backends.docker.names import host_name
        from applink_simulator.topology.ready import print_places

        called = name or host_name(Path(topology).stem)
        ready = background.up(
            client,
            wanted,
            topology,
            name=called,
            port_base=port_base,
            say=lambda line: click.echo(line, err=True),
        )
        if as_json:
            click.echo(json.dumps(ready, ensure_ascii=False))
        else:
            print_places(ready)
            click.echo(f"\n`applinks down {called}` ends it, `applinks logs {called}` shows what it does.")

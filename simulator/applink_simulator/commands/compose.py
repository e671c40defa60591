"""``applinks compose``: a topology as a compose file."""

import click

from applink_simulator.domain.errors import ApplinkError

MISTAKEN = 1
"""Exit status: the topology has mistakes, or cannot be said in a compose file."""


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
@click.pass_context
def compose(ctx: click.Context, topology: str, image: str | None, port_base: int) -> None:
    """Print a compose file that runs the products of a TOPOLOGY and links them.

    A topology file is mounted from where it lies now; a ready topology is in the image. The exit status is 0, 1 when
    the topology has mistakes, 2 when it was called wrongly.
    """
    from applink_simulator.topology.backends.docker.names import host_names
    from applink_simulator.topology.compose import IMAGE, compose_file
    from applink_simulator.topology.load import load
    from applink_simulator.topology.named import file_of, is_ready

    try:
        path = file_of(topology)
        wanted = load(path)
        file = None if is_ready(topology) else path
        hosts = host_names(wanted.products)
        said = compose_file(wanted, hosts, called=topology, file=file, image=image or IMAGE, port_base=port_base)
    except ApplinkError as problem:
        click.echo(str(problem), err=True)
        ctx.exit(MISTAKEN)
    click.echo(said, nl=False)

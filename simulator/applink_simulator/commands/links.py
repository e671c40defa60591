"""``applinks links``: the links of a topology, between products that run somewhere."""

from pathlib import Path

import click

from applink_simulator.commands.control_token import control_token_options, read_control_token
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.urls import is_web_address

MISTAKEN = 1
"""Exit status: the topology has mistakes."""
NOT_MADE = 3
"""Exit status: a product does not answer in time, or refuses a link."""


@click.command()
@click.argument("topology", envvar="APPLINKS_TOPOLOGY")
@click.option(
    "--at",
    "addresses",
    multiple=True,
    metavar="NAME=URL",
    help="Where one of its products is reached from here, for each that has links.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    help="How many seconds to wait until all of them answer.",
)
@control_token_options
@click.pass_context
def links(
    ctx: click.Context,
    topology: str,
    addresses: tuple[str, ...],
    wait: float,
    control_token: str,
    control_token_file: Path | None,
) -> None:
    """Make the links of a TOPOLOGY, as its administrators would, between products that run somewhere.

    It waits until all products answer. A link that is there is left as it is; of one that is there in part, the rest
    is made. The exit status is 0 when all links are there, 1 when the topology has mistakes, 2 when it was called
    wrongly, 3 when a product does not answer or refuses a link.
    """
    from applink_simulator.topology.addresses import Addresses
    from applink_simulator.topology.mistakes import TopologyMistakes
    from applink_simulator.topology.named import NoSuchTopology, topology_named
    from applink_simulator.topology.wishes import complete_link
    from applink_simulator.transport.http import HttpTransport

    urls = dict(_address(each) for each in addresses)
    token = read_control_token(control_token, control_token_file)
    try:
        wanted = topology_named(topology)
    except (TopologyMistakes, NoSuchTopology) as mistakes:
        click.echo(str(mistakes), err=True)
        ctx.exit(MISTAKEN)
    if unknown := urls.keys() - wanted.products.keys():
        raise click.UsageError(f"{topology} has no product {min(unknown)}; it has {', '.join(wanted.products)}.")
    linked = dict.fromkeys(name for link in wanted.links for name in (link.from_, link.to))
    if missing := [name for name in linked if name not in urls]:
        raise click.UsageError(f"Where is {missing[0]}? Say it with --at {missing[0]}=URL.")
    transport = HttpTransport()
    try:
        stage = Addresses(wanted, {name: urls[name] for name in linked}, transport, token)
        stage.wait(wait)
        for link in wanted.links:
            made = complete_link(stage, link)
            click.echo(f"{link.from_} and {link.to}: {'linked' if made else 'linked already, left as it is'}")
    except ApplinkError as problem:
        click.echo(str(problem), err=True)
        ctx.exit(NOT_MADE)
    finally:
        transport.close()
    if not wanted.links:
        click.echo("The topology has no links.")


def _address(given: str) -> tuple[str, str]:
    name, mark, url = given.partition("=")
    url = url.rstrip("/")
    if not name or not mark or not is_web_address(url) or "@" in url or "?" in url or "#" in url:
        raise click.BadParameter(f"{given!r} is no NAME=URL, such as jira=http://jira:8080/jira.", param_hint="--at")
    return name, url

"""``applinks ps``: what runs in containers."""

import json

import click

from applink_simulator.commands.with_engine import with_engine


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def ps(ctx: click.Context, *, as_json: bool) -> None:
    """List the runs in containers, those of tests too, with their products and where these are.

    The exit status is 0, or 3 when there is no container engine.
    """
    with with_engine(ctx) as client:
        from applink_simulator.topology.backends.docker import background

        found = background.runs(client)
        if as_json:
            click.echo(json.dumps([run.document() for run in found], ensure_ascii=False))
        elif not found:
            click.echo("Nothing runs in containers.")
        else:
            for run in found:
                ends = "until `applinks down`" if run.kept else "until the tests that have started it end"
                click.echo(f"{run.name}  {run.topology + ', ' if run.topology else ''}{ends}")
                for product in run.products:
                    click.echo(f"    {product.name}  {product.url}  {product.state}")

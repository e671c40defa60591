"""``applinks logs``: what products in containers say."""

import threading

import click

from applink_simulator.commands.with_engine import with_engine


@click.command()
@click.argument("run", required=False)
@click.argument("product", required=False)
@click.option("--follow", "-f", is_flag=True, help="Go on until Ctrl-C.")
@click.pass_context
def logs(ctx: click.Context, run: str | None, product: str | None, *, follow: bool) -> None:
    """Show what the products of a RUN have done, or one PRODUCT of it, or those of the only run of `applinks up`.

    The exit status is 0, or 3 when there is no such run or product, or no container engine.
    """
    lock = threading.Lock()

    def tell(name: str, line: str) -> None:
        with lock:
            click.echo(f"{name} | {line}")

    with with_engine(ctx) as client:
        from applink_simulator.topology.backends.docker import background

        background.logs(client, run, product, follow=follow, tell=tell)

"""``applinks health`` among the other commands, for whoever reads what there is."""

import click

from applink_simulator import health as check


@click.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
    short_help="Ask whether a product answers: exit status 0 when it does.",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def health(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    """What ``start.py`` does without importing this."""
    ctx.exit(check.main(arguments))

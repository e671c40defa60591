"""``python -m applink_load.soak``."""

import random
import sys
from pathlib import Path

import click

from applink_load.soak.page import page, table
from applink_load.soak.run import run
from applink_simulator.domain.errors import ApplinkError


@click.command()
@click.option("--minutes", type=click.FloatRange(0.1, 600), default=10.0, show_default=True)
@click.option("--seed", type=int, help="Which faults come when, and what people choose. [default: another each time]")
@click.option("--json", "to", type=click.Path(path_type=Path, dir_okay=False), help="Keep the figures there.")
@click.option("--page", "page_to", type=click.Path(path_type=Path, dir_okay=False), help="Write docs/soak.md there.")
@click.option("--quiet", is_flag=True, help="Do not tell each fault as it comes.")
@click.pass_context
def soak(
    ctx: click.Context,
    *,
    minutes: float,
    seed: int | None,
    to: Path | None,
    page_to: Path | None,
    quiet: bool,
) -> None:
    """Put load on five linked products while faults come and go; 1 when something was not as it should be."""
    chosen = random.randrange(10_000) if seed is None else seed  # noqa: S311
    command = f"tox -e soak -- --minutes {minutes:g} --seed {chosen}"
    click.echo(f"{minutes:g} minutes, seed {chosen}; the same again: {command}")
    try:
        result = run(minutes * 60, chosen, command, (lambda _: None) if quiet else click.echo)
    except ApplinkError as problem:
        raise click.ClickException(f"The soak could not go on. {problem}") from problem
    for path, text in ((to, result.document()), (page_to, page(result))):
        if path is not None:
            path.write_text(text, encoding="utf-8")
    click.echo()
    click.echo(table(result.checks))
    for each in result.found():
        click.echo(f"\n{each}")
    click.echo(f"\n{result.requests:,} requests; {'all as it should be' if result.passed else 'NOT as it should be'}")
    sys.stdout.flush()
    ctx.exit(0 if result.passed else 1)

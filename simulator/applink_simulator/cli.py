"""The command ``applinks``; other packages of the distribution add commands through an entry point."""

import importlib
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import click

from applink_simulator import __version__
from applink_simulator.commands import OWN
from applink_simulator.commands.control_token import control_token_options, read_control_token
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.bell import ENDING, Bell

if TYPE_CHECKING:
    from applink_simulator.topology.examination import Examined
    from applink_simulator.topology.load import Topology
    from applink_simulator.topology.running import RunningTopology
    from applink_simulator.transport.http import HttpTransport

COMMANDS = "applink_simulator.commands"
"""Entry-point group: name to click command."""

FEWEST_PRODUCTS = 2
"""So many keys are begun before anything is read or imported."""

MISTAKEN = 1
"""Exit status: the topology file has mistakes."""
CANNOT_SERVE = 3
"""Exit status: a port is in use, or a link that the file wishes for cannot be made."""
FOUND = 1
"""Exit status: a link that was examined does not work."""
CANNOT_ASK = 3
"""Exit status: the product cannot be reached, or does not answer that person."""


class Commands(click.Group):
    """Finds commands of other packages without importing them before they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *OWN, *entry_points(group=COMMANDS).names})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        found = super().get_command(ctx, name)
        if found is None and name in OWN:
            module, _, attribute = OWN[name].partition(":")
            found = getattr(importlib.import_module(module), attribute)
        if found is None:
            for entry in entry_points(group=COMMANDS, name=name):
                try:
                    found = entry.load()
                except ImportError as problem:
                    found = _out_of_order(name, problem)
        return found


def _out_of_order(name: str, problem: ImportError) -> click.Command:
    """One command that cannot be loaded must not take the others along."""

    def tell() -> None:
        raise click.ClickException(f"{name} cannot be loaded: {problem}")

    return click.Command(name, callback=tell, help=f"Cannot be loaded: {problem}")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="applinks")
def main() -> None:
    """Simulate products that are joined by application links, and test how the links behave.

    Independent of Atlassian; its products are imitated, none of them is included.
    """


@main.command()
def schema() -> None:
    """Print the JSON Schema of topology files; editors complete from it."""
    from applink_simulator.topology.schema import topology_schema

    click.echo(json.dumps(topology_schema(), indent=2, ensure_ascii=False))


@main.command()
@click.argument("topology")
@click.option(
    "--port-base", type=click.IntRange(1, 65000), help="Give products without a port of their own ports from here on."
)
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what runs where, as JSON, once every product answers.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
@click.option(
    "--workers",
    envvar="APPLINKS_WORKERS",
    show_envvar=True,
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes answer for each product; more than one keep state in files that are gone afterwards.",
)
@control_token_options
@click.pass_context
def serve(
    ctx: click.Context,
    topology: str,
    port_base: int | None,
    ready_file: Path | None,
    control_token: str,
    control_token_file: Path | None,
    workers: int,
    *,
    as_json: bool,
) -> None:
    """Serve the products of a TOPOLOGY file, or of a ready topology by its name, until Ctrl-C or SIGTERM.

    The exit status is 0 when it was ended, 1 when the file has mistakes, 2 when it was called wrongly,
    3 when the products cannot be served, for instance because a port is in use.
    """
    if workers > 1:
        from applink_simulator.topology.backends.processes.site import processes

        start: Callable[..., RunningTopology] = partial(processes, workers=workers, backend="crews")
    else:
        from applink_simulator.topology import keys

        keys.begin(FEWEST_PRODUCTS)
        from applink_simulator.topology.backends.served import served

        start = served
    from applink_simulator.topology.mistakes import TopologyMistakes
    from applink_simulator.topology.ready import print_places, ready_document

    token = read_control_token(control_token, control_token_file)
    ended = Bell(ENDING)
    try:
        wanted = _load(topology)
    except TopologyMistakes as mistakes:
        click.echo(str(mistakes), err=True)
        ctx.exit(MISTAKEN)
    for warning in wanted.warnings:
        click.echo(f"warning: {warning}", err=True)
    try:
        running = start(wanted, port_base=port_base, control_token=token)
    except ApplinkError as problem:
        click.echo(str(problem), err=True)
        ctx.exit(CANNOT_SERVE)
    with running:
        ready = ready_document(running, controlled=bool(token))
        if ready_file is not None:
            _write_whole(ready_file, json.dumps(ready, indent=2, ensure_ascii=False))
        if as_json:
            click.echo(json.dumps(ready, ensure_ascii=False))
        else:
            print_places(ready)
            click.echo("\nCtrl-C ends it.")
        sys.stdout.flush()
        ended.wait()
    if not as_json:
        click.echo("Ended.")


@main.command()
@click.argument("url")
@click.option("--as-user", metavar="NAME", envvar="APPLINKS_USER", help="An administrator's; or APPLINKS_USER.")
@click.option("--password", envvar="APPLINKS_PASSWORD", help="Better given as APPLINKS_PASSWORD, or when asked.")
@click.option(
    "--trust",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A PEM file with an authority to trust, beside those of this machine.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def diagnose(
    ctx: click.Context, url: str, as_user: str | None, password: str | None, trust: Path | None, *, as_json: bool
) -> None:
    """Tell what is wrong with the links of the product at URL, its base URL, and what to look at.

    It asks a product that runs, a real one or one of ours, as one of its administrators, and changes nothing. The
    exit status is 0 when all links are connected, 1 when something was found, 2 when it was called wrongly, 3 when
    the product cannot be reached or does not answer that person.
    """
    from applink_simulator.domain.urls import is_web_address
    from applink_simulator.topology.examination import examine
    from applink_simulator.transport.http import HttpTransport

    if not is_web_address(url) or "@" in url:
        raise click.UsageError("URL is a product's base URL, http or https, without a name or password in it.")
    if not as_user:
        raise click.UsageError("An administrator's name is needed: --as-user, or APPLINKS_USER.")
    if password is None:
        if not sys.stdin.isatty():
            raise click.UsageError("A password is needed: APPLINKS_PASSWORD, or --password.")
        password = click.prompt("Password", hide_input=True, err=True)
    transport = HttpTransport()
    try:
        if trust is not None:
            _trust(transport, trust)
        links = examine(url.rstrip("/"), as_user, password, transport)
    except ApplinkError as problem:
        click.echo(_on_one_line(str(problem)), err=True)
        ctx.exit(CANNOT_ASK)
    finally:
        transport.close()
    if as_json:
        click.echo(json.dumps({"url": url, "links": [link.document() for link in links]}, ensure_ascii=False))
    else:
        _print_links(links)
    ctx.exit(FOUND if any(link.finding for link in links) else 0)


def _trust(transport: "HttpTransport", file: Path) -> None:
    try:
        transport.trust(file.read_text(encoding="ascii", errors="replace"))
    except (OSError, ValueError):
        raise click.UsageError(f"{file} holds no certificates in PEM form.") from None


def _print_links(links: "list[Examined]") -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    if not links:
        console.print("There are no links.")
    for link in links:
        colour = "green" if link.finding is None else "red"
        name, url = _on_one_line(link.name), _on_one_line(link.url)
        console.print(Text.assemble((name, "bold"), f"  {url}  ", (link.lozenge, f"bold {colour}")))
        if link.finding is None:
            continue
        lines = [
            link.finding.title + ".",
            f"What happened: {link.finding.type.value.happened}",
            f"What to look at: {link.finding.type.value.look_at}",
        ]
        if link.finding.details:
            lines.append(f"Details: {_on_one_line(link.finding.details)}")
        if link.finding.authorisation_url:
            lines.append(f"Authenticate at: {_on_one_line(link.finding.authorisation_url)}")
        for line in lines:
            console.print(Text(_indented(line, console.width if console.is_terminal else None)), soft_wrap=True)


def _indented(line: str, width: int | None) -> str:
    """Filled for a screen; whoever reads it with a program wants a sentence on one line, and addresses whole."""
    from textwrap import fill

    indent = " " * 4
    if width is None:
        return indent + line
    return fill(
        line, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _on_one_line(text: str) -> str:
    """What a product says, without anything that a terminal would obey."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _load(topology: str) -> "Topology":
    from applink_simulator.topology.named import NoSuchTopology, topology_named

    try:
        return topology_named(topology)
    except NoSuchTopology as unknown:
        raise click.UsageError(str(unknown)) from None


def _write_whole(path: Path, text: str) -> None:
    """Whoever waits for the file never reads half of it."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


if __name__ == "__main__":
    main()

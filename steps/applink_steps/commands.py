"""`applinks lint`, `applinks steps`, `applinks test`; what is heavy is imported when one of them runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from applink_steps.phrasebook import Topic
    from applink_steps.problems import Problem

USAGE = 2
REMEMBERING = ("--lf", "--last", "--ff", "--failed", "--nf", "--new", "--sw", "--stepwise", "--cache")
SETTINGS = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini")
SHARED_SETTINGS = {"pyproject.toml": "[tool.pytest", "tox.ini": "[pytest]", "setup.cfg": "[tool:pytest]"}


class PassesOn(click.Command):
    """Keeps what follows `--` apart from the paths."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own, passed_on = args, []
        if "--" in args:
            own, passed_on = args[: args.index("--")], args[args.index("--") + 1 :]
        ctx.meta["passed_on"] = passed_on
        return super().parse_args(ctx, own)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "[-- PYTEST_ARGS...]"]


@click.command(cls=PassesOn)
@click.argument("paths", nargs=-1)
@click.option("--backend", metavar="NAME", help="What makes the topology real, such as docker.")
@click.option("--report", metavar="PATH", help="Write a report of every exchange to this file.")
@click.option("-n", "processes", metavar="N", help="Run in N processes.")
@click.pass_context
def test(
    ctx: click.Context, paths: tuple[str, ...], backend: str | None, report: str | None, processes: str | None
) -> None:
    """Run feature files: those given, or those in this folder, or else those that come with the simulator.

    A path may select a scenario: some.feature::Its name. The exit status is 0 if everything passed,
    1 if something failed, 2 if it was called wrongly or interrupted, 5 if nothing ran.
    """
    import pytest

    passed_on: list[str] = ctx.meta["passed_on"]
    arguments = ["-p", "applink_steps", "-o", "applinks_collect=true", "-o", "python_files="]
    if not _has_settings(Path.cwd()) and not any(arg.startswith(REMEMBERING) for arg in passed_on):
        arguments += ["-p", "no:cacheprovider"]
    arguments += ["-n", processes] if processes else []
    arguments += ["--applinks-backend", backend] if backend else []
    arguments += ["--applinks-report", report] if report else []
    status = pytest.main([*arguments, *passed_on, *(paths or _default_paths())])
    ctx.exit(USAGE if status == pytest.ExitCode.USAGE_ERROR else int(status))


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.pass_context
def lint(ctx: click.Context, paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Find what is wrong with feature files without running them.

    The exit status is 0 if there is nothing, 1 if there are problems, 2 if nothing could be read.
    """
    from applink_steps.gather import gathered

    found = gathered(paths)
    if as_json:
        click.echo(json.dumps([problem.as_json() for problem in found.problems], indent=2, ensure_ascii=False))
    else:
        _print_problems(found.problems, len(found.files))
    for error in found.other_errors:
        click.echo(error, err=True)
    if found.other_errors or not found.files:
        if not found.files:
            click.echo("There is no feature file here.", err=True)
        ctx.exit(USAGE)
    ctx.exit(1 if found.problems else 0)


@click.command()
@click.argument("text", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.option("--markdown", is_flag=True, help="As docs/phrasebook.md has it.")
def steps(text: str, *, as_json: bool, markdown: bool) -> None:
    """The phrasebook: everything a step may say, by topic; with TEXT only what mentions it."""
    from applink_steps.phrasebook import as_markdown, phrasebook

    topics = phrasebook(text)
    if as_json:
        _print_json([topic.as_json() for topic in topics])
    elif markdown:
        click.echo(as_markdown(topics))
    elif topics:
        _print_topics(topics)
    else:
        click.echo(f'No phrase mentions "{text}".')


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def _print_problems(problems: list[Problem], files: int) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    for problem in problems:
        console.print(Text.assemble((f"{problem.place}: ", "bold"), (problem.message, "red")))
        for line in problem.hint.splitlines():
            console.print(Text(f"    {line.strip()}", "dim"))
    console.print(Text(f"{_counted(files, 'feature file')} read, {_counted(len(problems), 'problem')}."))


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _print_topics(topics: list[Topic]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    for topic in topics:
        console.print(Text.assemble((topic.name.capitalize(), "bold"), f"  {topic.about}"))
        for entry in topic.entries:
            for pattern in entry.patterns:
                console.print(Text.assemble(("  " + "/".join(entry.keywords), "cyan"), f" {pattern}"))
            for line in (entry.example, *entry.table):
                console.print(Text(f"      {line}", "dim"))
        console.print()


def _default_paths() -> list[str]:
    from applink_steps import shipped_features
    from applink_steps.files import feature_files

    if any(feature_files(Path.cwd())):
        return ["."]
    shipped = shipped_features()
    click.echo(f"No feature file here: running those that come with the simulator, in {shipped}.")
    return [str(shipped)]


def _has_settings(folder: Path) -> bool:
    """Only where somebody has set pytest up may it leave its cache behind."""
    folders = (folder, *folder.parents)
    return any((each / name).is_file() for each in folders for name in SETTINGS) or any(
        (each / name).is_file() and section in (each / name).read_text(encoding="utf-8", errors="replace")
        for each in folders
        for name, section in SHARED_SETTINGS.items()
    )

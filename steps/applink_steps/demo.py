"""`applinks demo`: the shipped features, told as they run, and what they showed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pytest
    from rich.console import Console

    from applink_steps.report.records import Run, ScenarioRecord, ScenarioStatus

REPORT = "applinks-report.html"
SHOWN = ("visibility", "faults/tls.feature", "faults/people.feature")
"""Who sees what, and what both ends say when certificates and people are wrong: a stranger waits for no more."""


@click.command()
@click.option("--report", metavar="PATH", default=REPORT, show_default=True, help="Where the report is to lie.")
@click.option("--backend", metavar="NAME", help="What makes the products real.")
@click.option("--all", "everything", is_flag=True, help="Every shipped scenario, which takes some minutes.")
@click.pass_context
def demo(ctx: click.Context, report: str, backend: str | None, *, everything: bool) -> None:
    """Link a mock Jira with a mock Confluence, run shipped scenarios, and show who saw what.

    Everything happens on this machine, on loopback addresses. The exit status is that of `applinks test`.
    """
    import pytest
    from rich.console import Console

    from applink_steps import shipped_features

    console = Console(highlight=False, soft_wrap=True)
    console.print("Jira and Confluence are started on loopback ports and linked anew for each scenario.\n")
    narrator = Narrator(console)
    arguments = ["-p", "applink_steps", "-p", "no:terminal", "-p", "no:cacheprovider", "-o", "applinks_collect=true"]
    arguments += ["--applinks-report", report]
    arguments += ["--applinks-backend", backend] if backend else []
    folder = shipped_features()
    shown = [folder] if everything else [folder / each for each in SHOWN]
    status = pytest.main([*arguments, "--rootdir", str(folder), *map(str, shown)], plugins=[narrator])
    narrator.conclude(Path(report).absolute())
    ctx.exit(int(status))


class Narrator:
    """Tells each scenario as soon as it is over."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = ""
        self.run: Run | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        from applink_steps.report.recorder import ON_REPORT
        from applink_steps.report.records import ScenarioRecord

        value = getattr(report, ON_REPORT, None)
        if value is not None:
            self._tell(ScenarioRecord.from_json(value))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._console.print(report.longreprtext, style="red")

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        plugin = config.pluginmanager.get_plugin("applinks-report")
        self.run = getattr(plugin, "run", None)

    def _tell(self, scenario: ScenarioRecord) -> None:
        from rich.text import Text

        if scenario.feature != self._told:
            self._console.print(Text(f"{scenario.feature}", "bold"))
            self._told = scenario.feature
        symbol, style = SYMBOLS[scenario.status]
        self._console.print(Text.assemble((f"  {symbol} ", style), scenario.name))
        for step in scenario.steps:
            if step.error:
                self._console.print(Text(f"      {step.keyword} {step.text}", "red"))
                self._console.print(Text(f"      {step.error.splitlines()[0]}", "red"))
        if scenario.error or scenario.reason:
            self._console.print(Text(f"      {scenario.error or scenario.reason}", style))

    def conclude(self, report: Path) -> None:
        """The verdict, the visibility matrix, and where to read on."""
        from rich.text import Text

        from applink_steps.report.matrix import LEGEND, rich_matrix

        if self.run is None or not self.run.scenarios:
            self._console.print("Nothing ran.", style="red")
            return
        self._console.print()
        self._console.print(LEGEND, style="dim")
        for table in rich_matrix(self.run.observations):
            self._console.print(table)
            self._console.print()
        counts = {status: len(self.run.having(status)) for status in SYMBOLS}
        told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
        good = counts["passed"] == len(self.run.scenarios)
        self._console.print(Text(f"{told} in {self.run.seconds:.1f} s", "bold green" if good else "bold red"))
        self._console.print(f"The report lies in {report}")


SYMBOLS: dict[ScenarioStatus, tuple[str, str]] = {
    "passed": ("✓", "green"),
    "failed": ("✗", "bold red"),
    "not run": ("-", "yellow"),
    "known failure": ("!", "yellow"),
}

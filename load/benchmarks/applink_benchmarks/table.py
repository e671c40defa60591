"""The figures as a table for people."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from applink_benchmarks.figures import Figure, Samples

WIDTH = 150
"""Columns that the table takes; where there are fewer, whole lines wrap, and no figure is cut off."""


def print_table(figures: Iterable[Figure], machine: Iterable[str]) -> None:
    console = Console()
    console = Console(width=max(console.width, WIDTH))
    for line in machine:
        console.print(line, style="dim", highlight=False, soft_wrap=True)
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("Figure", no_wrap=True)
    table.add_column("Ours (least–most)", justify="right", no_wrap=True)
    table.add_column("Yardstick", no_wrap=True)
    table.add_column("Ratio (least–most)", justify="right", no_wrap=True)
    table.add_column("Aim", justify="right", no_wrap=True)
    table.add_column("Met", no_wrap=True)
    for each in figures:
        table.add_row(
            each.name,
            f"{with_range(each.ours)} {each.unit}",
            f"{number(each.yardstick.samples.median)} {each.yardstick.name}" if each.yardstick else "",
            with_range(each.ratio) if each.ratio else "",
            str(each.aim) if each.aim else "",
            {None: "", True: "[green]yes[/]", False: "[red]no[/]"}[each.met],
        )
    console.print()
    console.print(table)
    console.print()
    for each in figures:
        if each.note:
            console.print(f"[bold]{each.name}[/]: {each.note}", highlight=False, soft_wrap=True)


def number(value: float) -> str:
    """Three digits that matter, thousands apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def with_range(samples: Samples) -> str:
    if len(samples.values) == 1:
        return number(samples.median)
    return f"{number(samples.median)} ({number(samples.least)}–{number(samples.most)})"

"""The figures as a table for people."""

from rich.console import Console
from rich.table import Table

from applink_benchmarks.cells import cells
from applink_benchmarks.figures import Figure, Measured

WIDTH = 190
"""Columns that the table takes; where there are fewer, whole lines wrap, and no figure is cut off."""
COLOURS = {"yes": "[green]yes[/]", "no": "[red]no[/]"}


def print_table(measured: Measured) -> None:
    console = Console()
    console = Console(width=max(console.width, WIDTH))
    for name, value in measured.machine.items():
        console.print(f"{name}: {value}", style="dim", highlight=False, soft_wrap=True)
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("Figure", no_wrap=True)
    table.add_column("Ours (least–most)", justify="right", no_wrap=True)
    table.add_column("Yardstick", no_wrap=True)
    table.add_column("Ratio (least–most)", justify="right", no_wrap=True)
    table.add_column("Aim", justify="right", no_wrap=True)
    table.add_column("Met", no_wrap=True)
    for each in measured.rows:
        told = cells(each)
        table.add_row(*told[:-1], COLOURS.get(told[-1], told[-1]))
    console.print()
    console.print(table)
    console.print()
    for each in measured.rows:
        if isinstance(each, Figure):
            if each.note:
                console.print(f"[bold]{each.name}[/]: {each.note}", highlight=False, soft_wrap=True)
        else:
            console.print(f"[bold]{each.name}[/] was not measured: {each.reason}", highlight=False, soft_wrap=True)

"""The files that a run leaves behind."""

from pathlib import Path

from applink_load.verdict.judge import Judgement
from applink_load.verdict.page import page
from applink_load.verdict.papers import as_csv, as_json, as_junit, as_markdown

FILES = {
    "report.html": page,
    "result.json": as_json,
    "figures.csv": lambda judgement: as_csv(judgement.measured),
    "junit.xml": as_junit,
    "summary.md": as_markdown,
}


def leave(judgement: Judgement, folder: Path) -> None:
    for name, form in FILES.items():
        (folder / name).write_text(form(judgement), encoding="utf-8")

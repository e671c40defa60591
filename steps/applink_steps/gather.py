"""The problems pytest would report at collection, with the phrases and names of conftest files in force."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from applink_steps.collect import FeatureFile, FeatureProblems
from applink_steps.problems import Problem

# What somebody's settings may say about runs (processes, when to stop) is not meant for this.
EVERYTHING = ["-n", "0", "--maxfail", "0", "-o", "applinks_collect=true", "-o", "python_files="]
QUIETLY = ["--collect-only", "-p", "no:terminal", "-p", "no:cacheprovider"]
# pytest-bdd is here before pytest starts, and nothing of it has to be rewritten: no reason to warn, or to fail.
UNWARNED = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]


class Gathering:
    def __init__(self) -> None:
        self.files: set[Path] = set()
        self.problems: list[Problem] = []
        self.other_errors: list[str] = []

    def pytest_exception_interact(
        self, node: pytest.Collector, call: pytest.CallInfo[object], report: pytest.CollectReport
    ) -> None:
        if call.excinfo and isinstance(call.excinfo.value, FeatureProblems):
            self.problems += call.excinfo.value.problems
        else:
            self.other_errors.append(f"{node.nodeid}: {report.longreprtext}")

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        if isinstance(collector, FeatureFile):
            self.files.add(collector.path)


def gathered(paths: Iterable[Path]) -> Gathering:
    gathering = Gathering()
    pytest.main(["-p", "applink_steps", *EVERYTHING, *QUIETLY, *UNWARNED, *map(str, paths)], plugins=[gathering])
    return gathering

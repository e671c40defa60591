"""Scenarios that did not run are listed, and never look green."""

import pytest

from applink_steps.collect import FeatureProblems
from applink_steps.files import SUFFIX

OPTION = "--fail-on-not-run"


class NotRun:
    """Lives where the reports arrive, which with pytest-xdist is the controller."""

    def __init__(self, config: pytest.Config) -> None:
        self.counts_as_failure = bool(config.getoption(OPTION))
        self.reasons: dict[str, str] = {}
        self.something_passed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.something_passed |= report.when == "call" and report.passed
        # Not the node id: pytest leaves the file out of it if that is outside of its root folder.
        file, _, _ = report.location
        if report.skipped and not hasattr(report, "wasxfail") and file.endswith(SUFFIX):
            _, _, scenario = report.nodeid.partition("::")
            self.reasons[f"{file}::{scenario}"] = _reason(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self.reasons or session.exitstatus != pytest.ExitCode.OK:
            return
        if self.counts_as_failure:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        elif not self.something_passed:
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.reasons:
            return
        terminalreporter.section("not run", yellow=True)
        for scenario, reason in self.reasons.items():
            terminalreporter.line(f"{scenario}: {reason}")
        if self.counts_as_failure:
            terminalreporter.line(f"{OPTION}: this counts as a failure", red=True)


class GoesOnWithoutBrokenFeatures:
    """One tester's typing error must not keep everybody else's scenarios from running.

    pytest stops after errors in collection, which is right for Python: there it stays so.
    """

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.failed: set[str] = set()

    def pytest_exception_interact(self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[object]) -> None:
        if call.excinfo and isinstance(call.excinfo.value, FeatureProblems):
            self.broken.add(node.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if self.failed <= self.broken:
            session.config.option.continue_on_collection_errors = True


def _reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return report.longreprtext

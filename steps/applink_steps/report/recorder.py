"""The pytest plugin behind the report: notes which step caused which exchanges, and collects it from all processes.

It finds the stage as the value of the fixture ``applinks``, whoever defines it, and never starts it.

PYTEST_DONT_REWRITE: there is nothing to rewrite, and somebody's conftest file may import this before pytest does.
"""

import json
import re
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from pytest_bdd.parser import Scenario, ScenarioTemplate, Step
from pytest_bdd.scenario import scenario_wrapper_template_registry

from applink_simulator.domain.exchanges import Exchange
from applink_steps import shipped_features
from applink_steps.report.explain import behind, described
from applink_steps.report.masking import Masking
from applink_steps.report.records import (
    Observation,
    Provoked,
    Run,
    ScenarioRecord,
    ScenarioStatus,
    StepRecord,
    StepStatus,
    Unread,
)
from applink_steps.report.writing_down import masking_for, written_down

FIXTURE = "applinks"
PAGE, DATA = "--applinks-report", "--applinks-json"
ON_REPORT = "applinks_scenario"
ON_WORKER = "applinks_outlines"
LONGEST_ERROR = 4_000
NOT_REACHED = "The run ended before it."


class Stage(Protocol):
    """What is asked of the fixture's value."""

    @property
    def started(self) -> bool: ...
    @property
    def journal(self) -> Iterable[Exchange]:
        """Starts the products, so it is left alone unless they are ``started``."""
        ...

    @property
    def observations(self) -> Sequence[Observation]: ...
    @property
    def provoked(self) -> Sequence[tuple[str, str]]:
        """Faults by id, each with its means."""
        ...


class Performed:
    """A step as far as it went; it only holds on to the exchanges."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.status: StepStatus | None = None
        self.exchanges: list[Exchange] = []
        self.began = _now()
        """On the scale of the exchanges' numbers."""
        self.provoked: tuple[Provoked, ...] = ()
        self._began = time.perf_counter()
        self.seconds = 0.0

    def end(self, status: StepStatus) -> None:
        self.status = status
        self.seconds = time.perf_counter() - self._began


class Recording:
    """One scenario while it runs: products are not asked before somebody wants to know."""

    def __init__(self, scenario: Scenario, stage: Stage | None) -> None:
        self.scenario = scenario
        self.steps: list[Performed] = []
        self._began = _now()
        self._journals: list[Iterable[Exchange]] = []
        """A scenario may go on in another topology."""
        self._provoked = 0
        self._notice(stage)

    def begin(self, step: Step) -> None:
        self.steps.append(Performed(step))

    def end(self, status: StepStatus, stage: Stage | None) -> None:
        self.steps[-1].end(status)
        provoked = getattr(stage, "provoked", ())
        self.steps[-1].provoked = tuple(Provoked(*each) for each in provoked[self._provoked :])
        self._provoked = len(provoked)
        self._notice(stage)

    def gather(self, stage: Stage | None) -> None:
        """Each exchange belongs to the step in which it arrived; they are numbered from 1, in that order."""
        self._notice(stage)
        found = {each.number: each for journal in self._journals for each in journal if each.number > self._began}
        for step in self.steps:
            step.exchanges.clear()
        for index, (arrived, exchange) in enumerate(sorted(found.items()), 1):
            begun = [step for step in self.steps if step.began <= arrived] or self.steps[:1]
            for step in begun[-1:]:
                step.exchanges.append(replace(exchange, number=index))

    @property
    def exchanges(self) -> list[Exchange]:
        return [exchange for step in self.steps for exchange in step.exchanges]

    def _notice(self, stage: Stage | None) -> None:
        if stage is None or not getattr(stage, "started", True):
            return
        if all(stage.journal is not journal for journal in self._journals):
            self._journals.append(stage.journal)


def _now() -> int:
    """Microseconds since 1970, as exchanges are numbered."""
    return time.time_ns() // 1000


STAGE = pytest.StashKey[Stage]()
RECORDING = pytest.StashKey[Recording]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("applinks")
    group.addoption(PAGE, metavar="PATH", help="write a page that shows every scenario with its exchanges")
    group.addoption(DATA, metavar="PATH", help="write the same as JSON, for other programs")


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or not _wanted(config):
        return
    for option in (PAGE, DATA):
        if config.getoption(option) and _target(config, option).is_dir():
            raise pytest.UsageError(f"{option} {config.getoption(option)}: this is a folder; name a file in it")
    config.pluginmanager.register(Report(config), "applinks-report")


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    value = yield
    if fixturedef.argname == FIXTURE:
        request.node.stash[STAGE] = value
    return value


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, scenario: Scenario) -> None:
    request.node.stash[RECORDING] = Recording(scenario, _stage_of(request.node))


def pytest_bdd_before_step(request: pytest.FixtureRequest, step: Step) -> None:
    request.node.stash[RECORDING].begin(step)


def pytest_bdd_after_step(request: pytest.FixtureRequest) -> None:
    request.node.stash[RECORDING].end("passed", _stage_of(request.node))


def pytest_bdd_step_error(request: pytest.FixtureRequest) -> None:
    request.node.stash[RECORDING].end("failed", _stage_of(request.node))


def pytest_bdd_step_func_lookup_error(request: pytest.FixtureRequest, step: Step) -> None:
    recording = request.node.stash[RECORDING]
    recording.begin(step)
    recording.end("undefined", _stage_of(request.node))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    uneventful = report.passed and report.when != "call"
    template = template_of(item)
    if uneventful or template is None or not (report.failed or _wanted(item.config)):
        return report
    recording, stage = item.stash.get(RECORDING, None), _stage_of(item)
    if recording is not None:
        recording.gather(stage)
    masking = masking_for(recording.exchanges if recording else [])
    scenario = recording.scenario if recording else template.render(_example(item, template)[1])
    steps = _steps(recording, scenario, report, call, masking)
    if report.failed and (exchange := behind(steps)):
        report.sections.append(("The exchange behind it", described(exchange)))
    if _wanted(item.config):
        in_a_step = any(step.error for step in steps)
        record = outline(
            item,
            template,
            status=_status(report),
            name=scenario.name,
            steps=tuple(steps),
            reason=masking.text(_reason(report)),
            error="" if in_a_step or not report.failed else _error(call, masking),
            said=tuple((product, masking.text(text)) for product, text in getattr(stage, "said", {}).items()),
            observations=tuple(getattr(stage, "observations", ())),
            seconds=round(sum(step.seconds for step in steps), 4),
        )
        setattr(report, ON_REPORT, record.to_json())
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells which scenarios there are, so that those which nobody reached can be named."""
    if hasattr(session.config, "workeroutput") and _wanted(session.config):
        outlines = {nodeid: record.to_json() for nodeid, record in _outlines(session)}
        session.config.workeroutput[ON_WORKER] = outlines


class Report:
    """Lives where the reports arrive, which with pytest-xdist is the controller."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.run = Run()
        self.scenarios: dict[str, ScenarioRecord] = {}
        self.unread: list[Unread] = []
        self.lost: dict[str, ScenarioRecord] = {}
        """They failed without telling anything, as when a worker process dies."""
        self.outlines: dict[str, ScenarioRecord] = {}
        self.trouble: list[str] = []
        self._began = datetime.now().astimezone()
        self._started = time.perf_counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        value = getattr(report, ON_REPORT, None)
        if value is not None:
            self.scenarios[report.nodeid] = ScenarioRecord.from_json(value)
        elif report.failed and report.location[0].endswith(".feature"):
            self.lost[report.nodeid] = _lost(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.unread.append(Unread(report.nodeid, Masking().text(report.longreprtext)))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        told = getattr(node, "workeroutput", {}).get(ON_WORKER, {})
        new = {nodeid: record for nodeid, record in told.items() if nodeid not in self.outlines}
        self.outlines |= {nodeid: ScenarioRecord.from_json(record) for nodeid, record in new.items()}

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.config.getoption("collectonly"):
            return
        unreached = self.outlines | dict(_outlines(session))
        lost = {nodeid: _with_place_of(unreached.get(nodeid), record) for nodeid, record in self.lost.items()}
        self.run = Run.of(
            (unreached | lost | self.scenarios).values(),
            unread=tuple(self.unread),
            began=f"{self._began:%Y-%m-%d %H:%M %Z}",
            seconds=round(time.perf_counter() - self._started, 2),
        )
        self._write(PAGE, self._page)
        self._write(DATA, lambda: json.dumps(self.run.to_json(), ensure_ascii=False, indent=1))
        if self.trouble and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for trouble in self.trouble:
            terminalreporter.line(trouble, red=True)
        if not self.trouble and self.config.getoption(PAGE) and not self.config.getoption("collectonly"):
            terminalreporter.line(f"The report lies in {_target(self.config, PAGE)}")

    def _page(self) -> str:
        from applink_steps.report.page import page  # Jinja is not needed where no page is wanted.

        return page(self.run)

    def _write(self, option: str, content: Any) -> None:
        if not self.config.getoption(option):
            return
        target = _target(self.config, option)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content(), encoding="utf-8", errors="replace")
        except OSError as error:
            self.trouble.append(f"{option} {target}: {error.strerror}")


def template_of(item: pytest.Item) -> ScenarioTemplate | None:
    """The scenario that the item runs, whether from a feature file or bound by ``pytest_bdd.scenario``."""
    template = getattr(item, "template", None)
    if template is None and isinstance(item, pytest.Function):
        template = scenario_wrapper_template_registry.get(item.obj)
    return template if isinstance(template, ScenarioTemplate) else None


def outline(
    item: pytest.Item, template: ScenarioTemplate, *, status: ScenarioStatus, name: str | None = None, **more: Any
) -> ScenarioRecord:
    number, example = _example(item, template)
    feature, rule = template.feature, template.rule
    return ScenarioRecord(
        file=_file(Path(feature.filename), item.config),
        feature=feature.name,
        feature_description=feature.description,
        feature_tags=tuple(sorted(feature.tags)),
        rule=rule.name if rule else "",
        rule_description=rule.description if rule else "",
        name=name or template.render(example).name,
        description=template.description,
        tags=tuple(sorted(template.tags | (rule.tags if rule else set()))),
        line=template.line_number,
        example=tuple(example.items()),
        example_number=number,
        status=status,
        **more,
    )


def _outlines(session: pytest.Session) -> Iterator[tuple[str, ScenarioRecord]]:
    for item in getattr(session, "items", []):
        if template := template_of(item):
            yield item.nodeid, outline(item, template, status="not run", reason=NOT_REACHED)


def _example(item: pytest.Item, template: ScenarioTemplate) -> tuple[int, Mapping[str, str]]:
    """Which row of the examples the item is: told by its parameters, or else by its name."""
    rows = [dict(row) for examples in template.examples for row in examples.as_contexts()]
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    bound = parameters.get("_pytest_bdd_example")
    inside = item.name.rpartition("[")[2].removesuffix("]")
    for number, row in enumerate(rows, 1):
        values = re.escape("-".join(row.values()))
        if row == bound or (bound is None and re.fullmatch(rf"{values}(?:-\d+)?", inside)):
            return number, row
    return 0, {}


def _steps(
    recording: Recording | None,
    scenario: Scenario,
    report: pytest.TestReport,
    call: pytest.CallInfo[None],
    masking: Masking,
) -> list[StepRecord]:
    performed = recording.steps if recording else []
    records = [
        _step(
            each.step,
            each.status or ("skipped" if report.skipped else "failed"),
            masking,
            seconds=round(each.seconds, 4),
            exchanges=tuple(written_down(exchange, masking) for exchange in each.exchanges),
            provoked=each.provoked,
            error=_error(call, masking)
            if report.when == "call" and report.failed and each.status != "passed"
            else "",
        )
        for each in performed
    ]
    return records + [_step(step, "skipped", masking) for step in scenario.steps[len(performed) :]]


def _step(step: Step, status: StepStatus, masking: Masking, **more: Any) -> StepRecord:
    rows = [[str(cell) for cell in row] for row in step.datatable.raw()] if step.datatable else []
    heads = rows[0] if rows else []
    table = tuple(
        tuple(masking.value(head, cell) if index else cell for head, cell in zip(heads, row, strict=False))
        for index, row in enumerate(rows)
    )
    return StepRecord(
        keyword=step.keyword.strip(),
        text=masking.text(step.name),
        line=step.line_number,
        status=status,
        table=table,
        docstring=masking.text(step.docstring or ""),
        **more,
    )


def _status(report: pytest.TestReport) -> ScenarioStatus:
    if report.skipped:
        return "known failure" if hasattr(report, "wasxfail") else "not run"
    return "failed" if report.failed else "passed"


def _reason(report: pytest.TestReport) -> str:
    if hasattr(report, "wasxfail"):
        return str(report.wasxfail).removeprefix("reason: ")
    if report.skipped and isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return ""


def _error(call: pytest.CallInfo[None], masking: Masking) -> str:
    return masking.text(call.excinfo.exconly())[:LONGEST_ERROR] if call.excinfo else ""


def _lost(report: pytest.TestReport) -> ScenarioRecord:
    file, line, _ = report.location
    name = report.nodeid.partition("::")[2]
    error = Masking().text(report.longreprtext)[:LONGEST_ERROR]
    return ScenarioRecord(file, file, "", (), "", "", name, "", (), (line or 0) + 1, (), 0, "failed", error=error)


def _file(path: Path, config: pytest.Config) -> str:
    """As somebody who looks for it would say; what is installed lies somewhere that says nothing."""
    for folder, name in ((shipped_features(), "features"), (config.rootpath, "")):
        if path.is_relative_to(folder):
            return (Path(name) / path.relative_to(folder)).as_posix()
    return path.as_posix()


def _with_place_of(known: ScenarioRecord | None, lost: ScenarioRecord) -> ScenarioRecord:
    return replace(known, status="failed", reason="", error=lost.error) if known else lost


def _stage_of(node: pytest.Item) -> Stage | None:
    return next((each.stash[STAGE] for each in node.iter_parents() if STAGE in each.stash), None)


def _wanted(config: pytest.Config) -> bool:
    return bool(config.getoption(PAGE) or config.getoption(DATA))


def _target(config: pytest.Config, option: str) -> Path:
    return config.invocation_params.dir / str(config.getoption(option))

"""Feature files as pytest sees them: a file, its rules, its scenarios, one item per example."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import pytest
from _pytest._code import Traceback
from _pytest._code.code import TerminalRepr
from pytest_bdd.parser import FeatureParser, ScenarioTemplate
from pytest_bdd.reporting import scenario_reports_registry
from pytest_bdd.scenario import _execute_scenario

from applink_steps.language import spoken_at, topics_folder
from applink_steps.lint import problems_in
from applink_steps.problems import Place, Problem, described
from applink_steps.wording import AnyName, Scenario, Vocabulary

VALUED_TAG = re.compile(r"(?P<name>[^:(]+)(?::(?P<value>.+)|\((?P<argument>.*)\))")


class FeatureProblems(pytest.Collector.CollectError):
    """pytest shows a collection error of this class without a traceback."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(described(problems))
        self.problems = tuple(problems)


class FeatureFile(pytest.Module):
    """A module only in that fixtures of module scope last as long as it does."""

    obj = None

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        if problems := problems_in(self.path, spoken_at(self), self._vocabulary_for):
            raise FeatureProblems(problems)
        feature = FeatureParser(str(self.path.parent), self.path.name, encoding="utf-8-sig").parse()
        for rule, scenarios in groupby(feature.scenarios.values(), lambda scenario: scenario.rule):
            if rule is None:
                yield from scenario_items(self, scenarios)
            else:
                yield RuleNode.from_parent(self, name=_node_name(rule.name), scenarios=list(scenarios))

    def _vocabulary_for(self, scenario: Scenario) -> Vocabulary:
        vocabulary: Vocabulary | None = self.ihook.pytest_applinks_vocabulary(node=self, scenario=scenario)
        return vocabulary or AnyName()


class RuleNode(pytest.Collector):
    def __init__(self, *, scenarios: Sequence[ScenarioTemplate], **node: object) -> None:
        super().__init__(**node)  # type: ignore[arg-type]
        self.scenarios = scenarios

    def collect(self) -> Iterator[pytest.Item]:
        yield from scenario_items(self, self.scenarios)


class ScenarioItem(pytest.Function):
    template: ScenarioTemplate

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        return self.path, self.template.line_number - 1, self.name

    def _traceback_filter(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Traceback:
        """Without the frame of pytest that calls a step: it tells a tester nothing."""
        traceback = super()._traceback_filter(excinfo)
        shorter = traceback.filter(lambda entry: Path(entry.path).parent.name != "_pytest")
        return shorter or traceback

    def repr_failure(  # type: ignore[override]  # as pytest.Function does
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> str | TerminalRepr:
        """What a phrase of ours found wrong is told in its words; Python comes with -v, or from one's own phrases."""
        last = excinfo.traceback[-1].path if excinfo.traceback else None
        ours = isinstance(last, Path) and topics_folder() in last.parents
        if ours and isinstance(excinfo.value, AssertionError) and self.config.get_verbosity() < 1:
            return str(excinfo.value).partition("\nassert ")[0]
        return super().repr_failure(excinfo)

    def story(self) -> str:
        """The scenario's steps, as far as they went."""
        report = scenario_reports_registry.get(self)
        if report is None:
            return ""
        place = Place(self.path, self.template.line_number, 1)
        lines = [f"{place}: {self.name}"]
        reached = True
        for step in report.step_reports:
            failed_here = reached and step.failed
            lines.append(f"{'  > ' if failed_here else '    '}{step.step.keyword} {step.step.name}")
            reached = reached and not step.failed
        return "\n".join(lines)


def scenario_items(parent: FeatureFile | RuleNode, scenarios: Iterable[ScenarioTemplate]) -> Iterator[ScenarioItem]:
    for scenario in scenarios:
        for name, example, tags in _examples(scenario):
            function = _function(scenario, example)
            rule_tags = scenario.rule.tags if scenario.rule else set()
            for tag in sorted({*scenario.feature.tags, *rule_tags, *scenario.tags, *tags}):
                register_marker(parent.config, tag)
                parent.ihook.pytest_bdd_apply_tag(tag=tag, function=function)
            item = ScenarioItem.from_parent(parent, name=name, callobj=function)
            item.template = scenario
            yield item


def register_marker(config: pytest.Config, tag: str) -> None:
    """Tags are the testers' own words: strict markers are about typing errors in Python."""
    name, _ = name_and_value(tag)
    known = {line.partition(":")[0].partition("(")[0].strip() for line in config.getini("markers")}
    if name not in known:
        config.addinivalue_line("markers", f"{name}: a tag in a feature file")


def name_and_value(tag: str) -> tuple[str, str | None]:
    """`@issue:42` and `@issue(42)` are both the marker `issue` with the argument 42."""
    valued = VALUED_TAG.fullmatch(tag)
    if valued is None:
        return tag, None
    return valued["name"], valued["value"] if valued["value"] is not None else valued["argument"]


def _examples(scenario: ScenarioTemplate) -> Iterator[tuple[str, Mapping[str, str], set[str]]]:
    name = _node_name(scenario.name)
    if not scenario.examples:
        yield name, {}, set()
    seen: Counter[str] = Counter()
    for examples in scenario.examples:
        for example in examples.as_contexts():
            row = "-".join(example.values())
            seen[row] += 1
            yield f"{name}[{row if seen[row] == 1 else f'{row}-{seen[row]}'}]", example, examples.tags


def _function(scenario: ScenarioTemplate, example: Mapping[str, str]) -> Callable[..., None]:
    def run(request: pytest.FixtureRequest) -> None:
        __tracebackhide__ = True
        _execute_scenario(scenario.feature, scenario.render(example), request)

    return run


def _node_name(name: str) -> str:
    """Without what pytest reads as structure when a scenario is selected by `::`."""
    return name.replace("::", ":").replace("[", "(").replace("]", ")")

"""The pytest plugin: every topic's phrases, the stage they act on, and feature files as tests."""

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from applink_steps import hooks
from applink_steps.collect import FeatureFile, ScenarioItem, name_and_value
from applink_steps.files import SUFFIX
from applink_steps.language import topic_names
from applink_steps.not_run import OPTION, GoesOnWithoutBrokenFeatures, NotRun
from applink_steps.vocabulary import vocabulary_of
from applink_steps.wording import Scenario, Vocabulary

pytest_plugins = [*topic_names(), "applink_fixtures.plugin", "applink_steps.report.recorder"]


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(hooks)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "applinks_collect",
        "run feature files by themselves; false if your test modules bind them with pytest_bdd.scenarios()",
        type="bool",
        default=True,
    )
    parser.getgroup("applinks").addoption(
        OPTION, action="store_true", help="fail the run if a scenario was skipped, whatever the reason"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(GoesOnWithoutBrokenFeatures())
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(NotRun(config))


@pytest.hookimpl(trylast=True)
def pytest_applinks_vocabulary(node: pytest.Collector, scenario: Scenario) -> Vocabulary:
    return vocabulary_of(scenario, str(node.config.getini("applinks_topology")))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> FeatureFile | None:
    if file_path.suffix == SUFFIX and parent.config.getini("applinks_collect"):
        return FeatureFile.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_apply_tag(tag: str, function: Callable[..., Any]) -> bool | None:
    name, value = name_and_value(tag)
    if value is None:
        return None
    getattr(pytest.mark, name)(value)(function)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if isinstance(item, ScenarioItem) and report.failed and (story := item.story()):
        report.sections.append(("Scenario", story))
    return report

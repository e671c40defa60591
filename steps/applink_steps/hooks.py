"""What others may tell the language, as pytest hooks."""

import pytest

from applink_steps.wording import Scenario, Vocabulary


@pytest.hookspec(firstresult=True)
def pytest_applinks_vocabulary(node: pytest.Collector, scenario: Scenario) -> Vocabulary | None:
    """The names that mean something in this scenario; asked for at collection, before anything starts."""

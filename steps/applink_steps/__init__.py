"""The language: Gherkin about application links, run by pytest (`pytest_plugins = ["applink_steps"]`).

PYTEST_DONT_REWRITE: there is nothing to rewrite, and `applinks test` imports this before pytest starts.
"""

from pathlib import Path

pytest_plugins = ["applink_steps.plugin"]


def shipped_features() -> Path:
    """Inside the wheel they lie in this package, in a checkout beside it."""
    here = Path(__file__).resolve().parent
    packaged = here / "features"
    return packaged if packaged.is_dir() else here.parents[1] / "features"

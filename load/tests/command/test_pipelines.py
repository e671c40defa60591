"""What docs/load.md gives to be pasted into a pipeline, run in an empty folder: only the run is shorter.

The package comes from this tree, as a wheel, and what it needs from where pip usually finds it.
"""

import os
import re
import shutil
import subprocess
import venv
from pathlib import Path
from typing import Any

import pytest
import yaml

from applink_simulator.image import wheels

PAGE = (Path(__file__).parents[3] / "docs" / "load.md").read_text(encoding="utf-8")
PATIENCE = 300
VERDICTS = {0: "kept", 1: "slow"}
"""A busy machine may be too slow for the limits, and the example is right nevertheless."""


def example(heading: str, language: str) -> str:
    """The first one below that heading."""
    found = re.search(rf"^## {heading}\n.*?^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found, heading
    assert found[1].count("--run-time 1m") == 1
    return found[1].replace("--run-time 1m", "--run-time 2s")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Whose environment knows nothing of this tree but where pip finds its wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    wheels.make_own(folder, 0)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("APPLINKS", "PYTHON", "VIRTUAL"))
    }
    found = f"{os.environ.get('PIP_FIND_LINKS', '')} {folder}".strip()
    # To compile all that is installed takes pip longer than to install it.
    more = {"PIP_FIND_LINKS": found, "PIP_NO_COMPILE": "1"}
    return kept | {"PATH": "/usr/local/bin:/usr/bin:/bin"} | more


def run(command: list[str], folder: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def test_the_shell_script_says_in_words_what_its_exit_status_says(tmp_path: Path, stranger: dict[str, str]):
    (tmp_path / "load.sh").write_text(example("In a plain shell", "sh"))
    ended = run(["sh", "load.sh"], tmp_path, stranger)

    assert ended.returncode in VERDICTS, ended.stdout + ended.stderr
    said = {0: "Load: kept.", 1: "Load: too slow, see load-report/report.html."}
    assert ended.stdout.splitlines()[-1] == said[ended.returncode]
    assert (tmp_path / "load-report" / "report.html").is_file()


def test_the_shell_script_without_the_package_says_that_there_is_no_verdict(tmp_path: Path, stranger: dict[str, str]):
    """Control: no index, and no wheel of ours."""
    (tmp_path / "load.sh").write_text(example("In a plain shell", "sh"))
    ended = run(["sh", "load.sh"], tmp_path, stranger | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)})

    assert ended.returncode == 5
    assert "applink-simulator" in ended.stderr
    assert not (tmp_path / "load-report").exists()


def test_the_steps_of_the_workflow_run_one_after_the_other_and_leave_a_summary(
    tmp_path: Path, stranger: dict[str, str]
):
    workflow: dict[Any, Any] = yaml.safe_load(example("In GitHub Actions", "yml"))
    # YAML of 2005 takes the key "on" for a truth value.
    assert workflow[True] == ["pull_request"]
    (job,) = workflow["jobs"].values()
    places, work = tmp_path / "python", tmp_path / "work"
    work.mkdir()
    # What actions/setup-python would do.
    venv.create(places, with_pip=True)
    summary = work / "summary-of-the-step.md"
    environment = stranger | {
        "PATH": f"{places / 'bin'}:{stranger['PATH']}",
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    codes = []
    for step in job["steps"]:
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])
        elif not any(codes) or step.get("if") == "always()":
            ended = run([shutil.which("bash") or "bash", "-e", "-c", step["run"]], work, environment)
            codes.append(ended.returncode)
            assert ended.returncode in VERDICTS, ended.stdout + ended.stderr

    assert len(codes) == sum("run" in step for step in job["steps"]) == 3
    assert (codes[0], codes[2]) == (0, 0)
    assert VERDICTS[codes[1]] in summary.read_text()
    upload = next(step["with"] for step in job["steps"] if "upload-artifact" in step.get("uses", ""))
    assert (work / upload["path"] / "report.html").is_file()

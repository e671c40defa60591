"""What the image is made of, without an engine."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from applink_simulator.image import parts, wheels
from applink_simulator.topology.engine import NoEngine, engine

ROOT = Path(__file__).parents[3]


def locked(lock: str = "requirements.lock") -> dict[str, str]:
    text = parts.part(lock).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))


def wanted(call: str = "wanted()") -> list[str]:
    code = f"import lock; print('\\n'.join(lock.{call}))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "simulator", capture_output=True, text=True, check=True
    )
    return ran.stdout.split("\n")[:-1]


def test_the_lock_has_what_the_project_asks_for_and_nothing_for_tests():
    """`python simulator/lock.py` writes it."""
    versions = locked()
    for each in map(Requirement, wanted()):
        assert each.specifier.contains(versions[each.name.lower()]), each
    assert not {"pytest", "docker", "hypothesis", "gherkin-official"} & set(versions)
    base = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {Requirement(each).name for each in base} - {"applink-simulator"} <= {
        Requirement(each).name for each in wanted()
    }


def test_the_lock_of_the_load_has_what_the_extra_asks_for_and_nothing_twice():
    """Beside it the products' own lock is installed: two versions of one package would be no lock."""
    versions = locked("requirements-load.lock")
    (locust,) = map(Requirement, wanted("wanted_by('load')"))
    assert locust.specifier.contains(versions["locust"])
    assert not locked().keys() & versions.keys()
    assert "locust" not in locked()


@pytest.mark.parametrize("lock", [name for name in parts.NAMES if name.endswith(".lock")])
def test_every_file_in_the_lock_has_a_hash(lock: str):
    blocks = re.split(r"\n(?=[a-z])", parts.part(lock).read_text().strip())
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_a_base_takes_wheels_for_its_own_libc_and_older_ones():
    glibc = wheels.BasePython("3.13", "aarch64", "2.28").platforms
    assert glibc[0] == "manylinux_2_28_aarch64"
    assert glibc[-2:] == ["manylinux_2_17_aarch64", "manylinux2014_aarch64"]
    assert wheels.BasePython("3.13", "x86_64", "").platforms == ["musllinux_1_2_x86_64", "musllinux_1_1_x86_64"]


def test_the_wheel_brings_along_what_the_image_is_built_from(tmp_path: Path):
    """So that `applinks image build` works where there is no checkout, too."""
    wheels.make_own(tmp_path, 0)
    (wheel,) = tmp_path.glob(wheels.OWN)
    with zipfile.ZipFile(wheel) as archive:
        for name in parts.NAMES:
            assert archive.read(f"applink_simulator/image/{name}") == parts.part(name).read_bytes()


def test_a_wheel_is_put_together_again_from_what_was_installed(tmp_path: Path):
    """With every file that it had, and nothing that the installer added."""
    made, target, again = tmp_path / "made", tmp_path / "target", tmp_path / "again"
    wheels.make_own(made, 0)
    (wheel,) = made.glob(wheels.OWN)
    again.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(pip, check=True)
    code = (
        f"from applink_simulator.image import wheels; from pathlib import Path; wheels.repack(Path({str(again)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(target), "PATH": "/usr/bin:/bin"})
    (repacked,) = again.glob(wheels.OWN)
    assert repacked.name == wheel.name
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(repacked) as other:
        record = next(name for name in one.namelist() if name.endswith("RECORD"))
        assert sorted(one.namelist()) == sorted(other.namelist())
        assert all(one.read(name) == other.read(name) for name in one.namelist() if name != record)


def test_without_an_engine_one_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    pytest.importorskip("docker")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
    with pytest.raises(
        NoEngine, match=r"No container engine answers at unix://.*Start Docker, or say with DOCKER_HOST"
    ):
        engine()

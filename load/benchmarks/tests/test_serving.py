"""What is put under load, on real sockets."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from applink_benchmarks.children import environment
from applink_benchmarks.pair import served_pair
from applink_benchmarks.problems import NoMeasurement
from applink_benchmarks.processes import family, megabytes
from applink_benchmarks.sizes import measure_sizes
from applink_benchmarks.stub import VERSION, installed
from applink_benchmarks.topologies import Size, topology_file
from applink_benchmarks.traffic import Traffic, Wanted
from applink_benchmarks.where_it_goes import part_of, profile

from applink_simulator.authentication.keys import KeyPair

KEY = KeyPair.generate(1024)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def traffic(folder: Path) -> Iterator[Traffic]:
    with served_pair(topology_file(folder, KEY), environment(folder)) as pair:
        yield Traffic(pair, KEY, folder, connections=2)


def test_each_load_is_answered_and_its_cost_is_known(traffic: Traffic):
    loads = [traffic.unsigned(0.2), traffic.signed(0.2, most=5_000), traffic.proxied(0.2)]

    assert all(load.outcome.requests and not load.outcome.failed for load in loads)
    assert all(load.outcome.generator_cpu > 0 for load in loads)


def test_signed_requests_are_not_measured_when_there_are_too_few_of_them(traffic: Traffic):
    with pytest.raises(NoMeasurement, match="used up"):
        traffic.signed(1.0, most=3)


def test_nothing_is_measured_where_the_wrong_people_are_let_in(folder: Path, tmp_path: Path):
    """Else who checks nothing would be the fastest; the good ones are measured above."""
    with (
        served_pair(topology_file(tmp_path, KEY), environment(folder)) as pair,
        pytest.raises(NoMeasurement, match="a request of alice: it should have been refused"),
    ):
        Traffic(pair, KEY, tmp_path, replace(Wanted(), stranger="alice"))


def test_large_products_are_measured_beside_small_ones(folder: Path, tmp_path: Path):
    told: list[str] = []
    figures = measure_sizes(
        Size(users=3, groups=2, issues=5, links=1),
        Size(users=30, groups=4, issues=50, links=3),
        rounds=1,
        seconds=0.2,
        folder=tmp_path,
        key=KEY,
        children=environment(folder),
        tell=told.append,
    )

    assert [figure.yardstick is not None for figure in figures] == [True] * len(figures)
    assert told[1] == "making products with 30 users, 50 issues, 3 links"


def test_a_proxied_request_spends_some_of_its_time_on_the_signature():
    parts = profile(0.5)

    assert {"the RSA signature", "Flask"} <= parts.keys()
    assert all(cost > 0 for cost in parts.values())


def test_time_that_no_part_knows_is_nobodys():
    assert part_of(None) == "the asking itself"


def test_a_family_has_the_children_of_its_children(tmp_path: Path):
    asks = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    with subprocess.Popen([sys.executable, "-c", asks], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        found = family(process.pid)
        assert len(found) == 2
        assert megabytes(process.pid) > megabytes(found[1])
        process.stdin.close()

    assert family(process.pid) == [process.pid]


def test_mountebank_is_taken_from_where_it_was_installed_and_missed_where_there_is_no_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    node, program = tmp_path / "bin" / "node", tmp_path / "applinks-benchmarks" / f"mountebank-{VERSION}"
    program = program / "node_modules" / "mountebank" / "bin" / "mb"
    for file in (node, program):
        file.parent.mkdir(parents=True)
        file.touch(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    monkeypatch.setenv("PATH", str(node.parent))
    assert installed() == program

    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoMeasurement, match=r"there is no node; install Node\.js"):
        installed()


def test_without_npm_nothing_is_installed_and_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    node = tmp_path / "node"
    node.touch(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoMeasurement, match="there is no npm"):
        installed()
    assert not (tmp_path / "cache").exists()

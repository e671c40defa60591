"""What is written for products that run elsewhere: the one knows the other when both are given it."""

import stat
from pathlib import Path

from click.testing import CliRunner, Result

from applink_load.command import load
from applink_load.offered import AS_ONE, PROFILES
from applink_simulator.topology.backends.served import served
from applink_simulator.topology.load import load as read


def prepare(folder: Path, profile: str = "impersonating", *more: str) -> Result:
    return CliRunner().invoke(load, [profile, "--prepare", str(folder), *more])


def test_products_furnished_with_it_take_what_the_generator_signs_with_its_key(tmp_path: Path):
    """The control is a key that was made for others."""
    told = prepare(tmp_path / "ours")
    assert told.exit_code == 0, told.output
    topology, key = told.stdout.split()
    other = prepare(tmp_path / "other").stdout.split()[1]
    with served(read(topology)) as running:
        few = ["--users", "2", "--rate", "40", "--run-time", "1s", "--no-ceiling", "--consumer", "load-generator"]
        at = ["--topology", topology, "--target", running.place("jira").url]
        taken = CliRunner().invoke(load, ["direct", *at, *few, "--private-key", key])
        assert taken.exit_code == 0, taken.output
        refused = CliRunner().invoke(load, ["direct", *at, *few, "--private-key", other])
        assert (refused.exit_code, "does not belong to the public key" in refused.output) == (5, True)


def test_the_key_is_nobody_elses_and_stays_when_the_topology_is_written_again(tmp_path: Path):
    key = tmp_path / "load.pem"
    prepare(tmp_path)
    first = key.read_text()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert prepare(tmp_path, "proxied").exit_code == 0
    assert key.read_text() == first
    key.write_text("spoilt")
    refused = prepare(tmp_path)
    assert (refused.exit_code, "Move it away" in refused.output) == (2, True)


def test_every_profile_gets_the_link_that_it_wants(tmp_path: Path):
    for profile in PROFILES:
        assert prepare(tmp_path, profile).exit_code == 0
        links = [link.authentication.value for link in read(tmp_path / "topology.yaml").links]
        wanted = [] if profile == "link-life" else ["oauth" if profile in AS_ONE else "oauth-impersonation"]
        assert links == wanted, profile


def test_where_there_is_no_confluence_nothing_is_written_for_a_profile_that_needs_one(tmp_path: Path):
    alone = tmp_path / "alone.yaml"
    alone.write_text(
        "userbases: {people: {users: {anna: {}, bob: {}}}}\n"
        "products: {jira: {projects: {A: {visible_to: anna, issues: [{summary: x}]}, "
        "B: {visible_to: anyone, issues: [{summary: y}]}}}}\n"
    )
    refused = prepare(tmp_path / "folder", "proxied", "--topology", str(alone))
    assert (refused.exit_code, "no Confluence shares its userbase with jira" in refused.output) == (2, True)
    assert not (tmp_path / "folder").exists()
    assert prepare(tmp_path / "folder", "direct", "--topology", str(alone)).exit_code == 0

"""Whether whoever has started a run is still there."""

import subprocess
import sys
from dataclasses import replace

from applink_simulator.topology.backends.docker.owner import Owner


def test_whoever_lives_is_not_gone_and_is_read_from_its_label():
    this = Owner.this()
    assert not this.is_gone
    assert Owner.read(this.label) == this


def test_a_process_that_has_ended_is_gone():
    """Control: it was there before."""
    code = "from applink_simulator.topology.backends.docker.owner import Owner; print(Owner.this().label); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        owner = Owner.read(process.stdout.readline().strip())
        assert owner is not None
        assert not owner.is_gone
        process.communicate("\n")
    assert owner.is_gone


def test_another_process_with_the_same_number_is_somebody_else():
    """Numbers are given again."""
    assert replace(Owner.this(), since="1").is_gone


def test_whoever_was_there_before_the_machine_was_started_anew_is_gone():
    assert replace(Owner.this(), boot="another").is_gone


def test_nothing_is_known_of_other_machines():
    """An engine may be used from several: what another has started stays."""
    assert not replace(Owner.this(), host="elsewhere", boot="another").is_gone


def test_what_no_owner_of_ours_has_written_has_none():
    assert Owner.read("") is None
    assert Owner.read("a|b|c|d") is None
    assert Owner.read("a|b|1") is None

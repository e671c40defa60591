from pathlib import Path

from applink_benchmarks.rates import rate
from applink_benchmarks.signing import signing
from applink_benchmarks.storing import WORK, storing
from applink_benchmarks.verifying import verifying

from applink_simulator.authentication.keys import KeyPair


def test_everybody_who_is_compared_tells_a_good_signature_from_a_forged_one():
    """Else the fastest would be who checks least; ``verifying`` raises when one does not."""
    pem = KeyPair.generate(1024).private_pem()

    assert all(job() is not False for job in (signing(pem) | verifying(pem, distinct=2)).values())


def test_every_storage_that_is_compared_remembers(tmp_path: Path):
    """Else the fastest would be who forgets; ``storing`` raises when one does."""
    with storing(tmp_path) as jobs:
        assert {name: tuple(work) for name, work in jobs.items()} == {"memory": WORK, "SQLite": WORK}
        assert all(job() for work in jobs.values() for job in work.values())


def test_a_rate_counts_what_was_done():
    done = []

    assert rate(lambda: done.append(1), 0.01) > 0
    assert done

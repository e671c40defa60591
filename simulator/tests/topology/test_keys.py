"""Keys are made once, beside everything else."""

from concurrent.futures import ThreadPoolExecutor

from applink_simulator.topology.keys import begin, key_of


def test_a_name_has_one_key_whoever_asks_first():
    """Two topologies of one process have the same Jira, as far as its key goes."""
    begin(1)
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(key_of, ["first", "second", "third"] * 8))
    assert len({id(key) for key in asked}) == 3
    assert len({key.public.text for key in asked}) == 3
    assert key_of("first") is asked[0]

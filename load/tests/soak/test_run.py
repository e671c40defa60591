"""Soaks of seconds, on products that run."""

import random
from itertools import islice

import pytest

from applink_fixtures.ready import ready_topology
from applink_load.apart import apart
from applink_load.soak import run as soaking
from applink_load.soak.answers import Answers
from applink_load.soak.consistency import inconsistencies, statuses
from applink_load.soak.people import People
from applink_load.soak.samples import sample
from applink_load.soak.troubles import AGES, Trouble, episodes, undo
from applink_simulator.catalogue import catalogue
from applink_simulator.topology.load import load

CHANCE = random.Random(1)  # noqa: S311
PRODUCTS = ("hub", "wiki", "handbook", "partners", "archive")


def test_some_seconds_of_load_and_a_fault_pass():
    said: list[str] = []

    result = soaking.run(12.0, 1, "a test", said.append)

    assert result.found() == []
    assert result.passed
    assert result.faults
    assert len(said) == result.stood
    assert set(result.done) >= set(soaking.ASKED_FOR)


def test_what_is_wrong_in_running_products_is_found_and_gone_when_it_is_undone():
    running, site = apart(load(ready_topology("hub-of-five")))
    with running:
        before = statuses(running)
        assert inconsistencies(running, before) == []
        assert sample(site.pid, 0.0, 0).sockets >= len(PRODUCTS)

        people = People(running, Answers(), 1, before)
        people.get_to_know()
        people.all_once()
        assert people.answers.problems == []

        down = Trouble("F-19", "hub is down", frozenset({"hub"}), {"product": "hub"})
        down.begin(running)
        people.read(CHANCE, "alice", "wiki", people._sights["alice"])
        assert any(each.products == {"wiki", "hub"} for each in people.answers.problems)
        undo([down], running)
        people.answers.problems.clear()
        people.all_once()
        assert people.answers.problems == []

        # More than bob may see, as if the link had shown it.
        people.read(CHANCE, "alice", "wiki", people._sights["bob"])
        assert any(each.never for each in people.answers.problems)

        running.control("hub").lose_link(running.place("wiki").application_id)
        found = inconsistencies(running, before)
        assert "wiki is linked to hub, which has no link back" in found
        assert any(each.startswith("wiki said connected of hub at first and says") for each in found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_seed_makes_the_same_troubles(seed: int):
    assert list(islice(episodes(seed, PRODUCTS), 40)) == list(islice(episodes(seed, PRODUCTS), 40))
    assert list(islice(episodes(seed, PRODUCTS), 40)) != list(islice(episodes(seed + 1, PRODUCTS), 40))


def test_every_sort_of_trouble_comes_and_time_passes_meanwhile():
    round_of_them: list[Trouble] = []
    ages = 0
    for _, _, together in islice(episodes(1, PRODUCTS), 24):
        if together[0].id == AGES:
            ages += 1
        else:
            round_of_them += together

    assert 5 <= ages <= 8
    assert len({each.id for each in round_of_them}) >= 12
    assert {each.id for each in round_of_them} <= set(catalogue())
    assert all(each.products and not set("{/") & set(each.said) for each in round_of_them)

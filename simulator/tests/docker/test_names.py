"""Names of hosts, made of what a topology calls its products."""

import re

import pytest

from applink_simulator.topology.backends.docker.names import host_name, host_names, hosts_file


@pytest.mark.parametrize(
    ("product", "host"),
    [
        ("jira", "jira"),
        ("Jira Production", "jira-production"),
        ("old_jira.2", "old-jira-2"),
        ("Ünï", "n"),
        ("---", "product"),
        ("localhost", "product-localhost"),
    ],
)
def test_a_product_s_name_becomes_one_that_a_host_may_have(product: str, host: str):
    assert host_name(product) == host
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", host)


def test_a_long_name_leaves_room_for_a_number():
    assert len(host_name("j" * 300)) == 40


def test_two_products_never_have_one_host():
    assert host_names(["Jira One", "jira-one", "jira_one", "other"]) == {
        "Jira One": "jira-one",
        "jira-one": "jira-one-2",
        "jira_one": "jira-one-3",
        "other": "other",
    }


def test_a_table_of_names_knows_the_machine_itself_and_who_is_in_it():
    assert hosts_file({"jira": "198.18.0.2"}).splitlines() == [
        "127.0.0.1\tlocalhost",
        "::1\tlocalhost",
        "198.18.0.2\tjira",
    ]

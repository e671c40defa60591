"""Whatever the control surface's own description allows, and whatever it forbids, asked of a real product."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import trustme
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.topology.backends.in_process import in_process
from applink_simulator.topology.backends.served import served
from applink_simulator.topology.load import read_topology
from applink_simulator.web.control import PATH

TOKEN = "correct horse battery staple"
EXAMPLES = 25
PAIR = """
userbases: {people: {users: {anna: {}, alice: {groups: [staff]}, integration: {}}}}
products:
  jira:
    system_administrators: anna
    projects: {DEMO: {visible_to: anyone, issues: [{summary: Lamp flickers}]}}
  confluence:
    system_administrators: anna
    spaces: {DOC: {visible_to: anyone, pages: [{title: Roadmap}]}}
links: [{from: confluence, to: jira, authentication: oauth, acting_as: integration}]
"""
AUTHORITY = trustme.CA().cert_pem.bytes().decode()
schemathesis.openapi.format("pem-certificates", st.just(AUTHORITY))
schemathesis.openapi.format("pem-private-key", st.just(KeyPair.generate().private_pem()))


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Of a Confluence, which has links and pages; what stands in its journal at the end shows no crash."""
    with served(read_topology(PAIR), control_token=TOKEN) as running:
        yield running.controls["confluence"].origin
        assert running.journal.crashes == []


def description() -> dict[str, Any]:
    """As every product tells it; without sockets, for it is read before any test begins."""
    with in_process(read_topology(PAIR)) as running:
        told: dict[str, Any] = running.controls["confluence"].ask("GET", "/openapi.json")
        return told


schema = schemathesis.openapi.from_dict(description())


@schema.parametrize()
@seed(20)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_does_what_its_description_says(origin: str, case: schemathesis.Case) -> None:
    """No server's error, nothing that is not described; what is wrong is refused, and what is right is not."""
    case.call_and_validate(base_url=origin + PATH, headers={"Authorization": f"Bearer {TOKEN}"})

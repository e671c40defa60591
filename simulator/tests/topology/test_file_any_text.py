"""Whatever is in a file, reading it gives a topology or its mistakes."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from applink_simulator.topology.load import Topology, read_topology
from applink_simulator.topology.mistakes import Mistake, TopologyMistakes
from applink_simulator.topology.schema import topology_schema

FILE = """\
userbases: {c: {groups: {staff: {members: [alice]}}, users: {alice: {active: yes}, bob: }, generate: {users: 2}}}
products:
  jira: &jira
    port: 8080
    system_administrators: alice
    projects: {DEMO: {visible_to: anyone, issues: [{summary: x, key: DEMO-3}], generate: {issues: 2}}}
  confluence:
    system_administrators: [bob]
    spaces: {DOC: {pages: [{title: t, jira_issues: {product: jira, jql: x}}]}}
links:
  - {from: confluence, to: jira, authentication: oauth, acting_as: {jira: bob, confluence: alice}}
consumers: []
"""

KEYS = sorted({key for part in topology_schema()["$defs"].values() for key in part.get("properties", ())})
WORDS = st.sampled_from([*KEYS, "userbases", "products", "links", "consumers", "jira", "confluence", "alice", "DEMO"])
SCALARS = st.one_of(WORDS, st.none(), st.booleans(), st.integers(), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=20,
)
PIECES = st.sampled_from([*string.punctuation, " ", "\n", "\n  ", "- ", ": ", "&a ", "*a", "!!x ", "<<: *jira", "\t"])


def read_whatever(text: str) -> None:
    read: Topology | list[Mistake]
    try:
        read = read_topology(text)
    except TopologyMistakes as refused:
        read = refused.mistakes
    # YAML knows more line breaks than "\n", as splitlines does.
    assert isinstance(read, Topology) or all(mistake.line <= len(text.splitlines()) + 1 for mistake in read)
    assert read


def flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return "" if value is None else str(value)


def test_the_file_that_is_changed_below_has_no_mistakes():
    """The positive control."""
    read_topology(FILE)


@given(st.lists(st.one_of(PIECES, WORDS, st.text(max_size=3)), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_topology_or_has_mistakes(text: str):
    """Never another exception."""
    read_whatever(text)


@given(st.dictionaries(WORDS, VALUES, max_size=4))
@settings(max_examples=300, deadline=None)
def test_any_values_under_known_keys_are_a_topology_or_have_mistakes(values: dict[str, object]):
    """Where a list is expected a mapping may be, and so on."""
    read_whatever(flow(values))


@given(st.integers(0, len(FILE) - 1), st.integers(0, 12), st.one_of(PIECES, SCALARS.map(str), st.just("")))
@settings(max_examples=400, deadline=None)
def test_any_change_to_a_good_file_leaves_a_topology_or_mistakes(start: int, length: int, instead: str):
    """What people type is mostly right."""
    read_whatever(FILE[:start] + instead + FILE[start + length :])

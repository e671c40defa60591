"""YAML as a topology file has it: texts stay texts, anchors work, and nothing unfolds without bounds."""

import pytest

from applink_simulator.topology.load import read_topology
from applink_simulator.topology.mistakes import TopologyMistakes


def refusal(text: str) -> str:
    with pytest.raises(TopologyMistakes) as refused:
        read_topology(text)
    return str(refused.value)


def test_what_looks_like_another_type_stays_the_text_it_was_written_as():
    """YAML on its own would read a number without its zeros, False, a number of seconds and a date."""
    topology = read_topology("""\
userbases: {c: {users: {no: {password: 0042, display_name: 12:30:00, email: 2026-01-01}, 007: }}}
products: {jira: {version: 9.12, anonymous: no, port: 8080}}
""")
    users = topology.userbases["c"].users
    assert list(users) == ["no", "007"]
    assert (users["no"].password, users["no"].display_name, users["no"].email) == ("0042", "12:30:00", "2026-01-01")
    jira = topology.products["jira"]
    assert (jira.version, jira.anonymous, jira.port) == ("9.12.0", False, 8080)


def test_a_key_with_nothing_after_it_counts_as_not_written():
    """As happens while a file is being edited."""
    topology = read_topology("userbases: {c: }\nproducts:\n  jira:\n    projects:\n    port: ~\nlinks:\n")
    assert topology.products["jira"].context_path == "/jira"
    assert topology.links == ()


def test_an_unknown_key_with_nothing_after_it_is_still_a_mistake():
    """The control of the one above."""
    assert '"prots" is not known' in refusal("userbases: {c: }\nproducts:\n  jira:\n    prots:\n")


def test_anchors_aliases_and_merge_keys_repeat_what_was_said():
    """What a mapping says itself stays."""
    topology = read_topology("""\
userbases: {c: {users: {anna: }}}
products:
  jira: &first
    system_administrators: &admins [anna]
    title: First
    port: 8080
  second:
    <<: *first
    kind: jira
    port: 8081
    administrators: *admins
""")
    second = topology.products["second"]
    assert (second.title, second.port, second.administrators) == ("First", 8081, ("anna",))
    assert second.system_administrators == ("anna",)


def test_a_merge_key_takes_mappings_only():
    """The positive control is above."""
    assert '"<<" takes over another mapping' in refusal("userbases: {c: }\nproducts: {jira: {<<: jira}}\n")


def test_a_mistake_in_something_repeated_is_given_once():
    """Where it was written, not where it was repeated."""
    text = "userbases: {c: }\nproducts:\n  jira: &j {prot: 1}\n  confluence: *j\n"
    with pytest.raises(TopologyMistakes) as refused:
        read_topology(text)
    lines = [mistake.line for mistake in refused.value.mistakes]
    assert set(lines) == {3}


def test_a_file_that_unfolds_to_millions_of_values_is_refused():
    """The control is a file with as many levels and one alias on each."""
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert "the aliases stand for more than" in refusal("\n".join(levels))
    chain = ["a0: &a0 x"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 9)]
    assert "the aliases stand for" not in refusal("\n".join(chain))


@pytest.mark.parametrize("text", ["products: &p {jira: *p}", "products: &p [*p]"])
def test_an_alias_within_its_own_anchor_is_refused(text: str):
    """It would have no end."""
    assert "lies within its own anchor" in refusal(text)


@pytest.mark.parametrize("text", ["[" * 5000, "{a: " * 500 + "}" * 500, "- " * 3000])
def test_what_is_nested_very_deep_is_refused(text: str):
    """Before it can exhaust the stack."""
    refusal("products: \n  " + text)


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [true]", "!secret x", "!!int 1", "! x"])
def test_tags_are_refused(tag: str):
    """Nothing is ever made from one."""
    assert "tags are not taken" in refusal(f"userbases: {{c: }}\nproducts: {{jira: {{title: {tag}}}}}\n")


@pytest.mark.parametrize("key", ["[a]", "{a: b}", "*t"])
def test_a_key_that_is_no_word_is_refused(key: str):
    """Nothing in a topology is called by a list."""
    text = f"userbases: {{c: {{users: {{&t alice: }}}}}}\nproducts:\n  jira:\n    ? {key}\n    : x\n"
    assert "a key must be a plain word" in refusal(text)


def test_a_control_character_within_a_text_is_refused():
    """Written with an escape; no header and no XML could carry it. Control: a tab and a line break can be."""
    text = 'userbases: {c: }\nproducts: {jira: {title: "a\\0b"}}\n'
    assert "a control character within a text" in refusal(text)
    assert read_topology(text.replace("\\0", "\\t")).products["jira"].title == "a\tb"


def test_another_programs_file_is_refused_without_a_line_for_each_of_its_keys():
    """Bounded, however long it is."""
    text = "\n".join(f"key{number}: {number}" for number in range(20_000))
    with pytest.raises(TopologyMistakes) as refused:
        read_topology(text)
    assert len(refused.value.mistakes) <= 1000

"""Each mistake that a topology file can have: where it is, what is wrong, and the word that was meant."""

from pathlib import Path

import pytest

from applink_simulator.topology.load import Topology, load, read_topology
from applink_simulator.topology.mistakes import Mistake, TopologyMistakes

GOOD = """\
userbases:
  company:
    groups: {staff: , security: {members: [alice]}}
    users:
      alice: {email: alice@example.test, groups: [staff]}
      bob: {active: true}
      integration:
  partners:
    users: {petra: }

products:
  jira:
    userbase: company
    version: "9.12"
    port: 8080
    system_administrators: [alice, group:staff]
    projects:
      DEMO:
        visible_to: anyone
        issues:
          - {summary: Lamp flickers, key: DEMO-2, assignee: bob, reporter: alice}
          - summary: Order lamps
            visible_to: [signed-in]
  confluence:
    userbase: company
    system_administrators: alice
    port: 8090
    context_path: /wiki
    profile: strict
    guesses: {hidden_issue: hidden}
    spaces:
      DOC:
        pages:
          - title: Roadmap
            author: alice
            jira_issues: {product: jira, jql: project = DEMO}
          - title: Home
  extranet:
    kind: confluence
    userbase: partners
    system_administrators: petra

links:
  - from: confluence
    to: jira
    authentication: oauth
    acting_as: {jira: integration, confluence: bob}
  - {from: extranet, to: jira, direction: one-way, authentication: oauth-per-user}
"""

# What is written, what is written instead, where and why that is wrong, and the word that was meant.
MISTAKES = {
    "unknown key at the top": ("links:", "lnks:", "lnks", '"lnks" is not known', "links"),
    "unknown key of a product": ("port: 8080", "prot: 8080", "prot", '"prot" is not known', "port"),
    "unknown key of a user": ("{email: alice", "{emial: alice", "emial", '"emial" is not known', "email"),
    "unknown key of an issue": ("key: DEMO-2", "kye: DEMO-2", "kye", '"kye" is not known', "key"),
    "unknown key of a guess": ("hidden_issue:", "hiden_issue:", "hiden", "is not known", "hidden_issue"),
    "unknown user in a group": ("members: [alice]", "members: [alcie]", "alcie", "no user of", "alice"),
    "unknown group of a user": ("groups: [staff]", "groups: [stuff]", "stuff", "none of the groups", "staff"),
    "two products on one port": ("port: 8090", "port: 8080", "port: 8080\n    context", "taken by", None),
    "a port that is no number": ("port: 8090", "port: http", "http", "whole number", None),
    "a port that is too big": ("port: 8090", "port: 80900", "80900", "at most 65535", None),
    "a kind that is none": ("kind: confluence", "kind: confluense", "confluense", "no kind", "confluence"),
    "a name that says no kind": ("    kind: confluence\n", "", "extranet:\n", 'needs a "kind"', None),
    "a version that is none": ('"9.12"', '"9.2"', '"9.2"', "no version", "9.12.0"),
    "a profile that is none": ("strict", "stritc", "stritc", "is none of vendor, strict", "strict"),
    "a guess that is none": ("hidden}", "hiden}", "hiden}", "is none of revealed, hidden", "hidden"),
    "a context path without /": ("/wiki", "wiki", "wiki", 'does not start with "/"', None),
    "a context path with blanks": ("/wiki", "/wi ki", "/wi ki", "is none", None),
    "a userbase that is none": ("userbase: partners", "userbase: partner", "partner\n", "no userbase", "partners"),
    "no userbase of several": ("    userbase: partners\n", "", "extranet:\n", 'needs a "userbase"', None),
    "an unknown administrator": ("[alice, group", "[alise, group", "alise", "no user of", "alice"),
    "no known administrator": ("administrators: petra", "administrators: peter", "peter", "no user of", "petra"),
    "an unknown group of people": ("group:staff", "group:stuff", "group:stuff", "no group of", "group:staff"),
    "an unknown word for people": ("signed-in]", "signed_in]", "signed_in", "no user of", "signed-in"),
    "an unknown assignee": ("assignee: bob", "assignee: bop", "bop", "no user of", "bob"),
    "an unknown author": ("author: alice", "author: alicia", "alicia", "no user of", "alice"),
    "a project key in small letters": ("      DEMO:", "      demo:", "demo:", "no project key", None),
    "another project's issue": ("key: DEMO-2", "key: SEC-2", "SEC-2", "no key of an issue in", None),
    "a summary that is missing": ("{summary: Lamp flickers, key", "{key", "{key", "is missing", None),
    "a text in place of a list": ("- summary: Or", "- Or\n          - summary: x", "- Or", "mapping", None),
    "a page twice": ("title: Home", "title: roadmap", "roadmap", "already", None),
    "a macro for no product": ("product: jira", "product: jria", "jria", "no product", "jira"),
    "a macro for no Jira": ("product: jira", "product: confluence", "confluence, jql", "no issues", "jira"),
    "a macro without issues": (", jql: project = DEMO", "", "jira_issues", 'either "jql" or "key"', None),
    "a link to a product that is not there": ("to: jira\n", "to: jra\n", "jra", "no product", "jira"),
    "a link from nowhere": ("{from: extranet", "{from: extra", "extra,", "no product", "extranet"),
    "a link to itself": ("from: extranet, to: jira", "from: jira, to: jira", "jira, dir", "itself", None),
    "a link twice": ("from: extranet, to: jira", "from: jira, to: confluence", "{from", "already", None),
    "a direction that is none": ("one-way", "oneway", "oneway", "is none of", "one-way"),
    "an authentication that is none": ("oauth\n", "oath\n", "oath", "is none of", "oauth"),
    "a pre-configured user without oauth": ("oauth\n", "none\n", "acting_as", 'goes with authentication', None),
    "a link that nobody may make": ("    system_administrators: petra\n", "", "extranet, to", "has no active", None),
    "an unknown pre-configured user": ("jira: integration", "jira: integrate", "integrate", "no user", "integration"),
    "a pre-configured user elsewhere": ("{jira: integ", "{jra: integ", "jra: integ", "not called", "jira"),
    "the same name twice": ("      bob: {", "      Alice:\n      bob: {", "Alice", "are the same name", None),
    "the same key twice": ("      bob: {", "      alice:\n      bob: {", "alice:\n", "first in line 5", None),
    "a user called anyone": ("      bob: {", "      Anyone:\n      bob: {", "Anyone", "called so", None),
    "neither true nor false": ("active: true", "active: perhaps", "perhaps", "true or false", None),
    "a list in place of a mapping": ("users: {petra: }", "users: [petra]", "users: [petra]", "a mapping", None),
    "a mapping in place of a list": ("[signed-in]", "{signed-in: }", "visible_to: {", "a list", None),
    "a tag": ("title: Home", "title: !!str Home", "!!str", "tags are not taken", None),
    "an alias of nothing": ("title: Home", "title: *home", "*home", "has no anchor", None),
}  # fmt: skip


def mistakes_in(text: str) -> list[Mistake]:
    with pytest.raises(TopologyMistakes) as refused:
        read_topology(text, "demo.yaml")
    return refused.value.mistakes


def line_of(part: str, text: str) -> int:
    assert part in text
    return text.count("\n", 0, text.index(part)) + 1


def test_the_file_that_all_mistakes_are_made_in_has_none_itself():
    """The positive control of every mistake below."""
    topology = read_topology(GOOD)
    assert list(topology.products) == ["jira", "confluence", "extranet"]
    assert topology.warnings == ()


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_says_where_it_is_what_is_wrong_and_what_was_meant(name: str):
    """One at a time, so that none is a consequence of another."""
    right, wrong, place, what, nearest = MISTAKES[name]
    assert right in GOOD
    text = GOOD.replace(right, wrong, 1)
    (mistake,) = mistakes_in(text)
    assert what in mistake.what
    assert mistake.line == line_of(place, text)
    assert mistake.nearest == nearest


def test_content_of_another_kind_names_what_that_kind_has():
    """Projects belong to a Jira, spaces to a Confluence."""
    text = GOOD.replace(
        "    spaces:\n      DOC:\n        pages:\n", "    projects:\n      DOC:\n        issues: []\n"
    )
    text = text[: text.index("          - title: Roadmap")] + text[text.index("  extranet:") :]
    (mistake,) = mistakes_in(text)
    assert mistake.what == "Confluence has spaces with pages, no projects"
    assert (mistake.line, mistake.nearest) == (line_of("    projects:\n      DOC", text), "spaces")


def test_what_is_not_yaml_says_where_reading_stopped():
    """The parser's own words, without a traceback."""
    (mistake,) = mistakes_in("products:\n  jira: [\n")
    assert "this is not YAML" in mistake.what
    assert mistake.line >= 2


def test_a_tab_is_named_where_blanks_are_needed():
    """The parser only says that a character cannot start a token."""
    (mistake,) = mistakes_in("products:\n\tjira:\n")
    assert "not with tabs" in mistake.what
    assert mistake.line == 2


def test_all_mistakes_are_given_at_once_in_order_of_their_lines():
    """Of every sort: what pydantic finds, doubled keys, and names that mean nothing."""
    text = GOOD
    for name in ("unknown key of a user", "two products on one port", "an unknown assignee", "a macro for no product",
                 "the same key twice", "a link from nowhere"):  # fmt: skip
        text = text.replace(*MISTAKES[name][:2], 1)
    found = mistakes_in(text)
    assert len(found) == 6
    assert [mistake.line for mistake in found] == sorted(mistake.line for mistake in found)


def test_the_message_has_a_line_for_each_mistake_with_its_place_and_the_word_that_was_meant():
    """In the form that editors and terminals make clickable."""
    with pytest.raises(TopologyMistakes) as refused:
        read_topology(GOOD.replace("port: 8080", "prot: 8080").replace("/wiki", "wiki"), "demo.yaml")
    assert str(refused.value).splitlines() == [
        'demo.yaml:15:5: "prot" is not known in products.jira (did you mean "port"?)',
        'demo.yaml:28:19: the context path "wiki" does not start with "/"',
    ]


def test_a_misspelt_key_is_not_missing_as_well():
    """Control: one that is not there at all is."""
    (misspelt,) = mistakes_in("products: {jira: {projects: {DEMO: {issues: [{sumary: x}]}}}}\nuserbases: {c: }\n")
    assert misspelt.nearest == "summary"
    (missing,) = mistakes_in("products: {jira: {projects: {DEMO: {issues: [{status: x}]}}}}\nuserbases: {c: }\n")
    assert '"summary" is missing' in missing.what


def test_who_is_named_is_not_called_unknown_when_the_list_of_users_is_what_is_misspelt():
    """One mistake, not one for each name that would have been in the list; control: with the list they are known."""
    text = "userbases:\n  company:\n    users: {alice: }\nproducts:\n  jira: {administrators: [alice]}\n"
    assert read_topology(text).products["jira"].administrators == ("alice",)
    (mistake,) = mistakes_in(text.replace("users: {", "usres: {"))
    assert mistake.nearest == "users"


def test_impersonation_without_a_shared_userbase_is_a_warning():
    """It can be set up in the real products, and showing what comes of it is one use of this one."""
    text = GOOD.replace("authentication: oauth-per-user", "authentication: oauth-impersonation")
    (warning,) = read_topology(text, "demo.yaml").warnings
    assert "do not share a userbase" in warning.what
    assert warning.line == line_of("oauth-impersonation", text)


def test_impersonation_with_a_shared_userbase_is_no_warning():
    """The control of the warning."""
    text = GOOD.replace("authentication: oauth-per-user", "authentication: oauth-impersonation")
    text = text.replace(
        "userbase: partners\n    system_administrators: petra", "userbase: company\n    system_administrators: bob"
    )
    assert read_topology(text).warnings == ()


@pytest.mark.parametrize(
    ("right", "wrong", "what"),
    [(", confluence: bob}", "}", "arrive as nobody"), ("active: true", "active: false", "is not active")],
)
def test_oauth_without_a_usable_pre_configured_user_is_a_warning(right: str, wrong: str, what: str):
    """The control is the file that all mistakes are made in: it has no warning."""
    (warning,) = read_topology(GOOD.replace(right, wrong, 1)).warnings
    assert what in warning.what


def test_a_file_with_mistakes_tells_its_warnings_apart():
    """They are no reason to refuse it, so they are not in the message."""
    text = GOOD.replace("active: true", "active: false").replace("/wiki", "wiki")
    with pytest.raises(TopologyMistakes) as refused:
        read_topology(text)
    assert len(refused.value.mistakes) == len(refused.value.warnings) == 1
    assert "not active" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "nothing in it"),
        (b"# only a comment\n", "nothing in it"),
        (b"---\n", "nothing in it"),
        (b"- jira\n- confluence\n", "this is a list"),
        (b"jira\n", "this is text"),
        (b"userbases: {company: }\n", "there are no products"),
        (b"products: {}\n---\nproducts: {}\n", "a second document begins"),
        ("products: {Jürgen: }\n".encode("latin-1"), "not UTF-8"),
        ("products: {}\n".encode("utf-16"), "not UTF-8"),
        (b"\x7fELF\x02\x01\x01\x00", "a control character"),
        (b"#" * (2 * 1024 * 1024 + 1), "larger than"),
    ],
)
def test_a_file_that_is_no_topology_says_so(tmp_path: Path, content: bytes, what: str):
    """The control is the same file with a topology in it."""
    path = tmp_path / "topology.yaml"
    path.write_bytes(content)
    with pytest.raises(TopologyMistakes) as refused:
        load(path)
    assert what in str(refused.value)
    assert str(refused.value).startswith(str(path))
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert isinstance(load(path), Topology)


def test_a_file_that_is_missing_names_one_that_is_there(tmp_path: Path):
    """Control: the one that is there loads."""
    (tmp_path / "demo.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(TopologyMistakes) as refused:
        load(tmp_path / "dmeo.yaml")
    assert refused.value.mistakes[0].nearest == "demo.yaml"
    assert load(str(tmp_path / "demo.yaml")).warnings == ()


@pytest.mark.parametrize("name", ["", "no\0name", "folder"])
def test_a_path_that_cannot_be_read_is_a_mistake_of_the_whole_file(tmp_path: Path, name: str):
    """A folder, or a name that no file can have."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(TopologyMistakes) as refused:
        load(tmp_path / name)
    assert refused.value.mistakes[0].line == 0


def test_passwords_are_in_no_message_and_no_representation():
    """Not even when they are written where something else belongs."""
    text = GOOD.replace("{active: true}", "{password: {hunter2: hunter2}}")
    (mistake,) = mistakes_in(text)
    assert "text is expected" in mistake.what
    assert "hunter2" not in mistake.what
    assert "hunter2" not in repr(read_topology(GOOD.replace("active: true", "password: hunter2")))

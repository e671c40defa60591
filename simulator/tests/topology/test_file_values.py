"""What a topology file comes to: people, rights, content, links and consumers as domain values."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.links import Level
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.users import User
from applink_simulator.topology.content import Content, content_of, jira_issues_macro, storage_format
from applink_simulator.topology.load import Topology, load, read_topology
from applink_simulator.topology.mistakes import TopologyMistakes
from applink_simulator.topology.people import consumer_of, guesses_of, rights_of, users_of

NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
NAMESPACES = {"ac": "http://atlassian.com/content", "ri": "http://atlassian.com/resource/identifier"}


def people(text: str) -> dict[str, User]:
    topology = read_topology(f"userbases:\n  c: {text}\nproducts: {{jira: }}\n")
    return {user.name: user for user in users_of(topology.userbases["c"])}


def content(product: str, text: str, users: str = "alice: , bob: ") -> Content:
    topology = read_topology(f"userbases: {{c: {{users: {{{users}}}}}}}\nproducts:\n{text}")
    return content_of(topology.products[product], topology, lambda name: f"id-of-{name}", NOW)


def linked(link: str) -> Topology:
    return read_topology(f"""\
userbases: {{c: {{users: {{integration: , reader: }}}}}}
products: {{jira: {{system_administrators: reader}}, confluence: {{system_administrators: reader}}}}
links: [{{from: confluence, to: jira, {link}}}]
""")


# people


def test_a_user_with_nothing_said_has_its_username_for_everything():
    """The password too, so that nobody needs to look one up; control: what is said counts."""
    users = people("{users: {bob: , alice: {display_name: Alice A., email: a@example.test, password: secret}}}")
    bob, alice = users["bob"], users["alice"]
    assert (bob.display_name, bob.email, bob.active) == ("bob", "bob@example.test", True)
    assert bob.has_password("bob")
    assert (alice.display_name, alice.email) == ("Alice A.", "a@example.test")
    assert alice.has_password("secret")
    assert not alice.has_password("alice")


def test_a_user_is_in_the_groups_that_it_names_and_in_those_that_name_it():
    """Members are found whatever their case."""
    users = people("{groups: {staff: , night: {members: [ALICE]}}, users: {alice: {groups: staff}, bob: }}")
    assert users["alice"].groups == {"staff", "night"}
    assert users["bob"].groups == frozenset()


def test_a_generated_user_that_is_also_written_is_as_written():
    """So that one of many can have rights of its own."""
    users = people("{users: {user002: {display_name: Second}}, generate: {users: 3, groups: 2}}")
    assert sorted(users) == ["user001", "user002", "user003"]
    assert users["user002"].display_name == "Second"
    assert users["user003"].groups


def test_generated_names_can_be_referred_to():
    """Control: one more than there are cannot."""
    text = """\
userbases: {c: {groups: {night: {members: [user002]}}, users: {anna: {groups: [group01]}}, generate: {users: 2, groups: 1}}}
products: {jira: {administrators: [user001, "group:group01"]}}
"""  # noqa: E501
    topology = read_topology(text)
    night = [user.name for user in users_of(topology.userbases["c"]) if "night" in user.groups]
    assert night == ["user002"]
    with pytest.raises(TopologyMistakes):
        read_topology(text.replace("user001", "user003"))


def test_rights_follow_the_lists_of_the_product():
    """Nothing said: whoever is signed in may use it, and strangers may look."""
    topology = read_topology("""\
userbases: {c: {users: {anna: , adam: , bob: , carol: {groups: [staff]}}}}
products:
  jira: {}
  confluence: {system_administrators: Anna, administrators: [adam], may_use: ["group:staff"], anonymous: false}
""")
    users = {user.name: user for user in users_of(topology.userbases["c"])}
    open_to_all, closed = rights_of(topology.products["jira"]), rights_of(topology.products["confluence"])
    assert closed.is_system_administrator(users["anna"])
    assert not closed.is_system_administrator(users["adam"])
    assert closed.is_administrator(users["adam"])
    assert closed.may_log_in(users["carol"])
    assert not closed.may_log_in(users["bob"])
    assert not closed.anonymous_access
    assert open_to_all.may_log_in(users["bob"])
    assert open_to_all.anonymous_access
    assert not open_to_all.is_administrator(users["anna"])


def test_what_a_product_leaves_out_comes_from_its_kind_and_the_only_userbase():
    """And what it says stays."""
    topology = read_topology("""\
userbases: {company: }
products:
  jira: {}
  wiki: {kind: confluence, title: Our wiki, context_path: /, version: 8.7, profile: strict, guesses: {blocked_hosts: yes}}
""")  # noqa: E501
    jira, wiki = topology.products["jira"], topology.products["wiki"]
    assert (jira.kind, jira.title, jira.context_path, jira.version) == ("jira", "Jira", "/jira", "9.12.0")
    assert (jira.userbase, jira.port, jira.profile) == ("company", None, Profile.VENDOR)
    assert (wiki.title, wiki.context_path, wiki.version, wiki.profile) == ("Our wiki", "", "8.7.2", Profile.STRICT)
    assert guesses_of(wiki).blocked_hosts
    assert not guesses_of(jira).blocked_hosts


# content


def test_projects_and_issues_are_numbered_and_visible_as_written():
    """Ids as a real Jira would give them, keys in order unless written."""
    shown = content("jira", """\
  jira:
    projects:
      DEMO:
        name: Demonstration
        visible_to: anyone
        issues:
          - {summary: First}
          - {summary: Third, key: DEMO-3, visible_to: [Alice], assignee: ALICE, status: Done, labels: [a, b]}
          - {summary: Fourth}
        generate: {issues: 2}
      SEC: {visible_to: []}
""")  # fmt: skip
    demo, sec = shown.containers
    assert (demo.id, demo.key, demo.name) == ("10000", "DEMO", "Demonstration")
    assert (sec.id, sec.name) == ("10001", "SEC")
    assert [issue.key for issue in shown.issues] == ["DEMO-1", "DEMO-3", "DEMO-4", "DEMO-5", "DEMO-6"]
    assert [issue.id for issue in shown.issues] == ["20001", "20002", "20003", "20004", "20005"]
    first, third = shown.issues[:2]
    alice, bob = User("alice", "Alice"), User("bob", "Bob")
    assert first.shows_to(None)
    assert [third.shows_to(user) for user in (None, bob, alice)] == [False, False, True]
    assert (third.assignee, third.status_category, third.resolution) == ("alice", "Done", "Done")
    assert not sec.shows_to(alice)
    assert [issue.created for issue in shown.issues] == sorted(issue.created for issue in shown.issues)
    assert all(NOW - timedelta(days=1) < issue.updated <= NOW for issue in shown.issues)


def test_a_number_that_is_written_later_is_not_given_away():
    """The issue before it would otherwise take its key."""
    shown = content(
        "jira", "  jira: {projects: {D: {issues: [{summary: a}, {summary: b}, {summary: c, key: D-2}]}}}\n"
    )
    assert [issue.key for issue in shown.issues] == ["D-1", "D-3", "D-2"]


def test_a_page_is_in_storage_format_with_its_macro():
    """What is plain text in the file is escaped; the macro names the linked product and its id."""
    shown = content("confluence", """\
  tracker: {kind: jira, title: Jira & Co}
  confluence:
    spaces:
      DOC:
        pages:
          - title: Roadmap
            author: alice
            body: |
              a < b & c

              next
            jira_issues: {product: tracker, jql: 'summary ~ "<x>"', columns: [key, status], maximum: 5}
          - {title: One, visible_to: bob, jira_issues: {product: tracker, key: DEMO-1}}
""")  # fmt: skip
    (space,) = shown.containers
    roadmap, one = shown.pages
    assert (space.id, roadmap.id, one.id, roadmap.creator) == ("30000", "40001", "40002", "alice")
    assert roadmap.body.startswith("<p>a &lt; b &amp; c</p><p>next</p>")
    assert macro_parameters(roadmap.body) == {
        "server": "Jira & Co",
        "serverId": "id-of-tracker",
        "jqlQuery": 'summary ~ "<x>"',
        "columns": "key,status",
        "maximumIssues": "5",
    }
    assert macro_parameters(one.body)["key"] == "DEMO-1"
    assert one.visible_to is not None
    assert roadmap.visible_to is None


def macro_parameters(body: str) -> dict[str, str]:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    root = etree.fromstring(f"<page {declared}>{body}</page>")
    macros = root.xpath("//ac:structured-macro[@ac:name='jira']/ac:parameter", namespaces=NAMESPACES)
    return {parameter.get(f"{{{NAMESPACES['ac']}}}name"): parameter.text for parameter in macros}


def test_nothing_in_a_macro_can_end_it():
    """Whatever a link is called."""
    macro = jira_issues_macro('</ac:parameter>"', "1", jql="]]> & <b>")
    assert macro_parameters(macro)["server"] == '</ac:parameter>"'
    assert macro_parameters(macro)["jqlQuery"] == "]]> & <b>"


def test_an_empty_text_is_no_paragraph():
    """Control: one word is."""
    assert storage_format(" \n\n \n") == ""
    assert storage_format("word\n") == "<p>word</p>"


# links and consumers


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("authentication: none", Level.DISABLED),
        ("authentication: oauth-per-user", Level.THREE_LEGGED_ONLY),
        ("authentication: oauth, acting_as: integration", Level.OAUTH),
        ("authentication: oauth-impersonation", Level.IMPERSONATION),
    ],
)
def test_an_authentication_is_a_level_of_both_ends(written: str, level: Level):
    """The word in the file, the rung of the ladder in the products."""
    (link,) = linked(written).links
    assert (link.from_, link.to, link.two_way, link.level) == ("confluence", "jira", True, level)


def test_one_username_is_the_pre_configured_user_wherever_the_link_is_called():
    """With a shared userbase that is the same person."""
    (link,) = linked("authentication: oauth, acting_as: integration").links
    assert link.serving == ("jira", "confluence")
    assert [link.acting_as_at(product) for product in link.serving] == ["integration", "integration"]


def test_each_product_can_have_its_own_pre_configured_user():
    """Userbases that are not shared have no username in common."""
    (link,) = linked("authentication: oauth, acting_as: {jira: integration, confluence: reader}").links
    assert [link.acting_as_at(product) for product in link.serving] == ["integration", "reader"]


def test_a_one_way_link_is_called_at_its_far_end_only():
    """So only that end has a pre-configured user."""
    (link,) = linked("direction: one-way, authentication: oauth, acting_as: {jira: integration}").links
    assert (link.two_way, link.serving) == (False, ("jira",))


CONSUMER = "userbases: {c: {users: {integration: }}}\nproducts: {jira: }\nconsumers:\n  - {at: jira, key: mine, %s}\n"


@pytest.fixture(scope="module")
def public_key() -> str:
    return KeyPair.generate(1024).public.text


@pytest.mark.parametrize(
    ("allowed", "level"),
    [
        ("", Level.THREE_LEGGED_ONLY),
        ("acting_as: integration", Level.OAUTH),
        ("impersonation: true", Level.IMPERSONATION),
    ],
)
def test_a_consumer_may_do_what_the_file_allows(public_key: str, allowed: str, level: Level):
    """As an incoming link that an administrator made by hand."""
    (entry,) = read_topology(CONSUMER % f"{allowed}, public_key: {public_key}".lstrip(", ")).consumers
    consumer = consumer_of(entry)
    assert (consumer.key, consumer.name, consumer.level, consumer.public_key) == ("mine", "mine", level, public_key)
    assert consumer.two_legged_user == ("integration" if level is Level.OAUTH else None)


def test_a_public_key_can_be_in_a_file_beside_the_topology(public_key: str, tmp_path: Path):
    """As PEM, the form that other programs write; where one stands when starting does not matter."""
    pem = f"-----BEGIN PUBLIC KEY-----\n{public_key}\n-----END PUBLIC KEY-----\n"
    (tmp_path / "client.pem").write_text(pem, encoding="ascii")
    (tmp_path / "topology.yaml").write_text(CONSUMER % "public_key_file: client.pem", encoding="utf-8")
    (entry,) = load(tmp_path / "topology.yaml").consumers
    assert consumer_of(entry).public_key == public_key


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("public_key: abc", "no public key"),
        ("public_key_file: missing.pem", "cannot be read"),
        ("public_key_file: .", "cannot be read"),
        ("name: x", 'either "public_key" or'),
        ("public_key: abc, public_key_file: x.pem", 'either "public_key" or'),
        ("public_key: KEY, acting_as: integrate", "no user"),
        ("public_key: KEY, impersonate: true", "not known"),
        ("public_key: KEY}\n  - {at: jira, key: mine, public_key: KEY", "already"),
        ("public_key: KEY}\n  - {at: jria, key: other, public_key: KEY", "no product"),
    ],
)
def test_a_consumer_that_makes_no_sense_is_a_mistake(public_key: str, tmp_path: Path, written: str, what: str):
    """The positive controls are above."""
    path = tmp_path / "topology.yaml"
    path.write_text(CONSUMER % written.replace("KEY", public_key), encoding="utf-8")
    with pytest.raises(TopologyMistakes) as refused:
        load(path)
    (mistake,) = refused.value.mistakes
    assert what in mistake.what
    assert mistake.line >= 4

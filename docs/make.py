"""Writes the pages that are made from the code; with --check it only tells which of them are out of date."""

import argparse
import inspect
import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from applink_load.command import load
from applink_load.offered import PROFILES
from applink_load.shapes import SHAPES
from applink_simulator.catalogue import NOT_YET, catalogue
from applink_simulator.commands.product import product
from applink_simulator.faults import faults
from applink_simulator.linking.findings import CONNECTED, Category, ErrorType
from applink_simulator.topology.backends.in_process import in_process
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.schema import topology_schema
from applink_steps.phrase import NUMBERS
from applink_steps.phrasebook import as_markdown, phrasebook
from applink_steps.vocabulary import TopologyVocabulary

HERE = Path(__file__).parent
NOTE = "<!-- Made by docs/make.py: change the code, then run `tox -e docs`. -->\n"
KEYS = ("<!-- keys: made by docs/make.py -->\n", "<!-- end of keys -->")
OPTIONS = ("<!-- options: made by docs/make.py -->\n", "<!-- end of options -->")
OPERATIONS = ("<!-- operations: made by docs/make.py -->\n", "<!-- end of operations -->")
SOURCE = "../simulator/applink_simulator"


def phrasebook_page() -> str:
    topics = phrasebook()
    patterns = [pattern for topic in topics for entry in topic.entries for pattern in entry.patterns]
    return f"""{NOTE}
# Phrasebook

Everything a step may say. `applinks steps` prints the same; `applinks steps slow` prints what mentions a word.

| in a pattern | in a step |
|---|---|
| `{{user}}` | a name: one word, or several in double quotes |
| `{{through:product}}` | likewise; what it names is a *product* |
| `{{count:d}}` | a whole number |
| `is/are` | either word |
| `link(s)` | with or without |

A step is written with the keyword in bold, or with And or But after such a step. Names are checked before
anything starts: `applinks lint` tells what it does not know, and what may have been meant.

{as_markdown(topics)}
## Words that belong to the language

Users, products, items, pages and groups come from the topology. These words do not:

{"".join(f"{line}" for line in _words(patterns))}"""


def _words(patterns: Sequence[str]) -> Iterator[str]:
    """For each sort of placeholder whose words are the same everywhere, all of them."""
    vocabulary = TopologyVocabulary()
    used = re.findall(r"\{(?:\w+:)?([^{}]+)\}", " ".join(patterns))
    for kind in sorted(set(used) - NUMBERS.keys()):
        if names := vocabulary.names(kind):
            yield f"- *{kind}*: " + ", ".join(f'"{name}"' if " " in name else name for name in names) + "\n"


SECTIONS = {
    "Addresses and proxies": range(1, 14),
    "Certificates": range(14, 19),
    "The network": (*range(19, 24), 32, 38),
    "Signatures, tokens and records of links": (*range(24, 32), *range(33, 38), 48, 49, 50),
    "People and rights": (*range(39, 48), 52),
    "Around the link": (51, 53, 54),
}
"""Of the fault catalogue, with the numbers of the faults that belong there."""


def faults_page() -> str:
    scenarios = _scenarios_of_faults()
    parts = "".join(_faults_of(title, numbers, scenarios) for title, numbers in SECTIONS.items())
    rows = []
    for name, fault in sorted(faults().items()):
        about = re.sub(r" \(.*\)", "", (inspect.getdoc(sys.modules[fault.__module__]) or "").splitlines()[0])
        what = (inspect.getdoc(fault) or "").splitlines()[0]
        file = f"{SOURCE}/faults/{fault.__module__.rpartition('.')[2]}.py"
        rows.append(f"| [{name}]({file}) | {_cell(about)} | {_cell(what)} |\n")
    missing = "".join(f"| {fault} | {why} |\n" for fault, why in sorted(NOT_YET.items()))
    return f"""{NOTE}
# Faults

What goes wrong with links in practice, by the numbers of a catalogue that was collected from guides, issue
trackers and forums. A scenario makes a fault happen by its phrase, and it ends with the scenario. The rank says how
often it is met: 1 is the most often, and what has none is rarer than the first forty. Real parts make the fault
wherever there are any; where the backend has none, the nearest means do, and the [report](tutorial.md) says which.

A scenario about a fault has its number as a tag, such as `@fault:F-26`, and `pytest features -m fault` runs all of
them. Each shows what this end says of the link, what the other end says, and what somebody gets who uses it.

{parts}## Not yet

| | what it takes |
|---|---|
{missing}
## What stands at a product's door

Some faults are made by something that stands at a product's door and answers in its place. The name completes a
sentence that begins with the product: Jira *is slow*. A test in Python says `applinks.misbehave("jira", "is slow")`.
[How to add one](how-to-add.md#a-fault).

| name | what it stands for | what it does |
|---|---|---|
{"".join(rows)}"""


def _faults_of(title: str, numbers: Sequence[int], scenarios: Mapping[str, Mapping[str, str]]) -> str:
    rows = []
    for fault in (f"F-{number:02}" for number in numbers):
        if fault not in catalogue():
            continue
        entry = catalogue()[fault]
        file = f"{SOURCE}/catalogue/{type(entry).__module__.rpartition('.')[2]}.py"
        phrases = "<br>".join(f"`{said.pattern}`" for said in entry.phrases)
        means = entry.served + (f"<br>*In containers:* {entry.docker}" if entry.docker else "")
        links = "<br>".join(f"[{name}](../{path})" for name, path in scenarios.get(fault, {}).items())
        cells = (entry.symptom(), entry.cause(), phrases, means, links)
        told = " | ".join(_cell(" ".join(cell.split())) for cell in cells)
        rows.append(f"| [{fault}]({file}) | {entry.rank or ''} | {told} |\n")
    return (
        f"## {title}\n\n"
        "| | rank | what people see | why | phrases | by which means | scenarios |\n"
        "|---|---|---|---|---|---|---|\n" + "".join(rows) + "\n"
    )


def _scenarios_of_faults() -> dict[str, dict[str, str]]:
    """By fault: names of the scenarios that are tagged with it, and their files."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((HERE.parent / "features").rglob("*.feature")):
        tags: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.strip()
            if text.startswith("@"):
                tags += text.split()
            elif (title := re.match(r"Scenario(?: Outline)?: (.+)", text)) is not None:
                for tag in tags:
                    if tag.startswith("@fault:"):
                        by_name = found.setdefault(tag.removeprefix("@fault:"), {})
                        by_name[title[1]] = path.relative_to(HERE.parent).as_posix()
                tags = []
            elif text:
                tags = []
    return found


def diagnosis_page() -> str:
    groups: dict[Category, list[ErrorType]] = {}
    for each in ErrorType:
        groups.setdefault(each.value.category, []).append(each)
    rows = "".join(
        f"| {each.value.lozenge} | [{each.value.title}](#{_anchor(each.value.title)}) | `{each.name}` |\n"
        for members in groups.values()
        for each in members
    )
    parts = "".join(_error_type(each) for members in groups.values() for each in members)
    return f"""{NOTE}
# What a link's status says, and what to look at

Each end of a link shows a status of its own, and the two often differ: what stops requests in one direction need
not stop those in the other. Look at both. Of several things that are wrong a status shows one; mend it, and the
next comes up. `applinks diagnose` asks a running product, a real one or one of these, and prints what stands here
about each link that is not {CONNECTED}.

The products look in this order: whether the link has a status at all; whether the other application is too old;
whether it can be reached, has the link, and lets itself be asked; whether either end uses each user's own OAuth
alone; whether the two ends fit each other; whether retired authentication is left over; whether all is off; and
last whether a signed request is taken.

| beside the link | what is wrong | error type |
|---|---|---|
{rows}
{parts.rstrip()}
"""


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _error_type(each: ErrorType) -> str:
    meaning = each.value
    return f"""## {meaning.title}

Shown as {meaning.lozenge}; type `{each.name}`, category `{meaning.category.value}`.

{textwrap.fill(meaning.happened, 118)}

{textwrap.fill(f"*What to look at.* {meaning.look_at}", 118)}

"""


@dataclass(frozen=True)
class Quirk:
    number: int
    vendor: str
    strict: str
    file: str = ""
    """Where it is simulated; empty when it is not."""


QUIRKS = (
    Quirk(1, "Token requests carry their parameters in the body", "Header, body and query are taken alike",
          "authentication/oauth1/message.py"),
    Quirk(2, "Unknown consumers, missing permission and bad callbacks are told before the signature is looked at",
          "The signature comes before permission and callback", "linking/authorize.py"),
    Quirk(3, "A timestamp or version that is no number: 500", "400 `parameter_rejected`",
          "authentication/oauth1/checks.py"),
    Quirk(4, "A nonce is used up even if the signature turns out to be wrong",
          "A nonce is remembered only after a good signature", "authentication/oauth1/checks.py"),
    Quirk(5, "A request that lacks one of the six OAuth names passes as nobody's",
          "400 `parameter_absent`; an absent token counts as an empty one", "authentication/__init__.py"),
    Quirk(6, "A token may be asked for without a callback, and then needs no verifier", "400 `parameter_absent`",
          "linking/authorize.py"),
    Quirk(7, "Any http or https callback", "Only the registered callback, if one is registered",
          "linking/authorize.py"),
    Quirk(8, "Denial is told by `oauth_verifier=denied`", "The same: there is no standard form",
          "linking/authorize.py"),
    Quirk(9, "Some refusals name no problem and echo the client's own parameters",
          '`oauth_problem="permission_denied"`, nothing echoed', "web/refusals.py"),
    Quirk(10, "`user_id` in the query counts as `xoauth_requestor_id`", "`user_id` means nothing",
          "authentication/oauth_impersonation.py"),
    Quirk(11, "An unknown impersonated user is nobody", "401 `permission_denied`", "authentication/scheme.py"),
    Quirk(12, "OAuth 2.0: consent is recognised by the Referer header", "Consent belongs to session and request"),
    Quirk(13, "OAuth 2.0: a bad scope redirects before the redirect URI is checked", "No redirect on failure"),
    Quirk(14, "OAuth 2.0: a verifier without a challenge is ignored", "An error"),
    Quirk(15, "OAuth 2.0: an expired code works until it is pruned", "`invalid_grant`"),
    Quirk(16, "OAuth 2.0: the client is authenticated last", "First"),
    Quirk(17, "OAuth 2.0: a bad code is an `invalid_request`", "`invalid_grant`"),
    Quirk(18, "OAuth 2.0: `bearer` in lower case is not recognised", "Case makes no difference"),
    Quirk(19, "OAuth 2.0: a bad bearer token is nobody's", "401 with `invalid_token`"),
)  # fmt: skip


def guesses_page() -> str:
    switches = topology_schema()["$defs"]["GuessesEntry"]["properties"]
    told = "".join(
        f"| `{name}` | {_default(entry)} | {_cell(entry['description'])} |\n" for name, entry in switches.items()
    )
    quirks = "".join(
        f"| Q-{each.number} | {each.vendor} | {each.strict} | "
        + (f"[yes]({SOURCE}/{each.file})" if each.file else "not yet")
        + " |\n"
        for each in QUIRKS
    )
    return f"""{NOTE}
# What is certain and what is a guess

The mock products follow what is publicly known of the real ones and what can be observed at their doors. Nobody
has looked into their source, and no licensed instance was at hand to compare with. So three things are kept apart:
what the standards say, what the vendor does otherwise, and what nobody here is certain about.

## Two profiles

A product in a topology has a [`profile`](topology.md#product). `vendor`, the default, does what the vendor's
products do, weaknesses included: use it to find out whether your client works with them. `strict` does what the
standards say: use it to find out whether your client is right.

The known differences have numbers, which tests and reports refer to. Those of OAuth 2.0 wait for OAuth 2.0.

| | `vendor` | `strict` | simulated |
|---|---|---|---|
{quirks}
Relocating a link differs too. `vendor` takes any application of the same type at the new address, as the real
products do, and answers 500 to what is no URI; `strict` takes only the installation that was linked, and answers 400.

## Guesses that are switches

Where sources are silent or disagree, the product does the more likely thing, and a switch under
[`guesses`](topology.md#guesses) makes it do the other. If your tests depend on one of these, run them both ways.

| switch | default | what it means |
|---|---|---|
{told}
## Guesses without a switch

- The form of a consumer key, a product's name and ten digits. It is free text to everybody who receives it.
- The paths under which administrators change people and groups of Confluence, and the members of Confluence's
  `server-information`.
- Status 403 from a Confluence that lets nobody look without a login. Some versions answer 401.
- The order of search results when a query does not ask for one.
- Creating a link through both products: how the browser comes back (`applinkCreated`, `applinkCreatedId`), whose
  direction `applinkConfigIn…` and `applinkConfigOut…` mean (here the asking product's own), and that a product which
  has a link already says so instead of changing it.
- Where an administrator confirms the password, how long that lasts (ten minutes), and that REST answers 401 to a
  browser's session that is not confirmed. The names of the cookies with the XSRF token.
- A form of the applink servlets without a good XSRF token: a page with status 200 in the `vendor` profile, 403 in the
  `strict` one. Everywhere else 403.
- The addresses of the pages on which a link is created, edited, relocated and deleted.
- A link is not relocated to where another link of the product leads, nor to the product itself: 400. Without a
  `newUrl` it is 400 as well, whatever the profile.
- Whether somebody may delete an end is answered NO_PERMISSION to whoever is no administrator, even if there is no
  such end. The answer's XML element is called `permissionCode`, and has a `url` only where a token would help.
- How long a product waits for another one while it deletes both ends of a link: its `patience`.
- An administrator whose link somebody else deletes at the same moment gets 404, or 200 if both ends are gone.
- Which version of application links the older versions of products have. Only Jira 5.1 is known to have 3.7; that
  Jira 6.3 has 4.2, Jira 7.0 has 5.0.2 and Jira 7.2 has 5.1.2, and likewise for Confluence, is made up so that each
  age has its product. All newer versions have 9.1.4, and build numbers are roughly right at best.
- From which version on a product offers `STATUS_API` (5.0.5 here) and `MIGRATION_API` (5.2 here), and under which
  address products with application links 4 take consumers.
- How a product finds out whether it may replace retired authentication at both ends. Here the person has to be a
  system administrator of the product that shows the status, and the other product has to answer
  `1.0/authenticationinfo`, asked over the link, as it does for administrators.
- That a status is asked for without authentication where the other product's manifest cannot be had, and that
  nothing of a manifest is remembered for the next look.
- `UPGRADE CONFIG` beside links with retired authentication and `DEPRECATED` beside those whose OAuth is no longer
  enough. Sources have both words for both.
- The details of a status for network trouble: an exception of Java with a message, which for certificates is in
  OpenSSL's words. Waiting in vain for a connection and waiting in vain for an answer differ in these details alone.
- A handshake that fails over the protocol, the ciphers or the server's name is `SSL_UNTRUSTED`. Where no link answers
  because a proxy has lost the context path, it is `NO_REMOTE_APPLINK`: 404 is what a product without one says.
- How a person takes back what an application was allowed: a form on the page of authorized applications, protected
  like every other.
- Whoever begins anew to authenticate gives up the access they had, until they have allowed it again.
- Three wrong passwords in a row close REST for a user, with status 403. A login in a browser opens it again; a real
  product asks for a CAPTCHA there, the mock does not.
- Whether a consumer may consent for a user it acts as. Here its signature decides nothing: the page wants a person.
- Which addresses after the dance come with a warning: all outside the product. What is no plain web address, or has
  something before its host that could be taken for one, is not offered at all.
- Links between projects: administrators of a product may link every project of it. Seeing what a project is linked
  with takes no more than seeing the project. A link at both ends is made and removed at the other end first, so a
  refusal there leaves both ends as they were. The names under which `entitylink/primaryLinks` tells the types, and
  the addresses of projects and spaces in `displayUrl`.
- Nobody in particular who asks for a permission is refused with 401, as the products' framework does.
- Version 3 of a link: a name or a URL that is missing is refused like an empty one, with 400. By reading it could be
  a 500. `capabilities/remote` keeps nothing: any age is young enough.
- Which keys `feature-discovery` takes: letters, digits and `. : _ -`, a hundred at most.
- Deleting orphaned trust that is not there, or that has a link: 404.
- Upgrading a link to an id that is linked already: that link takes in tokens, project links and trusted applications,
  and keeps its name, address, authentication and consumer. The other consumer becomes orphaned trust.
- Migrating a link: the other end is asked first, over the link as it was. Where it does not agree, the older
  authentication stays beside OAuth.
- `DELETE oauth/autoconfig` leaves two-legged outgoing requests as they are.
- The names of the fields on the older pages for basic access, for a consumer that is typed in, and for switching
  outgoing OAuth on and off.

## What is not simulated

- OAuth 2.0. Trusted Applications. Basic access on links can be configured and is sent, no scenario speaks of it.
- Cloud products. Links that sign with a shared secret (HMAC-SHA1).
- Products other than Jira and Confluence. [Adding a kind](how-to-add.md#a-product-kind) takes two files.
- Firewalls between products, but for the [faults](faults.md).

What has been checked, case by case, is in [conformance.md](conformance.md).
"""


def _default(entry: dict[str, Any]) -> str:
    if "default" in entry:
        return f"`{json.dumps(entry['default']).strip(chr(34))}`"
    return ""


def topology_page() -> str:
    """The page as it is, with its tables of keys written anew."""
    text = (HERE / "topology.md").read_text(encoding="utf-8")
    begin, end = KEYS
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{_keys()}{end}{after}"


def container_page() -> str:
    """Likewise, with the table of what `applinks product` can be told."""
    return _with_options("container.md", _options())


def load_page() -> str:
    """Likewise, with the profiles, the shapes and the options of `applinks load`."""
    tables = (
        ("profile", PROFILES.items()),
        ("`--shape`", ((name, shape.__doc__ or "") for name, shape in SHAPES.items())),
        ("option", ((each.opts[0], _help(each)) for each in load.params if isinstance(each, click.Option))),
    )
    made = []
    for title, rows in tables:
        made.append(f"| {title} | |\n|---|---|\n" + "".join(f"| `{name}` | {_cell(told)} |\n" for name, told in rows))
    return _with_options("load.md", "\n".join(made))


def _with_options(name: str, made: str) -> str:
    text = (HERE / name).read_text(encoding="utf-8")
    begin, end = OPTIONS
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}{made}{end}{after}"


def _options() -> str:
    rows = "".join(
        f"| `{option.envvar}` | `{option.opts[0]}` | {_cell(_help(option))} |\n"
        for option in product.params
        if isinstance(option, click.Option)
    )
    return f"| environment | option of `applinks product` | |\n|---|---|---|\n{rows}"


def _help(option: click.Option) -> str:
    said = option.help or ""
    return f"{said} [default: {option.default}]" if option.show_default else said


def _keys() -> str:
    schema = topology_schema()
    parts = [("The file", schema), *((part["title"], part) for part in _in_order(schema))]
    return "".join(_table(title, part) for title, part in parts)


def _in_order(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts that have keys, as one meets them reading the file from its top."""
    found: dict[str, dict[str, Any]] = {}

    def visit(part: dict[str, Any]) -> None:
        for name in re.findall(r'"#/\$defs/(\w+)"', json.dumps(part.get("properties", {}))):
            below = schema["$defs"][name]
            if name not in found and "properties" in below:
                found[name] = below
                visit(below)

    visit(schema)
    return list(found.values())


def _table(title: str, part: dict[str, Any]) -> str:
    required = part.get("required", ())
    rows = "".join(
        f"| `{name}` | {_values(entry)} | {'required' if name in required else _default(entry)} "
        f"| {_cell(entry.get('description', ''))} |\n"
        for name, entry in part["properties"].items()
    )
    return f"### {title}\n\n{part['description']}\n\n| key | value | unless written | |\n|---|---|---|---|\n{rows}\n"


def _values(entry: dict[str, Any]) -> str:
    words: list[str] = []
    for choice in entry.get("anyOf", [entry]):
        word = _value(choice)
        if word and word not in words:
            words.append(word)
    return " or ".join(words)


def _value(choice: dict[str, Any]) -> str:
    if "$ref" in choice:
        name = choice["$ref"].rpartition("/")[2]
        part = topology_schema()["$defs"][name]
        if "enum" in part:
            return ", ".join(f"`{word}`" for word in part["enum"])
        return f"[{part['title']}](#{part['title'].lower().replace(' ', '-')})"
    if "enum" in choice:
        return ", ".join(f"`{word}`" for word in choice["enum"])
    sort = choice.get("type")
    if sort == "array":
        return f"list of {_values(choice['items'])}"
    if sort == "object":
        return f"name: {_values(choice['additionalProperties'])}"
    names = {"string": "text", "integer": "number", "number": "number", "boolean": "true or false", "null": ""}
    sorts = [sort] if isinstance(sort, str) else list(sort or ())
    return " or ".join(names[each] for each in sorts if names[each])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def control_page() -> str:
    """What is between the marks; the rest is written by hand."""
    written = (HERE / "control.md").read_text(encoding="utf-8")
    before, _, rest = written.partition(OPERATIONS[0])
    return before + OPERATIONS[0] + _operations() + OPERATIONS[1] + rest.partition(OPERATIONS[1])[2]


def _operations() -> str:
    with in_process(read_topology("userbases: {people: {users: {anna: {}}}}\nproducts: {jira: {}}")) as running:
        description = running.controls["jira"].ask("GET", "/openapi.json")
    every = [
        (operation["tags"][0], method.upper(), path, operation)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    ]
    parts = []
    for tag in description["tags"]:
        rows = [
            f"| `{method} {path}` | {_cell(operation['summary'])} | {_fields(description, operation)} "
            f"| {', '.join(operation['responses'])} |\n"
            for topic, method, path, operation in every
            if topic == tag["name"]
        ]
        head = "| operation | what it does | what is sent | answers |\n|---|---|---|---|\n"
        parts.append(f"\n### {tag['name'].capitalize()}\n\n{tag['description']}.\n\n{head}{''.join(rows)}")
    return "".join(parts) + "\n"


def _fields(description: dict[str, Any], operation: dict[str, Any]) -> str:
    """Those of the body, required ones first and in bold, and of the query."""
    query = [f"`?{each['name']}=`" for each in operation.get("parameters", ()) if each["in"] == "query"]
    if "requestBody" not in operation:
        return ", ".join(query)
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    document = description["components"]["schemas"][reference.rpartition("/")[2]]
    required = document.get("required", [])
    bold = [f"**`{name}`**" for name in document["properties"] if name in required]
    return ", ".join(query + bold + [f"`{name}`" for name in document["properties"] if name not in required])


def performance_page() -> str:
    """What is between the marks, from the figures of the run that was kept."""
    # The benchmark is not installed.
    sys.path.append(str(HERE.parent / "load" / "benchmarks"))
    from applink_benchmarks.figures import Measured
    from applink_benchmarks.page import with_figures

    measured = Measured.of_document((HERE / "performance.json").read_text(encoding="utf-8"))
    return with_figures((HERE / "performance.md").read_text(encoding="utf-8"), measured)


def schema_page() -> str:
    return json.dumps(topology_schema(), indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "phrasebook.md": phrasebook_page,
    "faults.md": faults_page,
    "guesses.md": guesses_page,
    "diagnosis.md": diagnosis_page,
    "topology.md": topology_page,
    "container.md": container_page,
    "load.md": load_page,
    "control.md": control_page,
    "performance.md": performance_page,
    "topology-schema.json": schema_page,
}


def out_of_date(pages: Mapping[str, Callable[[], str]] = PAGES) -> list[str]:
    """Names of the pages whose file differs from what the code says."""
    return [name for name, made in pages.items() if _written(HERE / name) != made()]


def _written(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is out of date")
    checking = parser.parse_args().check
    old = out_of_date()
    for name in old:
        if not checking:
            (HERE / name).write_text(PAGES[name](), encoding="utf-8")
        sys.stdout.write(f"docs/{name} {'is out of date: run `tox -e docs`' if checking else 'written'}\n")
    return 1 if checking and old else 0


if __name__ == "__main__":
    sys.exit(main())

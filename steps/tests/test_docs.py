"""What the pages say is so: they are up to date, their links lead somewhere, and their examples work."""

from __future__ import annotations

import importlib.util
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.cli import main
from applink_simulator.faults import faults
from applink_simulator.topology.load import load
from applink_steps.lint import lint
from applink_steps.phrasebook import phrasebook
from applink_steps.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from conftest import Folder

    from applink_steps.wording import Scenario, Vocabulary

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
WRITTEN = [page for page in PAGES if page.name != "phrasebook.md"]
"""Pages with examples of their own; those of the phrasebook have their own tests."""
DEFAULT_TOPOLOGY = "shared-userbase"
FENCED = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINKED = re.compile(r"\]\(([^()\s]+)\)")
COMMAND = re.compile(r"(?:\S*[/\\])?applinks ((?:[a-z]|-)[^|&;#`]*)")

page = pytest.mark.parametrize("page", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())


@dataclass(frozen=True)
class Block:
    language: str
    text: str

    @property
    def file(self) -> str | None:
        """The file that the example is, if its first line says so: `# security.feature`."""
        named = re.match(r"# (\S+\.(?:feature|yaml))\n", self.text)
        return named[1] if named else None


def blocks(text: str, *languages: str) -> list[Block]:
    found = [Block(language, body) for _, language, body in FENCED.findall(text)]
    return [block for block in found if block.language in languages]


def lay_out(page: Path, folder: Path) -> list[Path]:
    """The page's examples as files, as a reader would have them; steps alone become a scenario."""
    text = page.read_text(encoding="utf-8")
    features = []
    for number, block in enumerate(blocks(text, "gherkin", "yaml", "ini")):
        suffix = {"gherkin": ".feature", "yaml": ".yaml", "ini": ".ini"}[block.language]
        name = "pytest.ini" if suffix == ".ini" else block.file or f"example-{number}{suffix}"
        body = block.text
        if suffix == ".feature" and "Feature:" not in body:
            body = f"Feature: F\n  Scenario: s\n{body}"
        for key in re.findall(r"public_key_file: (\S+)", body):
            (folder / key).write_text(KeyPair.generate(1024).public.text, encoding="ascii")
        (folder / name).write_text(body, encoding="utf-8")
        if suffix == ".feature":
            features.append(folder / name)
    return features


def default_topology(folder: Path) -> str:
    settings = folder / "pytest.ini"
    if settings.is_file() and (named := re.search(r"applinks_topology = (\S+)", settings.read_text())):
        return named[1]
    return DEFAULT_TOPOLOGY


@cache
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_make", ROOT / "docs" / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look their module up there.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_pages_made_from_the_code_are_up_to_date():
    """Else the phrasebook promises phrases that are gone: run `tox -e docs`."""
    assert make().out_of_date() == []


def test_a_page_that_is_out_of_date_is_named():
    """The positive control: the comparison does compare."""
    assert make().out_of_date({"faults.md": lambda: "something else"}) == ["faults.md"]


def anchors(page: Path) -> set[str]:
    """Headings as GitHub turns them into fragments."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> Iterator[str]:
    for target in LINKED.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if "://" in target:
            continue
        path, _, fragment = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            yield f"{page.name}: {target}"
        elif fragment and fragment not in anchors(file):
            yield f"{page.name}: no heading for {target}"


def test_links_within_the_repository_lead_somewhere():
    """To a file that exists, and to a heading in it."""
    assert [link for page in PAGES for link in dead_links(page)] == []


def test_a_dead_link_is_found(tmp_path: Path):
    """The positive control, for a file and for a heading."""
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](nowhere.md) [b](#one) [c](#two)\n", encoding="utf-8")
    assert list(dead_links(page)) == ["page.md: nowhere.md", "page.md: no heading for #two"]


@page
def test_features_in_the_pages_have_no_problems(page: Path, tmp_path: Path):
    """With the names of the topologies that the page shows beside them."""
    features = lay_out(page, tmp_path)
    default = default_topology(tmp_path)

    def vocabulary(scenario: Scenario) -> Vocabulary:
        return vocabulary_of(scenario, default)

    assert [str(problem) for problem in lint(features, vocabulary)] == []


@page
def test_topologies_in_the_pages_load(page: Path, tmp_path: Path):
    """Without mistakes, and without warnings unless the page is about them."""
    lay_out(page, tmp_path)
    for file in tmp_path.glob("*.yaml"):
        assert load(file).warnings == ()


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md", "docs/how-to-add.md"])
def test_features_in_the_pages_pass(name: str, empty_folder: Folder):
    """As a reader would run them: in a folder of their own, with the topologies of the page."""
    names = [feature.name for feature in lay_out(ROOT / name, empty_folder.path)]
    assert names
    outcome = empty_folder.applinks("test", "--backend", "in-process", "--", "-p", "no:cacheprovider")
    assert outcome.status == 0, outcome.output


def commands_in(text: str) -> Iterator[str]:
    """What follows `applinks` wherever the page shows it: in a code span, or at the beginning of a command."""
    for block in blocks(text, "sh", "text"):
        for line in block.text.splitlines():
            if block.language == "sh" or line.startswith("$ "):
                yield from COMMAND.findall(line)
    for span in INLINE.findall(FENCED.sub("", text)):
        if span.startswith("applinks "):
            yield from COMMAND.findall(span)


def mistakes_in(command: str) -> list[str]:
    """Names and options that `applinks` does not have; what follows `--` is pytest's business."""
    words = command.partition(" -- ")[0].split()
    context = click.Context(main, info_name="applinks")
    if words[0].startswith("-"):
        return [words[0]] if words[0] not in options_of(main, context) else []
    found = main.get_command(context, words[0])
    if found is None:
        return [words[0]]
    context = click.Context(found, info_name=words[0], parent=context)
    if isinstance(found, click.Group) and len(words) > 1:
        within = found.get_command(context, words[1])
        if within is None:
            return [words[1]]
        found, words = within, words[1:]
    known = options_of(found, click.Context(found, info_name=words[0], parent=context))
    return [word for word in words[1:] if word.startswith("-") and word not in known]


def options_of(command: click.Command, context: click.Context) -> set[str]:
    parameters: list[Any] = command.get_params(context)
    return {option for each in parameters if isinstance(each, click.Option) for option in each.opts}


@page
def test_commands_in_the_pages_exist(page: Path):
    """With the options they are shown with."""
    wrong = {each: mistakes for each in commands_in(page.read_text("utf-8")) if (mistakes := mistakes_in(each))}
    assert wrong == {}


def test_a_command_that_does_not_exist_is_found():
    """The positive control, for commands and options."""
    text = "`applinks tset` `applinks lint --jsn .` `applinks test -n 2`\n```sh\napplinks steps --jsno\n```\n"
    assert [mistakes_in(each) for each in commands_in(text)] == [["--jsno"], ["tset"], ["--jsn"], []]


def test_every_command_fault_and_topic_is_in_the_pages():
    """What nobody can read about does not exist for its users."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    context = click.Context(main)
    wanted = [f"`applinks {name}`" for name in main.list_commands(context)]
    wanted += [f"| [{name}](" for name in faults()]
    wanted += [f"## {topic.name.capitalize()}\n" for topic in phrasebook()]
    assert [each for each in wanted if each not in text] == []


def test_every_key_of_a_topology_is_explained():
    """In the tables that are made from the schema."""
    text = (ROOT / "docs" / "topology.md").read_text(encoding="utf-8")
    schema = make().topology_schema()
    keys = [key for part in (schema, *schema["$defs"].values()) for key in part.get("properties", {})]
    assert keys
    assert [key for key in keys if f"| `{key}` |" not in text] == []

"""YAML read so that every value knows its line and stays the text it was written as.

What a text means, a number or a yes, is decided by the model it is for: a version ``9.10`` is not 9.1 and a
user ``no`` is not False.
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from applink_simulator.topology.mistakes import Mistake, TopologyMistakes, quoted

# The same parser in C is ten times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_MERGE = "<<"

MOST_DEPTH = 40
MOST_UNFOLDED = 20_000
"""Values that all aliases together may stand for: a small file must not unfold to a huge one."""

Location = tuple[str | int, ...]
"""Keys and indexes from the root to a value, as pydantic gives them."""


@dataclass
class Scalar:
    line: int
    column: int
    text: str | None
    """None when nothing was written, or ``null``."""


@dataclass
class Sequence:
    line: int
    column: int
    items: "list[Node]"


@dataclass
class Entry:
    """A value of a mapping, with the place of its key."""

    line: int
    column: int
    value: "Node"


@dataclass
class Mapping:
    line: int
    column: int
    entries: dict[str, Entry]


Node = Scalar | Sequence | Mapping
Plain = None | str | list["Plain"] | dict[str, "Plain"]


def read(text: str, file: str) -> tuple[Node | None, list[Mistake]]:
    """The document's root, None when there is none, and what is wrong without spoiling the rest."""
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        column = unprintable.start() - text.rfind("\n", 0, unprintable.start())
        raise TopologyMistakes([Mistake(file, line, column, "a control character: this is not a text file")])
    composer = _Composer(text, file)
    try:
        return composer.document(), composer.mistakes
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        what = f"this is not YAML: {problem.problem or problem.context}"
        if _starts_with_a_tab(text, line):
            what += "; lines are indented with spaces, not with tabs"
        raise TopologyMistakes([*composer.mistakes, Mistake(file, line, column, what)]) from None
    except yaml.YAMLError as problem:
        raise TopologyMistakes([Mistake(file, 0, 0, f"this is not YAML: {problem}")]) from None


def plain(node: Node) -> Plain:
    """The value without its places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def place(root: Node, location: Location, *, on_key: bool = False) -> tuple[int, int]:
    """Line and column of a value, or of its key when it spans lines; of what surrounds it when absent."""
    node, where = root, (root.line, root.column)
    for step in location:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
            entry = node.entries[step]
            node, where = entry.value, (entry.line, entry.column)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            where = (node.line, node.column)
    if isinstance(node, Scalar) and node.text and not on_key:
        where = (node.line, node.column)
    return where


def forget(root: Node, location: Location, *, with_its_key: bool = False) -> None:
    """Take a value out as if it had not been written; its key stays, as others may refer to it."""
    node, parent, last = root, root, location[-1:]
    for step in location:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
            parent, last, node = node, (step,), node.entries[step].value
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            parent, last, node = node, (step,), node.items[step]
    if node is root:
        return
    (step,) = last
    if isinstance(parent, Sequence) and isinstance(step, int):
        del parent.items[step]
    elif isinstance(parent, Mapping) and isinstance(step, str):
        if with_its_key:
            del parent.entries[step]
        else:
            parent.entries[step].value = Scalar(node.line, node.column, None)


def _starts_with_a_tab(text: str, line: int) -> bool:
    lines = text.splitlines()
    return any("\t" in _indentation(near) for near in lines[max(line - 2, 0) : line])


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


class _Composer:
    """Builds the tree from the parser's events: PyYAML's own composer is unbounded and loses doubled keys."""

    def __init__(self, text: str, file: str) -> None:
        self.mistakes: list[Mistake] = []
        self._file = file
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._anchors: dict[str, tuple[Node, int] | None] = {}
        """Node and number of values by anchor; None while the node is being read."""
        self._values = 0
        self._unfolded = 0

    def document(self) -> Node | None:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        root = self._node(next(self._events), 0)
        next(self._events)
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            self._wrong(following, 'a second document begins: a topology is one document, without "---"')
        return root

    def _node(self, event: Any, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise self._fatal(event, f"nested more than {MOST_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent):
            return self._unfold(event)
        if event.tag is not None:
            self._wrong(event, f"the tag {quoted(event.tag)}: tags are not taken here")
        before = self._values
        self._values += 1
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(event, depth)
        else:
            node = self._mapping(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node, self._values - before
        return node

    def _scalar(self, event: Any) -> Scalar:
        text = None if event.implicit[0] and event.value in _NOTHING else self._printable(event)
        return Scalar(*_place_of(event), text)

    def _printable(self, event: Any) -> str:
        """Without characters that no page, no header and no XML could carry."""
        text, found = _UNPRINTABLE.subn("", event.value)
        if found:
            self._wrong(event, "a control character within a text")
        return text

    def _sequence(self, event: Any, depth: int) -> Sequence:
        items = []
        while not isinstance(following := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(following, depth + 1))
        return Sequence(*_place_of(event), items)

    def _mapping(self, event: Any, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        inherited: list[Entry] = []
        while not isinstance(following := next(self._events), yaml.MappingEndEvent):
            key = self._node(following, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar) or isinstance(following, yaml.AliasEvent):
                self._wrong(following, "a key must be a plain word")
                continue
            name = self._printable(following)
            if name == _MERGE and following.implicit[0]:
                inherited.append(Entry(key.line, key.column, value))
            elif name in entries:
                first = entries[name].line
                self._wrong(following, f"{quoted(name)} is written twice; first in line {first}")
            else:
                entries[name] = Entry(key.line, key.column, value)
        for entry in inherited:
            self._inherit(entries, entry)
        return Mapping(*_place_of(event), entries)

    def _inherit(self, entries: dict[str, Entry], merged: Entry) -> None:
        """``<<: *other``: what the other mapping has and this one does not say itself."""
        others = merged.value.items if isinstance(merged.value, Sequence) else [merged.value]
        for other in others:
            if isinstance(other, Mapping):
                for name, entry in other.entries.items():
                    entries.setdefault(name, entry)
            else:
                what = '"<<" takes over another mapping: an alias such as *jira goes after it'
                self.mistakes.append(Mistake(self._file, merged.line, merged.column, what))

    def _unfold(self, event: Any) -> Node:
        if event.anchor not in self._anchors:
            raise self._fatal(event, f"the alias *{event.anchor} has no anchor &{event.anchor} before it")
        anchored = self._anchors[event.anchor]
        if anchored is None:
            raise self._fatal(event, f"the alias *{event.anchor} lies within its own anchor")
        node, values = anchored
        self._values += values
        self._unfolded += values
        if self._unfolded > MOST_UNFOLDED:
            raise self._fatal(event, f"the aliases stand for more than {MOST_UNFOLDED} values")
        return copy.deepcopy(node)

    def _wrong(self, event: Any, what: str) -> None:
        self.mistakes.append(Mistake(self._file, *_place_of(event), what))

    def _fatal(self, event: Any, what: str) -> TopologyMistakes:
        return TopologyMistakes([*self.mistakes, Mistake(self._file, *_place_of(event), what)])


def _place_of(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1

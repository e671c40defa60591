"""The topology file's JSON Schema: editors complete from it, and mistakes find the nearest word in it."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from applink_simulator.topology import file
from applink_simulator.topology.file import TopologyFile
from applink_simulator.topology.marked_yaml import Location

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TOLD = ("title", "description", "default")
_EMPTY: tuple[object, ...] = ("", [], {}, None)


@cache
def topology_schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12."""
    schema = TopologyFile.model_json_schema(by_alias=True)
    told = _attribute_docstrings()
    for model, part in {TopologyFile.__name__: schema, **schema["$defs"]}.items():
        for name, described in part.get("properties", {}).items():
            described["title"] = name.replace("_", " ").capitalize()
            described["description"] = told[model, name]
            if isinstance(described.get("default"), dict):
                del described["default"]  # its keys say theirs
            if name not in part.get("required", ()):
                part["properties"][name] = _may_be_left_empty(described)
        if "properties" in part and not part.get("required"):
            part["type"] = ["object", "null"]
    return {"$schema": DIALECT, **schema}


def _attribute_docstrings() -> dict[tuple[str, str], str]:
    """What stands below each field, by model and field.

    Read only when a schema is wanted: pydantic would do it at every import, and reading source takes a while.
    """
    told: dict[tuple[str, str], str] = {}
    for model in ast.parse(inspect.getsource(file)).body:
        if isinstance(model, ast.ClassDef):
            for field, below in pairwise(model.body):
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    match below:
                        case ast.Expr(ast.Constant(str(text))):
                            told[model.name, field.target.id.rstrip("_")] = " ".join(text.split())
    return told


def words_at(location: Location) -> list[str]:
    """What may be written there: keys of a mapping, values of a choice; empty when anything may."""
    parts = [topology_schema()]
    for step in location:
        parts = [below for part in parts for choice in _choices(part) for below in _below(choice, step)]
    words: list[str] = []
    for part in parts:
        for choice in _choices(part):
            words += [*choice.get("properties", ()), *filter(None, choice.get("enum", ()))]
    return words


def _choices(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "$ref" in part:
        yield from _choices(topology_schema()["$defs"][part["$ref"].rpartition("/")[2]])
    for choice in part.get("anyOf", ()):
        yield from _choices(choice)
    yield part


def _below(part: dict[str, Any], step: str | int) -> Iterator[dict[str, Any]]:
    if isinstance(step, int):
        if "items" in part:
            yield part["items"]
    elif step in part.get("properties", {}):
        yield part["properties"][step]
    elif isinstance(part.get("additionalProperties"), dict):
        yield part["additionalProperties"]


def _may_be_left_empty(described: dict[str, Any]) -> dict[str, Any]:
    """A key with nothing after it counts as not written, so an editor need not complain about it."""
    value = {word: part for word, part in described.items() if word not in _TOLD}
    choices = value["anyOf"] if set(value) == {"anyOf"} else [value]
    told = {word: part for word, part in described.items() if word in _TOLD and part not in _EMPTY}
    return told | {"anyOf": [*(choice for choice in choices if choice != {"type": "null"}), {"type": "null"}]}

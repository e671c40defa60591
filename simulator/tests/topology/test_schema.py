"""The JSON Schema that editors complete from."""

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from applink_simulator.domain.profiles import Guesses
from applink_simulator.products import kinds
from applink_simulator.topology.file import GuessesEntry
from applink_simulator.topology.schema import DIALECT, topology_schema, words_at

TYPES = {"string", "number", "integer", "boolean", "array", "object", "null"}
KEYWORDS = {"$schema", "$defs", "$ref", "title", "description", "default", "type", "properties", "required", "items",
            "additionalProperties", "anyOf", "enum", "minimum", "maximum"}  # fmt: skip


def parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema and every schema within it."""
    yield schema
    inside = [*schema.get("$defs", {}).values(), *schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    inside += [schema[word] for word in ("items", "additionalProperties") if isinstance(schema.get(word), dict)]
    for part in inside:
        yield from parts(part)


def test_the_schema_is_json_of_the_dialect_it_names():
    """Only keywords that the dialect has, each with a value it allows, and no reference to nowhere."""
    schema = topology_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["$schema"] == DIALECT
    for part in parts(schema):
        assert set(part) <= KEYWORDS
        types = part.get("type", [])
        assert set([types] if isinstance(types, str) else types) <= TYPES
        assert set(part.get("required", ())) <= set(part.get("properties", ()))
        if "$ref" in part:
            assert part["$ref"].removeprefix("#/$defs/") in schema["$defs"]


def test_every_key_has_a_title_and_a_description():
    """An editor shows them while one types."""
    for part in parts(topology_schema()):
        for name, described in part.get("properties", {}).items():
            assert described["title"], name
            assert described["description"], name
            assert "\n" not in described["description"], name


def test_every_mapping_with_known_keys_refuses_others():
    """So that an editor underlines what the simulator would refuse."""
    for part in parts(topology_schema()):
        if "properties" in part:
            assert part["additionalProperties"] is False


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ((), ["userbases", "products", "links", "consumers"]),
        (("links", 3, "direction"), ["one-way", "two-way"]),
        (("products", "wiki", "guesses", "hidden_issue"), ["revealed", "hidden"]),
        (("products", "wiki", "kind"), sorted(kinds())),
        (("userbases", "c", "generate"), ["users", "groups"]),
        (("products", "wiki", "title"), []),
        (("nowhere", "at", 1), []),
    ],
)
def test_the_words_that_may_be_written_are_found_for_every_place(location: tuple[str | int, ...], words: list[str]):
    """From the same schema as the editors', so that a mistake advises what an editor would complete."""
    assert words_at(location) == words


def test_the_file_has_every_guess_that_products_have_with_its_default():
    """A switch that is added to the products belongs into the file too."""
    written = {name: field.default for name, field in GuessesEntry.model_fields.items()}
    assert written == {field.name: field.default for field in fields(Guesses)}

"""The control surface's OpenAPI description: whatever can come of each operation, also where no view says so."""

from typing import Any

TAKING = ("POST", "PUT", "PATCH")
"""Methods with which something may be sent along."""

EXAMPLES: dict[str, dict[str, Any]] = {
    "name": {"users": "alice", "faults": "is slow", "snapshots": "before"},
    "key": {"containers": "DEMO", "items": "DEMO-1"},
    "application_id": {"links": "4f5a4b8e-9f3c-3c1b-9a0f-9d2e6c1f7a11"},
    "username": {"tokens": "alice"},
    "after": {"journal": 0},
}
"""Of parameters, by the topic's path."""

REFUSED = {
    400: "What was sent is no JSON",
    401: "The token is missing or wrong",
    404: "Nothing is called so here",
    409: "What is there does not allow it",
    413: "What was sent is too long",
    415: "What was sent does not say that it is JSON",
    422: "Something that was sent is not as described",
}


def described(description: dict[str, Any]) -> dict[str, Any]:
    """The same, completed."""
    paths = {
        path: {method: _operation(path, method, operation) for method, operation in operations.items()}
        for path, operations in description["paths"].items()
    }
    components = description["components"]
    schemas = {name: _with_examples(schema) for name, schema in components["schemas"].items()}
    return description | {"paths": paths, "components": components | {"schemas": schemas}}


def _with_examples(schema: dict[str, Any]) -> dict[str, Any]:
    """As JSON Schema has them; the library keeps one alone, in the older way."""
    told = {name: each for name, each in schema.items() if name != "example"}
    return told | ({"examples": [schema["example"]]} if "example" in schema else {})


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    possible = {401, 422}
    if method.upper() in TAKING:
        possible |= {400, 413, 415}
    told = operation["responses"]
    possible |= {int(status) for status in told if int(status) in REFUSED}
    responses = {status: answer for status, answer in told.items() if int(status) not in possible}
    responses |= {str(status): _refusal(status) for status in sorted(possible)}
    parameters = [_parameter(path, each) for each in operation.get("parameters", ())]
    return operation | {"responses": responses} | ({"parameters": parameters} if parameters else {})


def _refusal(status: int) -> dict[str, Any]:
    document = "Unprocessable" if status == 422 else "Refusal"
    answer: dict[str, Any] = {
        "description": REFUSED[status],
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{document}"}}},
    }
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}}
    return answer


def _parameter(path: str, parameter: dict[str, Any]) -> dict[str, Any]:
    return parameter | {"example": EXAMPLES[parameter["name"]][path.split("/")[1]]}

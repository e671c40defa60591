"""The same scenarios on two backends: their reports made comparable, and what differs.

    python simulator/tests/docker/parity.py ONE.json OTHER.json

compares what ``pytest --applinks-json`` has written. Numbers of exchanges, times, addresses, and what is made up at
random differ of course; the rest must not.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_ADDRESS = re.compile(
    r"(https?)(://|%3A%2F%2F|%253A%252F%252F|:\\/\\/)"
    r"(?:127\.0\.0\.1|(?:[a-z][a-z0-9-]*?)(?:-front)?(?:-\d+)?)(?=[:/%\\\"'<&\s?,;)]|$)(?:(?::|%3A|%253A)\d+)?",
    re.IGNORECASE,
)
_RANDOM = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{16,}\b", re.IGNORECASE)
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d{1,2}/[A-Z][a-z]{2}/\d\d"
    r"(?: \d{1,2}:\d\d [AP]M)?|\b\d{9,19}\b"
)
_HOST = re.compile(r"\b(?:127\.0\.0\.1|(?:jira|confluence|[a-z]+(?:-[a-z]+)*)(?:-front|-\d+)?):\d{2,5}\b")
_OAUTH = re.compile(r'(oauth_(?:nonce|timestamp|signature|token|verifier|token_secret)=)("?)[^&",\s]*')


def comparable(text: str) -> str:
    """Without what differs from run to run."""
    text = _OAUTH.sub(r"\1\2~", text)
    text = _ADDRESS.sub(r"\1\2ADDRESS", text)
    text = _HOST.sub("ADDRESS", text)
    text = _RANDOM.sub("ID", text)
    return _TIME.sub("TIME", text)


def scenarios(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By place and example: the verdict, and what every product was asked in each step."""
    found = {}
    for scenario in report["scenarios"]:
        place = f"{Path(scenario['file']).name}:{scenario['line']} {scenario['name']} #{scenario['example_number']}"
        found[place] = {
            "status": scenario["status"],
            "observations": [comparable(json.dumps(each, sort_keys=True)) for each in scenario["observations"]],
            "steps": [_step(step) for step in scenario["steps"]],
        }
    return found


def _step(step: dict[str, Any]) -> dict[str, Any]:
    # Products that are asked at the same time may answer in any order.
    return {
        "text": comparable(f"{step['keyword']} {step['text']}"),
        "status": step["status"],
        "exchanges": Counter(_exchange(exchange) for exchange in step["exchanges"]),
    }


def _exchange(exchange: dict[str, Any]) -> str:
    told = ("sender", "product", "method", "path", "status", "caller", "way", "consumer", "refusal")
    said = " | ".join(f"{exchange[name]}" for name in told)
    return comparable(f"{said} | {exchange['request_body']} | {exchange['reply_body']}")


def differences(one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """Of two reports, a line or two for each scenario that differs."""
    here, there = scenarios(one), scenarios(other)
    for place in sorted(here.keys() ^ there.keys()):
        yield f"{place}: only in {'the first' if place in here else 'the second'}"
    for place in sorted(here.keys() & there.keys()):
        yield from (f"{place}: {what}" for what in _differing(here[place], there[place]))


def _differing(here: dict[str, Any], there: dict[str, Any]) -> Iterator[str]:
    if here["status"] != there["status"]:
        yield f"{here['status']} and {there['status']}"
        return
    if here["observations"] != there["observations"]:
        yield f"who saw what: {here['observations']} and {there['observations']}"
    for mine, theirs in zip(here["steps"], there["steps"], strict=True):
        if (mine["text"], mine["status"]) != (theirs["text"], theirs["status"]):
            yield f"{mine['text']} {mine['status']} and {theirs['text']} {theirs['status']}"
        for sign, left in (
            ("-", mine["exchanges"] - theirs["exchanges"]),
            ("+", theirs["exchanges"] - mine["exchanges"]),
        ):
            yield from (f"{mine['text']}\n    {sign} {each}" for each in left.elements())


def main(one: str, other: str) -> int:
    found = list(differences(json.loads(Path(one).read_text()), json.loads(Path(other).read_text())))
    sys.stdout.write("".join(f"{each}\n" for each in found) + f"{len(found)} differences\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

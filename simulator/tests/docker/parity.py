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
from urllib.parse import unquote

SURELY_SHORT = 1500
"""Characters of a body that the report shows whole on both sides, however long the addresses in it are."""
SURELY_SHOWN = 600
"""Characters of a longer one that it shows on both sides."""

MOST_ENCODED = 5
"""Times that an address may be escaped, in an address within an address."""
RACES = {
    "Deleted from both ends at once, it is gone at both": "who comes first is chance",
    "Jira is slow: Confluence gives up, and only a look at Jira tells what has become of its end": (
        "whether what was given up arrives before somebody looks is chance"
    ),
    "A product that is ill makes the one ill whose pages wait for it": "how often a crowd has asked is chance",
}
"""Scenarios of which only the verdict is compared, and why."""

_ADDRESS = re.compile(
    r"(https?)(://|:\\/\\/)(?:127\.0\.0\.1|[a-z][a-z0-9-]*)(?::\d+|(?=[/\s\"'<&?]|$))", re.IGNORECASE
)
_RANDOM = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{16,}\b", re.IGNORECASE)
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d{1,2}/[A-Z][a-z]{2}/\d\d"
    r"(?: \d{1,2}:\d\d [AP]M)?|\b\d{9,19}\b"
)
_HOST = re.compile(r"\b(?:127\.0\.0\.1|(?:jira|confluence|[a-z]+(?:-[a-z]+)*)(?:-front|-\d+)?):\d{2,5}\b")
_FOREIGN = re.compile(r"(?:IP address|Hostname) mismatch, certificate is not valid for '[^']*'")
_UNKNOWN = re.compile(r"(UnknownHostException: )[a-z0-9.-]+")
_REDIRECT = re.compile(r"<html>\s*<head><title>30\d [^<]*</title></head>.*?</html>\s*", re.DOTALL)
"""The page that a proxy makes of its own accord; nginx has another than ours."""
_HANDSHAKE = re.compile(r"tlsv1 alert protocol version|legacy sigalg disallowed or unsupported")
"""What two versions of OpenSSL say when there is no common protocol."""
_KEY = re.compile(r"MII[A-Za-z0-9+/=\\]{60,}|MII(?:[A-Za-z0-9=]|%2[BF]|%3D){60,}", re.IGNORECASE)
_OAUTH = re.compile(r'(oauth_(?:nonce|timestamp|signature|token|verifier|token_secret)=)("?)[^&",\s]*')


def comparable(text: str) -> str:
    """Without what differs from run to run."""
    for _ in range(MOST_ENCODED):
        text = unquote(text)
    text = _FOREIGN.sub("is for another host", text)
    text = _UNKNOWN.sub(r"\1ADDRESS", _REDIRECT.sub("", text))
    text = _HANDSHAKE.sub("no common protocol", text)
    text = _KEY.sub("KEY", _OAUTH.sub(r"\1\2~", text))
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
            "name": scenario["name"],
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
    return " | ".join((comparable(said), _body(exchange["request_body"]), _body(exchange["reply_body"])))


def _body(text: str) -> str:
    """As far as it is shown for sure."""
    return comparable(text)[: None if len(text) <= SURELY_SHORT else SURELY_SHOWN]


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
    if here["name"] in RACES:
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

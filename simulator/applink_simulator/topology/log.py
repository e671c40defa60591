"""What a product that runs by itself says on its standard output: a line for each thing that happens.

No line has a header, a body, a cookie or the value of a query: what could let somebody in is never written.
"""

import json
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TextIO

from applink_simulator.domain.exchanges import Exchange, Journal


class Form(StrEnum):
    JSON = "json"
    """An object on each line, for machines."""
    TEXT = "text"
    """For people."""


class Log:
    """Lines come out whole, whichever thread writes them."""

    def __init__(self, product: str, form: Form, stream: TextIO | None = None) -> None:
        self._product = product
        self._form = form
        self._stream = sys.stdout if stream is None else stream
        self._lock = threading.Lock()

    def say(self, event: str, level: str = "info", **facts: Any) -> None:
        now = datetime.now(UTC)
        if self._form is Form.JSON:
            line = json.dumps(_record(now, level, event, self._product, facts), ensure_ascii=False)
        else:
            said = _exchange_text(facts) if event == "request" else _text(event, facts)
            line = f"{now:%H:%M:%S} {self._product} {'' if level == 'info' else level.upper() + ' '}{said}"
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()

    def exchange(self, exchange: Exchange) -> None:
        self.say(
            "request",
            _level_of(exchange.status),
            method=exchange.method,
            path=f"/{exchange.path}",
            status=exchange.status,
            milliseconds=round(exchange.seconds * 1000, 1),
            caller=exchange.caller,
            way=exchange.way,
            sender=exchange.sender,
            # What follows the first line are base strings, which hold the tokens of a query.
            refusal=exchange.refusal.partition("\n")[0],
        )


class LoggedJournal(Journal):
    """A journal that says what it writes down."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def add(self, exchange: Exchange) -> None:
        super().add(exchange)
        self._log.exchange(exchange)

    def note_crash(self, what: str) -> None:
        super().note_crash(what)
        self._log.say("crash", "error", trace=what)


def _record(now: datetime, level: str, event: str, product: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    time = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = {name: fact for name, fact in facts.items() if fact not in (None, "")}
    return {"time": time, "level": level, "event": event, "product": product} | told


def _level_of(status: int) -> str:
    if status >= 500:
        return "error"
    return "warning" if status >= 400 else "info"


def _exchange_text(facts: Mapping[str, Any]) -> str:
    who = f"{facts['caller'] or 'nobody'} ({facts['way']})"
    sender = f" from {facts['sender']}" if facts["sender"] else ""
    refusal = f": {facts['refusal']}" if facts["refusal"] else ""
    what = f"{facts['method']} {facts['path']} {facts['status']} {facts['milliseconds']} ms"
    return f"{what}, {who}{sender}{_one_line(refusal)}"


def _text(event: str, facts: Mapping[str, Any]) -> str:
    said = ", ".join(f"{name} {fact}" for name, fact in facts.items() if fact not in (None, ""))
    return f"{event}: {said}" if said else event


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)

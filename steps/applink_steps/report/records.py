"""What the report is made of: plain values that travel between processes as JSON, without secrets."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self
from urllib.parse import unquote, unquote_plus

from pydantic import TypeAdapter

StepStatus = Literal["passed", "failed", "skipped", "undefined"]
ScenarioStatus = Literal["passed", "failed", "not run", "known failure"]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """Somebody looked at something: did they see it, and as whom did the serving product answer?"""

    user: str
    item: str
    through: str
    """The product they were at; the serving one itself when there was no link in between."""
    product: str
    """The serving product, whose item it is."""
    link: str
    """The kind of authentication, in words."""
    sees: bool
    served_as: str | None
    """None is nobody: the request counted as anonymous."""
    userbases: str
    """``shared``, ``separate`` or ``overlapping``."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of two base strings side by side; None where a side lacks it."""

    name: str
    signed: str | None
    expected: str | None
    differs: bool
    column: int | None = None
    """Where the first difference is; None when there is none or when a mask hides it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the caller signed and what the serving product expected, decoded."""

    parts: tuple[Part, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    number: int
    sender: str
    sender_is_product: bool
    product: str
    method: str
    path: str
    """With its query."""
    status: int
    caller: str | None
    way: str
    consumer: str | None
    refusal: str
    comparison: Comparison | None
    request_headers: Pairs
    request_body: str
    reply_headers: Pairs
    reply_body: str
    seconds: float

    @property
    def went_wrong(self) -> bool:
        return bool(self.refusal) or self.status >= 400

    @property
    def asker(self) -> str:
        return self.sender or "somebody"

    @property
    def address(self) -> str:
        """The path as people read it."""
        path, mark, query = self.path.partition("?")
        return unquote(path) + mark + unquote_plus(query)

    @property
    def acting_as(self) -> str:
        """Whose rights decided, and how that was known."""
        who = f"as {self.caller or 'nobody'}"
        return who if self.way in {"", "anonymous"} else f"{who} ({self.way})"


@dataclass(frozen=True, slots=True)
class Provoked:
    """A fault of the catalogue that a step made happen."""

    fault: str
    """Its id."""
    means: str
    """How it was made, which depends on what makes the products real."""


@dataclass(frozen=True, slots=True)
class StepRecord:
    keyword: str
    text: str
    line: int
    status: StepStatus
    seconds: float = 0.0
    exchanges: tuple[ExchangeRecord, ...] = ()
    error: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    docstring: str = ""
    provoked: tuple[Provoked, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioRecord:
    file: str
    feature: str
    feature_description: str
    feature_tags: tuple[str, ...]
    rule: str
    rule_description: str
    name: str
    description: str
    tags: tuple[str, ...]
    line: int
    example: Pairs
    """The row of the examples it ran with, by column."""
    example_number: int
    status: ScenarioStatus
    steps: tuple[StepRecord, ...] = ()
    reason: str = ""
    """Why it did not run, or is known to fail."""
    error: str = ""
    """What went wrong outside of its steps."""
    said: Pairs = ()
    """Of one that failed: what the container of each product wrote."""
    observations: tuple[Observation, ...] = ()
    seconds: float = 0.0

    @property
    def exchanges(self) -> tuple[ExchangeRecord, ...]:
        return tuple(exchange for step in self.steps for exchange in step.exchanges)

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands, which is also the order of the report."""
        return self.file, self.line, self.example_number

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: object) -> "ScenarioRecord":
        return TypeAdapter(ScenarioRecord).validate_python(value)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of which nothing ran, because pytest could not read it."""

    file: str
    error: str


@dataclass(frozen=True)
class Run:
    """Everything one page tells."""

    scenarios: tuple[ScenarioRecord, ...] = ()
    unread: tuple[Unread, ...] = ()
    began: str = ""
    """Date and time, for people."""
    seconds: float = 0.0

    @classmethod
    def of(cls, scenarios: Iterable[ScenarioRecord], **more: Any) -> Self:
        return cls(tuple(sorted(scenarios, key=lambda scenario: scenario.place)), **more)

    def having(self, status: ScenarioStatus) -> list[ScenarioRecord]:
        return [scenario for scenario in self.scenarios if scenario.status == status]

    @property
    def observations(self) -> list[Observation]:
        return [observation for scenario in self.scenarios for observation in scenario.observations]

    @property
    def failed(self) -> bool:
        return bool(self.unread) or bool(self.having("failed"))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: object) -> "Run":
        return TypeAdapter(Run).validate_python(value)

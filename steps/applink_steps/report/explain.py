"""Why something failed: the exchange behind it, and for a refused signature where the two sides part."""

import re
from collections.abc import Iterator, Sequence
from http.client import responses
from itertools import zip_longest
from urllib.parse import unquote, urlsplit

from applink_steps.report.masking import MASK, Masking
from applink_steps.report.records import Comparison, ExchangeRecord, Part, StepRecord

BODY_LINES = 12
INDENT = " " * 11

_both = re.compile(
    r"(?P<said>.*?)\nsigned by the caller:\s*(?P<signed>[^\n]*)\nexpected here:\s*(?P<expected>[^\n]*)", re.DOTALL
)

NOT_KNOWN = "What the caller signed is not known here: it is none of the simulated products."
OTHER_KEY = (
    "Both sides mean the same text, so the keys do not belong together: the caller signs with another private key "
    "than the one whose public key its link end here holds."
)
OTHER_ORDER = "Both sides have the same parts; the caller spelt or sorted them differently."
OTHER_ADDRESS = (
    "The caller asked for another address than the one under which this product was reached: compare the link's "
    "URL, this product's base URL, and what a proxy in between makes of host and scheme."
)
OTHER_METHOD = "The method changed on the way, as it does when a redirect turns a POST into a GET."


def said_and_compared(refusal: str, masking: Masking) -> tuple[str, Comparison | None]:
    """The refusal in a line, and what each side signed if it tells so."""
    match = _both.fullmatch(refusal)
    if match is None:
        return masking.text(refusal), None
    signed, expected = match["signed"], match["expected"]
    if not _is_base_string(expected):
        return masking.text(f"{match['said']} {expected}"), None
    return masking.text(match["said"]), compared(signed if _is_base_string(signed) else None, expected, masking)


def compared(signed: str | None, expected: str, masking: Masking) -> Comparison:
    """Two base strings part by part; ``signed`` is None when nobody knows it."""
    parts = []
    there_already = False
    for name, ours, theirs in _aligned(signed, expected):
        differs = signed is not None and ours != theirs
        readable = [_readable(theirs), _readable(ours)]
        if differs and readable[0] == readable[1]:
            readable = [theirs, ours]
        shown = [None if text is None else masking.value(name, text) for text in readable]
        hidden = any(text is not None and MASK in text for text in shown)
        column = None
        if differs and not there_already and not hidden and shown[0] is not None and shown[1] is not None:
            column = _agreeing(shown[0], shown[1])
        there_already = there_already or differs
        parts.append(Part(name, shown[0] if signed is not None else None, shown[1], differs, column))
    return Comparison(tuple(parts), _advice(signed, expected, parts))


def behind(steps: Sequence[StepRecord]) -> ExchangeRecord | None:
    """The exchange that best explains a failure: the last refused one of the last step that caused any."""
    reached = [step for step in steps if step.exchanges and step.status != "skipped"]
    if not reached:
        return None
    exchanges = reached[-1].exchanges
    for wanted in (
        [exchange for exchange in exchanges if exchange.refusal],
        [exchange for exchange in exchanges if exchange.went_wrong],
        exchanges,
    ):
        if wanted:
            return wanted[-1]
    return None


def described(exchange: ExchangeRecord) -> str:
    """For a terminal."""
    return "\n".join(_lines(exchange))


def answer_of(exchange: ExchangeRecord) -> str:
    return f"{exchange.status} {responses.get(exchange.status, '')}".rstrip()


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Parts that agree once, parts that differ above each other, a caret below the first difference."""
    width = max(len(part.name) for part in comparison.parts)
    for part in comparison.parts:
        if not part.differs:
            yield f"  {part.name:<{width}}  {_shown(part.expected)}"
            continue
        yield f"> {part.name:<{width}}  signed by the caller: {_shown(part.signed)}"
        yield f"  {'':<{width}}  expected here:        {_shown(part.expected)}"
        if part.column is not None:
            yield f"  {'':<{width}}                        {' ' * part.column}^ first difference"
        elif part.signed == part.expected == MASK:
            yield f"  {'':<{width}}                        (secret; the two differ)"
    yield comparison.advice


def _lines(exchange: ExchangeRecord) -> Iterator[str]:
    yield f"exchange   {exchange.number}, {exchange.asker} to {exchange.product}"
    yield f"request    {exchange.method} {exchange.path}"
    if exchange.request_body:
        yield from _body("           ", exchange.request_body)
    consumer = f", signed by consumer {exchange.consumer}" if exchange.consumer else ""
    yield f"caller     {exchange.caller or 'nobody'} ({exchange.way}){consumer}"
    yield f"answer     {answer_of(exchange)}"
    yield from _body("           ", exchange.reply_body)
    if exchange.refusal:
        yield from _body("refused    ", exchange.refusal)
    if exchange.comparison:
        yield "what is signed, decoded:"
        yield from (f"  {line}" for line in comparison_lines(exchange.comparison))


def _body(first: str, text: str) -> Iterator[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    for index, line in enumerate(lines[:BODY_LINES]):
        yield (first if index == 0 else INDENT) + line[:300]
    if len(lines) > BODY_LINES:
        yield f"{INDENT}({len(lines) - BODY_LINES} more lines)"


def _agreeing(one: str, other: str) -> int:
    """How many characters are the same from the start."""
    different = (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(different, min(len(one), len(other)))


def _shown(text: str | None) -> str:
    return "(absent)" if text is None else text or "(empty)"


def _is_base_string(text: str) -> bool:
    return text.count("&") == 2 and " " not in text


def _aligned(signed: str | None, expected: str) -> Iterator[tuple[str, str | None, str | None]]:
    """Name, expected, signed; parameters of one name in order, still encoded."""
    ours = _taken_apart(expected)
    theirs = _taken_apart(signed) if signed is not None else {}
    names = [
        *[name for name in ours if name in {"method", "address"}],
        *sorted((ours | theirs).keys() - {"method", "address"}),
    ]
    for name in names:
        for our, their in zip_longest(ours.get(name, []), theirs.get(name, [])):
            yield name, our, their


def _taken_apart(base_string: str) -> dict[str, list[str]]:
    method, address, parameters = base_string.split("&")
    parts = {"method": [method], "address": [address]}
    for pair in unquote(parameters).split("&"):
        if pair:
            name, _, value = pair.partition("=")
            parts.setdefault(unquote(name), []).append(value)
    return parts


def _readable(text: str | None) -> str | None:
    return None if text is None else unquote(text)


def _advice(signed: str | None, expected: str, parts: Sequence[Part]) -> str:
    if signed is None:
        return NOT_KNOWN
    if signed == expected:
        return OTHER_KEY
    different = [part for part in parts if part.differs]
    if not different:
        return OTHER_ORDER
    first = different[0]
    if first.name == "method":
        return OTHER_METHOD
    if first.name == "address":
        return OTHER_ADDRESS if _host(first.signed) != _host(first.expected) else "The path changed on the way."
    if first.signed is None:
        return f"The parameter {first.name} arrived although the caller did not sign it."
    if first.expected is None:
        return f"The caller signed the parameter {first.name}, which did not arrive."
    return f"The parameter {first.name} changed on the way, or one side encodes it differently."


def _host(url: str | None) -> tuple[str, str]:
    parts = urlsplit(url or "")
    return parts.scheme, parts.netloc

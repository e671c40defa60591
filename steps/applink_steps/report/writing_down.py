"""Exchanges as the report shows them: shortened, without secrets, refusals explained."""

from collections.abc import Iterable

from applink_simulator.domain.exchanges import Exchange
from applink_simulator.domain.messages import header
from applink_steps.report.explain import said_and_compared
from applink_steps.report.masking import Masking
from applink_steps.report.records import ExchangeRecord

LONGEST_BODY = 2_000
"""Characters of a body that are shown."""
LONGEST_HEADER = 600
READ_BODY = 4 * LONGEST_BODY
"""Bytes of a body that are looked at: masking may make it shorter."""


def masking_for(exchanges: Iterable[Exchange]) -> Masking:
    """Knows every secret of the exchanges, and that the names of people and products are none."""
    everything = list(exchanges)
    names = [name for each in everything for name in (each.sender, each.product, each.caller, each.consumer) if name]
    masking = Masking(names)
    for exchange in everything:
        written_down(exchange, masking)
    return masking


def written_down(exchange: Exchange, masking: Masking) -> ExchangeRecord:
    refusal, comparison = said_and_compared(exchange.refusal, masking)
    query = f"?{exchange.query}" if exchange.query else ""
    return ExchangeRecord(
        number=exchange.number,
        sender=exchange.sender,
        sender_is_product="(product " in (header(exchange.headers, "User-Agent") or ""),
        product=exchange.product,
        method=exchange.method,
        path=masking.text(f"/{exchange.path}{query}")[:READ_BODY],
        status=exchange.status,
        caller=exchange.caller,
        way=exchange.way,
        consumer=exchange.consumer,
        refusal=refusal[:LONGEST_BODY],
        comparison=comparison,
        request_headers=_headers(exchange.headers, masking),
        request_body=_body(exchange.body, masking),
        reply_headers=_headers(exchange.reply_headers, masking),
        reply_body=_body(exchange.reply_body, masking),
        seconds=round(exchange.seconds, 4),
    )


def _headers(headers: tuple[tuple[str, str], ...], masking: Masking) -> tuple[tuple[str, str], ...]:
    return tuple((name, _short(value, LONGEST_HEADER)) for name, value in masking.headers(headers))


def _body(body: bytes, masking: Masking) -> str:
    if b"\0" in body:
        return f"({len(body)} bytes that are no text)"
    # Masked before it is cut: half a secret no longer looks like one.
    text = masking.text(body[:READ_BODY].decode("utf-8", "replace"))
    return _short(text, LONGEST_BODY) if len(body) <= READ_BODY else f"{text[:LONGEST_BODY]} … (shortened)"


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]} … (shortened)"

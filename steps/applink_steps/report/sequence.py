"""A scenario's exchanges as a sequence diagram: people on the left, products on the right, time downwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from markupsafe import Markup, escape

from applink_steps.report.explain import answer_of
from applink_steps.report.records import ExchangeRecord, StepRecord

MOST_DRAWN = 80
"""Exchanges; a longer scenario's remaining ones are only counted."""
LANE = 215
PEOPLES_LANE = 118
"""Narrower: people do not ask each other."""
FIRST_LANE = 62
RIGHT = 185
HEAD = 108
TOP = 62
CHARACTER = 6.7
"""Width of a character of the labels, which are set in a fixed-width font."""
TELLING = 8
"""Characters of a path's end that are enough to know it by."""
BAR = 8

Participant = tuple[str, bool]
"""Name, and whether it is a product."""


@dataclass(frozen=True)
class Call:
    """An exchange with those that the serving product caused while it answered."""

    exchange: ExchangeRecord
    inner: list["Call"] = field(default_factory=list)


def nested(exchanges: Sequence[ExchangeRecord]) -> list[Call]:
    """Numbers are orders of arrival, so the latest request that the sender was serving is what it asked for.

    None lasts longer than the one around it: else the sender acted of its own accord.
    """
    outermost: list[Call] = []
    serving: list[Call] = []
    for exchange in sorted(exchanges, key=lambda each: each.number):
        call = Call(exchange)
        while serving and not _caused(serving[-1].exchange, exchange):
            serving.pop()
        (serving[-1].inner if serving else outermost).append(call)
        serving.append(call)
    return outermost


def diagram(steps: Sequence[StepRecord], name: str) -> Markup:
    """Inline SVG, its ids made from ``name``; empty when nothing was exchanged."""
    if not any(step.exchanges for step in steps):
        return Markup("")
    return _Drawing(steps, name).svg()


def in_words(exchange: ExchangeRecord) -> str:
    refused = f", refused: {exchange.refusal}" if exchange.refusal else ""
    return (
        f"{exchange.number}. {exchange.asker} asks {exchange.product}: {exchange.method} {exchange.path}; "
        f"answered {answer_of(exchange)} {exchange.acting_as}{refused}."
    )


def _caused(outer: ExchangeRecord, inner: ExchangeRecord) -> bool:
    return inner.sender_is_product and outer.product == inner.sender and outer.seconds >= inner.seconds


def _participants(exchanges: Sequence[ExchangeRecord]) -> list[Participant]:
    products = {each.product for each in exchanges} | {each.sender for each in exchanges if each.sender_is_product}
    found: dict[Participant, None] = {}
    for each in exchanges:
        found[_asking(each)] = None
        found[each.product, True] = None
    people = [each for each in found if not each[1]]
    return people + [each for each in found if each[0] in products and each[1]]


def _asking(exchange: ExchangeRecord) -> Participant:
    return exchange.asker, exchange.sender_is_product


def _lanes(participants: Sequence[Participant]) -> dict[Participant, int]:
    x, lanes = FIRST_LANE, {}
    for index, participant in enumerate(participants):
        if index:
            x += LANE if participant[1] else PEOPLES_LANE
        lanes[participant] = x
    return lanes


class _Drawing:
    def __init__(self, steps: Sequence[StepRecord], name: str) -> None:
        self._name = name
        self._left = MOST_DRAWN
        self._steps = [step for step in steps if step.exchanges]
        everything = [exchange for step in self._steps for exchange in step.exchanges]
        self._exchanges = everything[:MOST_DRAWN]
        self._more = len(everything) - len(self._exchanges)
        self._lanes = _lanes(_participants(self._exchanges))
        self._width = max(self._lanes.values()) + RIGHT
        self._y = TOP
        self._under: list[Markup] = []
        self._over: list[Markup] = []

    def svg(self) -> Markup:
        for step in self._steps:
            drawn = step.exchanges[: self._left]
            self._left -= len(drawn)
            if drawn:
                self._band(step)
                for call in nested(drawn):
                    self._call(call, 0)
                self._y += 8
        if self._more:
            self._y += 18
            self._over.append(_text(12, self._y, f"and {self._more} more, listed under their steps", "sd-note"))
        height = self._y + 14
        title = f"Who asked whom: {', '.join(name for name, _ in self._lanes)}"
        return Markup(
            '<svg class="sd" role="img" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            'viewBox="0 0 {width} {height}" aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{title}</title>'
            '<desc id="{name}-d">{words}</desc>{lanes}{under}{over}</svg>'
        ).format(
            width=self._width,
            height=height,
            name=self._name,
            title=title,
            words=" ".join(in_words(each) for each in self._exchanges),
            lanes=Markup("").join(self._heads(height)),
            under=Markup("").join(self._under),
            over=Markup("").join(self._over),
        )

    def _heads(self, height: int) -> Iterator[Markup]:
        for (name, is_product), x in self._lanes.items():
            kind = "product" if is_product else "person"
            yield Markup('<line class="sd-life" x1="{x}" x2="{x}" y1="40" y2="{y}"/>').format(x=x, y=height - 6)
            yield Markup(
                '<g class="sd-{kind}"><title>{kind} {name}</title>'
                '<rect x="{left}" y="10" width="{width}" height="30" rx="{round}"/>{face}{label}</g>'
            ).format(
                kind=kind,
                name=name,
                left=x - HEAD // 2,
                width=HEAD,
                round=3 if is_product else 15,
                face=Markup("") if is_product else _face(x - HEAD // 2 + 15),
                label=_text(
                    x + (0 if is_product else 8), 30, _clip(name, HEAD - (10 if is_product else 30)), "sd-name"
                ),
            )

    def _band(self, step: StepRecord) -> None:
        self._y += 12
        self._under.append(
            Markup(
                '<g class="sd-band"><title>{text}</title><rect x="4" y="{y}" width="{width}" height="20" rx="3"/>'
            ).format(text=f"{step.keyword} {step.text}", y=self._y, width=self._width - 8)
            + _text(12, self._y + 14, _clip(f"{step.keyword} {step.text}", self._width - 24), "sd-step")
            + Markup("</g>")
        )
        self._y += 20

    def _call(self, call: Call, depth: int) -> None:
        exchange = call.exchange
        start, end = self._lanes[_asking(exchange)], self._lanes[exchange.product, True]
        wrong = " sd-wrong" if exchange.went_wrong else ""
        self._over.append(
            Markup('<g class="sd-call{wrong}"><title>{words}</title>').format(wrong=wrong, words=in_words(exchange))
        )
        top = self._request(exchange, start, end)
        self._over.append(Markup("</g>"))
        for inner in call.inner:
            self._call(inner, depth + 1)
        self._over.append(Markup('<g class="sd-reply{wrong}">').format(wrong=wrong))
        self._reply(exchange, start, end)
        self._over.append(Markup("</g>"))
        self._under.append(
            Markup('<rect class="sd-bar{wrong}" x="{x}" y="{y}" width="{bar}" height="{height}"/>').format(
                wrong=wrong, x=end - BAR // 2 + 3 * depth, y=top, bar=BAR, height=self._y - top
            )
        )

    def _request(self, exchange: ExchangeRecord, start: int, end: int) -> int:
        self._y += 32
        right = end >= start
        if start == end:
            self._over.append(
                Markup('<path class="sd-line" d="M{a},{y} h36 v12 h-26"/>').format(a=end + 4, y=self._y - 12)
            )
            self._over.append(_head(end + 8, self._y, right=False))
            self._over.append(_label(exchange, end + 48, self._y - 14, RIGHT - 56, "sd-label"))
            self._over.append(self._note(exchange, end + 44))
            return self._y
        tip = end - BAR // 2 if right else end + BAR // 2
        self._over.append(_line(start, tip, self._y))
        self._over.append(_head(tip, self._y, right=right))
        middle = (start + end) // 2
        self._over.append(_label(exchange, middle, self._y - 6, abs(end - start) - 24, "sd-label sd-mid"))
        self._over.append(self._note(exchange, end + 14 if right else end - 14, before=not right))
        return self._y

    def _note(self, exchange: ExchangeRecord, x: int, *, before: bool = False) -> Markup:
        """As whom, beside the serving product's line."""
        text = _clip(exchange.acting_as, LANE - 40)
        width = round(len(text) * CHARACTER) + 12
        left = x - width if before else x
        return Markup('<rect class="sd-as" x="{x}" y="{y}" width="{width}" height="18" rx="9"/>').format(
            x=left, y=self._y - 9, width=width
        ) + _text(left + 6, self._y + 4, text, "sd-note")

    def _reply(self, exchange: ExchangeRecord, start: int, end: int) -> None:
        self._y += 26
        said = answer_of(exchange) + (f"  {exchange.refusal.splitlines()[0]}" if exchange.refusal else "")
        if start == end:
            self._over.append(_text(end + 14, self._y, _clip(said, RIGHT - 24), "sd-status"))
            return
        right = start >= end
        self._over.append(_line(end, start, self._y, dashed=True))
        self._over.append(_head(start, self._y, right=right))
        self._over.append(
            _text((start + end) // 2, self._y - 5, _clip(said, abs(end - start) - 24), "sd-status sd-mid")
        )


def _line(start: int, end: int, y: int, *, dashed: bool = False) -> Markup:
    kind = "sd-line sd-dashed" if dashed else "sd-line"
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(kind, start, y, end, y)


def _head(x: int, y: int, *, right: bool) -> Markup:
    back = -8 if right else 8
    return Markup('<path class="sd-head" d="M{},{} l{},-4 v8 z"/>').format(x, y, back)


def _face(x: int) -> Markup:
    return Markup(
        '<circle class="sd-face" cx="{}" cy="21" r="4"/><path class="sd-face" d="M{},34 a7,7 0 0 1 14,0 z"/>'
    ).format(x, x - 7)


def _text(x: int, y: int, text: str, kind: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, x, y, escape(text))


def _label(exchange: ExchangeRecord, x: int, y: int, width: int, kind: str) -> Markup:
    number = str(exchange.number)
    request = _request_in(exchange, int(width / CHARACTER) - len(number) - 1)
    return Markup('<text class="{}" x="{}" y="{}"><tspan class="sd-number">{}</tspan> {}</text>').format(
        kind, x, y, number, request
    )


def _request_in(exchange: ExchangeRecord, most: int) -> str:
    """Method and path without its query; of a long path the end, which says most."""
    path = unquote(exchange.path.partition("?")[0])
    whole = f"{exchange.method} {path}"
    if len(whole) <= most:
        return whole
    room = most - len(exchange.method) - 2
    tail = path[-room:]
    cut = tail.find("/")
    return f"{exchange.method} …{tail[cut:] if cut >= 0 and room - cut >= TELLING else tail}"


def _clip(text: str, width: float) -> str:
    most = max(int(width / CHARACTER), 8)
    if len(text) <= most:
        return text
    return text[: most - 1] + "…"

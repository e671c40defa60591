"""The rows of the table, from what was taken in all rounds."""

from collections.abc import Mapping

from applink_benchmarks.figures import Aim, Figure, Missing, Row, Yardstick, less_than
from applink_benchmarks.storing import WORK
from applink_benchmarks.stub import VERSION
from applink_benchmarks.taken import Taken
from applink_benchmarks.traffic import CONNECTIONS

ONE, SEVERAL, STUB = "one process", "several processes", "mountebank"
"""Who gets load."""


def rows_of(taken: Taken, missing: Mapping[str, str]) -> list[Row]:
    """``missing`` tells why there is nothing of somebody."""
    return [
        Figure("RSA-2048 limit, all cores", "/s", taken.samples("limit")),
        *_signatures(taken),
        *_direct(taken, missing),
        *_proxied(taken, missing),
        *_stores(taken),
        *_others(taken),
    ]


def _signatures(taken: Taken) -> list[Row]:
    def against(what: str, name: str, called: str, aim: Aim | None = None, note: str = "") -> Row:
        yardstick = Yardstick(called, taken.samples(f"{what} {name}"))
        return Figure(what, "/s of CPU", taken.samples(f"{what} ours"), yardstick, aim, note)

    return [
        against("sign", "raw", "raw RSA", Aim(0.88)),
        against("sign", "authlib as is", "Authlib as is", note="Authlib as is parses the PEM text at each signature"),
        against("sign", "authlib", "Authlib, key cached"),
        against("sign", "oauthlib", "oauthlib, key cached"),
        against(
            "verify",
            "authlib as is",
            "Authlib as is",
            Aim(4),
            "the signature alone; Authlib as is has the key as PEM text, as its users do, and parses that each time; "
            "with the key cached it is given one that was parsed before, as ours is",
        ),
        against("verify", "authlib", "Authlib, key cached"),
        against("verify", "oauthlib", "oauthlib, key cached"),
        against("verify", "raw", "raw RSA"),
        Figure(
            "who is calling?",
            "/s of CPU",
            taken.samples("verify caller"),
            Yardstick("Authlib's signature alone, as is", taken.samples("verify authlib as is")),
            note="all that a product checks and looks up",
        ),
    ]


def _direct(taken: Taken, missing: Mapping[str, str]) -> list[Row]:
    stub = f"mountebank {VERSION}, one unsigned stub"
    rows: list[Row] = []
    for who in (ONE, SEVERAL):
        name, aim = f"direct, impersonating, {who}", Aim(1.3)
        why = missing.get(who) or missing.get(STUB)
        if who not in missing:
            ours, note = taken.samples(f"{who} signed"), cost(taken, f"{who} signed")
            open_one = Yardstick("for an open issue, unsigned", taken.samples(f"{who} unsigned"))
            rows.append(Figure(name, "/s", ours, open_one, note=note))
        if why:
            rows.append(Missing(name, why, stub, aim))
        else:
            theirs = Yardstick(stub, taken.samples(STUB))
            told = f"mountebank answers a body of the same size over as many connections, {CONNECTIONS}"
            rows.append(Figure(name, "/s", ours, theirs, aim, told if who == ONE else ""))
    return rows


def _proxied(taken: Taken, missing: Mapping[str, str]) -> list[Row]:
    rows: list[Row] = []
    for who, aim in ((ONE, Aim(0.25)), (SEVERAL, Aim(0.4))):
        name, limit = f"proxied, {who}", "RSA limit"
        if who in missing:
            rows.append(Missing(name, missing[who], limit, aim))
        else:
            yardstick = Yardstick(limit, taken.samples("limit"))
            rows.append(
                Figure(name, "/s", taken.samples(f"{who} proxied"), yardstick, aim, cost(taken, f"{who} proxied"))
            )
    return rows


def cost(taken: Taken, load: str) -> str:
    p50, p99, ours, theirs = (
        taken.median(f"{load} {what}") for what in ("p50", "p99", "served cpu", "generator cpu")
    )
    cpu = f"CPU per request: products {ours:.0f} µs, generator {theirs:.0f} µs"
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms; {cpu}"


def _stores(taken: Taken) -> list[Row]:
    return [
        Figure(
            f"{work}, {store}",
            "/s",
            taken.samples(f"{store}: {work}"),
            Yardstick("memory", taken.samples(f"memory: {work}")),
        )
        for store in ("SQLite", "PostgreSQL")
        for work in WORK
        if f"{store}: {work}" in taken
    ]


def _others(taken: Taken) -> list[Row]:
    steps = [(name, taken.median(name) * 1000) for name in taken.names("start ")]
    told = ", ".join(f"{name.removeprefix('start ')} {milliseconds:.0f}" for name, milliseconds in steps)
    scenarios, ran, failed = (taken.samples(name) for name in ("100 scenarios", "scenarios run", "scenarios failed"))
    rows: list[Row] = [
        Figure(
            "from nothing to a linked pair", "s", taken.samples("start"), aim=less_than(0.5, "s"), note=f"{told} ms"
        ),
        Figure(
            "memory of the pair, ready (PSS)", "MB", taken.samples(f"{ONE} memory ready"), aim=less_than(60, "MB")
        ),
        Figure("memory of the pair, after the loads (PSS)", "MB", taken.samples(f"{ONE} memory loaded")),
    ]
    if f"{SEVERAL} memory loaded" in taken:
        memory = taken.samples(f"{SEVERAL} memory loaded")
        rows.append(Figure("memory of the pair, several processes, after the loads (PSS)", "MB", memory))
    return [
        *rows,
        Figure(
            "100 scenarios",
            "s",
            scenarios,
            aim=less_than(20, "s"),
            note=f"{100 / scenarios.median:.1f}/s; measured with {ran.median:.0f}, "
            f"of which {failed.median:.0f} failed",
        ),
    ]

"""Which rows the table has, whatever could be measured."""

from applink_benchmarks.figures import Figure, Missing
from applink_benchmarks.rows import ONE, SEVERAL, STUB, rows_of
from applink_benchmarks.taken import Taken

LIBRARIES = ("raw", "ours", "authlib", "authlib as is", "oauthlib")
ALONE = ("limit", STUB, "start", "start imports", "100 scenarios", "scenarios run", "scenarios failed")
MEASURES = ("", " generator cpu", " served cpu", " p50", " p99")


def everything(*who: str) -> Taken:
    taken = Taken()
    for name in (*ALONE, *(f"{what} {library}" for what in ("sign", "verify") for library in LIBRARIES)):
        taken.add(name, 1.0)
    taken.add("verify caller", 1.0)
    for served in who:
        for name in ("proxied", "unsigned", "signed"):
            for measure in MEASURES:
                taken.add(f"{served} {name}{measure}", 1.0)
        for moment in ("ready", "loaded"):
            taken.add(f"{served} memory {moment}", 1.0)
    return taken


def aims(*who: str, missing: dict[str, str]) -> dict[tuple[str, str], bool]:
    """Name and aim of each row that has one, and whether it was measured."""
    rows = rows_of(everything(*who), missing)
    return {(row.name, str(row.aim)): isinstance(row, Figure) for row in rows if row.aim is not None}


def test_every_aim_is_in_the_table():
    found = aims(ONE, SEVERAL, missing={})

    assert all(found.values())
    assert {
        ("sign", "≥ 0.88"),
        ("verify", "≥ 4"),
        ("direct, impersonating, one process", "≥ 1.3"),
        ("direct, impersonating, several processes", "≥ 1.3"),
        ("proxied, one process", "≥ 0.25"),
        ("proxied, several processes", "≥ 0.4"),
    } <= found.keys()


def test_an_aim_stays_in_the_table_when_it_could_not_be_measured():
    found = aims(ONE, missing={SEVERAL: "no such option", STUB: "there is no npm"})

    assert found.keys() == aims(ONE, SEVERAL, missing={}).keys()
    assert [name for (name, _), measured in found.items() if not measured] == [
        "direct, impersonating, one process",
        "direct, impersonating, several processes",
        "proxied, several processes",
    ]


def test_a_row_that_is_missing_tells_why():
    rows = rows_of(everything(ONE), {SEVERAL: "no such option", STUB: "there is no npm"})

    assert [row.reason for row in rows if isinstance(row, Missing)] == [
        "there is no npm",
        "no such option",
        "no such option",
    ]

"""docs/soak.md, from the JSON of a run."""

from applink_load.soak.full_early import HURRY
from applink_load.soak.judge import BOUNDS, GRACE, SHORTEST
from applink_load.soak.result import Check, Result
from applink_load.soak.troubles import AN_AGE
from applink_simulator.catalogue import catalogue

WORDS = {True: "yes", False: "**no**", None: "not judged"}


def page(result: Result) -> str:
    machine = result.machine
    checks = "\n".join(f"| {each.of} | {WORDS[each.passed]} | {each.said} |" for each in result.checks)
    faults = "\n".join(f"| {fault} | {_cause(fault)} | {count} |" for fault, count in result.faults.items())
    statuses = ", ".join(f"{status} ({count:,})" for status, count in result.statuses.items() if status)
    silent = result.statuses.get(0, 0)
    bounds = ", ".join(f"{each.at_least:,.0f} {each.of}" for each in BOUNDS)
    return f"""<!-- Made by python -m applink_load.soak --json docs/soak.json --page docs/soak.md. -->

# Soak

`tox -e soak` puts ten minutes of mixed load on the five products of `hub-of-five` while faults of the
[catalogue](faults.md) come and go, and tells what grew, what failed without a fault to explain it, and whether both
ends of every link agree at the end. Its exit status is 0 when all is as it should be, else 1.
`tox -e soak -- --minutes 1 --seed 7 --json out.json` is a shorter one, with faults of another seed, and keeps the
figures.

## What happens

The products share a process, apart from everything that makes the load: what is measured is theirs. People read
through links of four sorts, open pages with macros, grant access and take it back; administrators make, change and
delete a link between two of the products and look at the status of all others; a program asks with signatures of its
own. A fault stands for two to five seconds, sometimes two at once, then all is as it was for six to nine seconds.

What is expected is not written down anywhere: whatever somebody finds through a link is held against what the hub
shows that person, or the account that the link acts as, without any link.

- **Seeing too much** is never excused. Anything else that is not right, each 5xx above all, is excused only by a
  fault that stood meanwhile or ended less than {GRACE:g} seconds before, and only if all products that the fault
  touches had a part in what was done.
- **Growth** is the median of the last quarter of the run against that of the second; the first is for what is made
  once. More than {bounds}, or a twentieth of the memory, is a leak. Tens of thousands of requests lie between the
  two, so that a fraction of a kilobyte for each is found, or a handle for each thousand. Runs of less than
  {SHORTEST / 60:g} minutes are not judged by it.
- **Time** is made to pass: after three times of trouble all clocks jump by {AN_AGE:g} seconds. Nonces are forgotten
  by a clock that no jump moves; here it runs {HURRY} times as fast, so that they are forgotten all along. Journals
  keep a tenth of what they keep otherwise, so that they are full early.
- **At the end**, without faults, everybody does everything once more, and each end's REST resources, the products'
  own records and the other end have to say the same; links that nobody touched have to be what they were.

## One run

{result.seconds / 60:.1f} minutes with seed {result.seed}: `{result.command}`

- {machine["processor"]}; {machine["system"]}; load at the end {machine["load"]}, most of it other work
- Python {machine["python"]}; {machine["versions"]}
- {result.requests:,} requests of people, answered {statuses}; {silent:,} got no answer

| What was looked at | As it should be | Found |
|---|---|---|
{checks}

| Fault | Cause | Times |
|---|---|---|
{faults}

| Minute | PSS, MB | Handles | Sockets | Threads | Longest journal |
|---|---|---|---|---|---|
{_minutes(result)}
"""


def _cause(fault: str) -> str:
    known = catalogue()
    return known[fault].cause() if fault in known else "Time passes."


def _minutes(result: Result) -> str:
    rows, due = [], 0.0
    for each in result.samples:
        if each.at >= due:
            rows.append(
                f"| {each.at / 60:.0f} | {each.kilobytes / 1024:.1f} | {each.handles} | {each.sockets} "
                f"| {each.threads} | {each.journal} |"
            )
            due = (each.at // 60 + 1) * 60
    return "\n".join(rows)


def table(checks: list[Check]) -> str:
    """For a terminal."""
    width = max(len(each.of) for each in checks)
    marks = {True: "ok ", False: "NO ", None: "-- "}
    return "\n".join(f"{marks[each.passed]} {each.of:<{width}}  {each.said}" for each in checks)

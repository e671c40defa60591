"""What a request asks of a product's state, in memory and in databases."""

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from applink_benchmarks.problems import NoMeasurement
from applink_benchmarks.rates import Job
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.state import State, Storage
from applink_simulator.domain.tokens import Token, TokenState
from applink_simulator.storage.choose import storage_of

POSTGRESQL = "APPLINKS_BENCH_POSTGRESQL"
"""Names the address of an empty database, where PostgreSQL is to be measured too."""
WORK = ("claim a nonce", "get a token", "get a link end")


@contextmanager
def storing(folder: Path) -> Iterator[dict[str, dict[str, Job]]]:
    """Jobs by storage and then by what they do; each was seen to do it."""
    addresses = {"memory": "memory", "SQLite": f"sqlite:///{folder}/state.db"}
    if address := os.environ.get(POSTGRESQL):
        addresses["PostgreSQL"] = address
    opened: list[Storage] = []
    try:
        jobs = {}
        for name, address in addresses.items():
            opened.append(storage_of(address))
            jobs[name] = _jobs(name, opened[-1].state("benchmark", "people"))
        yield jobs
    finally:
        for storage in opened:
            storage.close()


def _jobs(name: str, state: State) -> dict[str, Job]:
    state.clear()
    token = Token("token", "secret", "consumer", TokenState.ACCESS, 0.0)
    end = LinkEnd("id", "jira", "Jira", "http://jira", "http://jira")
    state.tokens.put(token)
    state.ends.add(end)
    numbers = itertools.count()
    each: tuple[Callable[[], object], ...] = (
        lambda: state.nonces.claim(("consumer", str(next(numbers))), 0.0, 300.0),
        lambda: state.tokens.get("token"),
        lambda: state.ends.get("id"),
    )
    jobs = dict(zip(WORK, each, strict=True))
    if [job() for job in jobs.values()] != [True, token, end]:
        raise NoMeasurement(what=f"Storing, {name}", reason="it does not remember")
    return jobs

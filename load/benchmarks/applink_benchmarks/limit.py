"""The RSA-2048 limit of this machine: signatures per second with every core signing and doing nothing else."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from applink_benchmarks import signing
from applink_benchmarks.machine import cores
from applink_benchmarks.rates import Job, rate

_job: list[Job] = []


@contextmanager
def rsa_limit(private_pem: str) -> Iterator[Callable[[float], float]]:
    """Within it: call with the seconds to measure for."""
    count = cores()
    # Spawned, not forked: by now this process may have threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, initializer=_prepare, initargs=(private_pem,)) as workers:
        list(workers.map(_sign_for, [0.05] * count))

        def measure(seconds: float) -> float:
            return sum(workers.map(_sign_for, [seconds] * count))

        yield measure


def _prepare(private_pem: str) -> None:
    _job.append(signing.raw(private_pem))


def _sign_for(seconds: float) -> float:
    # By the wall clock, as the requests are that are measured against it.
    return rate(_job[0], seconds, time.perf_counter)

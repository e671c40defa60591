"""What is to be seen on standard error while a run goes on."""

import threading
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from applink_load.measured.progress import Progress
from applink_load.verdict.figures import duration, shown

EVERY = 10.0
"""Seconds from line to line where there is no terminal, such as in a build's log."""


class Showing:
    """A line that changes each second, or a new one now and then where lines cannot change."""

    def __init__(self, console: Console, seconds: float, every: float = EVERY) -> None:
        self._console, self._seconds, self._every = console, seconds, every
        self._live = Live(console=console, auto_refresh=False, transient=True) if console.is_terminal else None
        self._lock = threading.Lock()
        self._next = time.monotonic() + every

    def __call__(self, progress: Progress) -> None:
        with self._lock:
            if self._live is not None:
                self._live.update(self.line(progress), refresh=True)
            elif time.monotonic() >= self._next:
                self._next = time.monotonic() + self._every
                self._console.print(self.line(progress))

    def line(self, progress: Progress) -> Text:
        said = (
            f"{progress.seconds:,.0f} of {self._seconds:g} s  {progress.users:,} users  "
            f"{progress.requests:,} requests  {shown(progress.rate, 'rate')}  p95 {duration(progress.p95)}  "
        )
        failed = (f"{progress.failures:,} failed  ", "yellow" if progress.failures else "")
        found = (f"{progress.findings:,} findings", "bold red" if progress.findings else "")
        return Text.assemble(said, failed, found)

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

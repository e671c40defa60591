"""What is to be seen while a run goes on, at a terminal and in a build's log."""

import io

from rich.console import Console

from applink_load.measured.progress import Progress
from applink_load.showing import Showing


def progress(seconds: float) -> Progress:
    return Progress(seconds, users=5, requests=1234, failures=2, findings=1, rate=99.5, p95=0.031)


def test_a_build_log_gets_a_line_now_and_then():
    log = io.StringIO()
    with Showing(Console(file=log, width=120), 60.0, every=0.0) as often:
        often(progress(1.0))
    with Showing(Console(file=log, width=120), 60.0) as seldom:
        seldom(progress(2.0))

    assert log.getvalue() == "1 of 60 s  5 users  1,234 requests  99.5/s  p95 31 ms  2 failed  1 findings\n"


def test_at_a_terminal_the_line_changes_and_is_gone_in_the_end():
    screen = io.StringIO()
    with Showing(Console(file=screen, width=120, force_terminal=True), 60.0) as showing:
        showing(progress(1.0))
        showing(progress(2.0))

    shown = screen.getvalue()
    assert "1 of 60 s" in shown
    assert "2 of 60 s" in shown
    assert shown.rstrip().endswith("\x1b[2K")

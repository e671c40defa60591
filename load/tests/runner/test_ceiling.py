"""The generator is held against itself before it is held against products."""

import http.client
import subprocess
import sys
from dataclasses import replace

from applink_load.runner.drive import Wish, drive, served
from applink_simulator.topology.named import topology_named


def test_the_ceiling_is_measured_with_the_profiles_own_requests_and_none_of_them_is_in_the_figures():
    with served(topology_named("shared-userbase"), Wish("impersonating", users=2, seconds=1.0)) as (_, _, plan):
        without = drive(plan)
        measured = drive(replace(plan, ceiling_seconds=0.5))

    assert (without.ceiling, without.broken) == (0.0, "")
    assert measured.ceiling > 10
    assert measured.broken == ""
    # The null server shows nobody anything: had its answers been kept, good requests were refused.
    assert measured.findings == []
    assert measured.total.reasons == {}
    assert measured.total.count > 10


def test_the_null_server_answers_each_request_once_and_ends_with_whoever_started_it():
    command = [sys.executable, "-m", "applink_load.runner.null_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        connection = http.client.HTTPConnection("127.0.0.1", int(server.stdout.readline()), timeout=10)
        for body in (None, b"x" * 100_000, None):
            connection.request("GET" if body is None else "POST", "/anything", body)
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (200, b'{"issues": []}')
        connection.close()
        server.stdin.close()
        assert server.wait(10) == 0

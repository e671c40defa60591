"""The generator is held against itself before it is held against products."""

import http.client
import subprocess
import sys
from typing import Any

from applink_load.runner.drive import drive


def test_the_ceiling_is_measured_before_the_run_and_no_product_is_asked_for_it(product: Any):
    measured = drive(product.plan(ceiling_seconds=0.3))

    assert measured.broken == ""
    assert measured.ceiling > 0
    assert measured.total.count == product.asked > 10
    assert measured.hops == {}, "this product does not tell"


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

"""What other programs say about a measurement."""

import pytest
from applink_benchmarks.generator import outcome
from applink_benchmarks.machine import signatures_of
from applink_benchmarks.problems import NoMeasurement
from applink_benchmarks.scenarios import counts, seconds
from applink_benchmarks.sockets import length_of
from applink_benchmarks.starting import steps

REPORT = '{"requests": 10, "failed": %d, "failures": "", "seconds": 2.0, "p50": 1.0, "p99": 2.0}'


def test_openssl_tells_the_sum_of_all_cores_last():
    said = "Got: +F2:2:2048:2253.0:46490.0 from 0\n+F2:2:2048:6146.0:100553.0\n"

    assert signatures_of(said) == 6146.0
    assert signatures_of("nothing of the kind") is None


def test_a_load_with_a_failed_request_is_no_measurement():
    with pytest.raises(NoMeasurement):
        outcome(REPORT % 1, cpu=0.001)


def test_a_load_without_one_is():
    found = outcome("chatter\n" + REPORT % 0, cpu=0.001)

    assert found.rate == 5.0
    assert found.generator_cpu == pytest.approx(100.0)


def test_an_answer_is_as_long_as_its_headers_and_its_content_length():
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"

    assert length_of(answer) == len(answer)
    assert length_of(answer[:20]) is None


def test_pytest_counts_in_its_last_line():
    said = "FAILED one\n3 failed, 70 passed in 8.34s\n"

    assert counts(said) == {"failed": 3, "passed": 70}
    assert seconds(said) == 8.34


def test_each_step_of_a_start_begins_where_the_one_before_ended():
    assert steps(10.0, {"interpreter": 10.5, "imports": 12.0}) == {"interpreter": 0.5, "imports": 1.5}

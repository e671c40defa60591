"""A product whose process is killed while it answers."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import Fault

PROMISED = 1000
"""Bytes; only the first few of them come."""


class DiesWhileItAnswers(Fault):
    """Status 200 and the beginning of an answer, then the connection ends; nothing has been done."""

    name = "dies while it answers"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        headers = (("Content-Type", "application/xml;charset=UTF-8"), ("Content-Length", str(PROMISED)))
        return Reply(200, headers, b"<?xml version=")


FAULT = DiesWhileItAnswers

"""A proxy that cuts answers off (fault catalogue, F-49)."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import Fault, is_about_manifest

XML = (("Content-Type", "application/xml;charset=UTF-8"),)


class BreaksOff(Fault):
    """Status 200 and the beginning of a manifest; all else passes."""

    name = "breaks off its manifest"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        return (
            Reply(200, XML, b'<?xml version="1.0" encoding="UTF-8"?><manifest><id>')
            if is_about_manifest(request)
            else None
        )


FAULT = BreaksOff

"""A gateway that writes answers in another encoding (fault catalogue, F-49)."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import Fault, is_about_manifest

XML = (("Content-Type", "application/xml;charset=UTF-8"),)


class GarblesManifest(Fault):
    """Status 200 and UTF-16 that is said to be UTF-8 instead of the manifest; all else passes."""

    name = "garbles its manifest"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        return (
            Reply(200, XML, "<manifest><id>0</id></manifest>".encode("utf-16"))
            if is_about_manifest(request)
            else None
        )


FAULT = GarblesManifest

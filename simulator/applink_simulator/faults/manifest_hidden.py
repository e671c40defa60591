"""A proxy that lets through what it knows, and no manifest (fault catalogue, F-49)."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import HTML, Fault, is_about_manifest


class HidesManifest(Fault):
    """Status 404 and HTML instead of the manifest; all else passes."""

    name = "hides its manifest"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        return Reply(404, HTML, b"<!doctype html><title>Not found</title>") if is_about_manifest(request) else None


FAULT = HidesManifest

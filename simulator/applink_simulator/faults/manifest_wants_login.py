"""A gateway that lets nobody read the manifest without a login (fault catalogue, F-49)."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import HTML, Fault, is_about_manifest


class WantsLogin(Fault):
    """Status 401 instead of the manifest; all else passes."""

    name = "wants a login for its manifest"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        return Reply(401, HTML, b"<!doctype html><title>Log in first</title>") if is_about_manifest(request) else None


FAULT = WantsLogin

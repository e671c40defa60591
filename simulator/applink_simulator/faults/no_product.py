"""An address where something answers that knows nothing of application links."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import HTML, Fault


class IsNoProduct(Fault):
    """Status 404 and HTML below the base URL; the base URL itself is a page like any other."""

    name = "is some other web site"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        if "/rest/" in request.path or "/plugins/" in request.path:
            return Reply(404, HTML, b"<!doctype html><title>Not found</title>")
        return Reply(200, HTML, b"<!doctype html><title>Cat pictures</title>")


FAULT = IsNoProduct

"""Sockets at which nobody answers yet."""

import errno
import socket

from applink_simulator.domain.errors import ApplinkError

BACKLOG = 256


class PortInUse(ApplinkError):
    message = (
        "Port {port} for {product} is in use. Stop what listens there, or give another port in the topology file "
        "or with --port-base."
    )


class AddressNotHere(ApplinkError):
    message = "Nothing can listen at {host}, port {port}: {reason}. Give an address of this machine, or 0.0.0.0."


def listening_at(host: str, port: int, product: str) -> socket.socket:
    """From now on nobody is refused there, only kept waiting until the server runs."""
    listening = bound(host, port, product)
    listening.listen(BACKLOG)
    return listening


def bound(host: str, port: int, product: str) -> socket.socket:
    """PortInUse when somebody else has it; 0 is any free one."""
    free = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        free.bind((host, port))
    except OSError as problem:
        free.close()
        if problem.errno == errno.EADDRINUSE:
            raise PortInUse(port=port, product=product) from None
        raise AddressNotHere(host=host, port=port, reason=problem.strerror or problem) from None
    return free

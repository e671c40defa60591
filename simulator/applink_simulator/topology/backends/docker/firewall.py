"""Ways that are blocked: rules of nftables in the network of the machine that calls."""

import os
import shutil
import subprocess
from collections.abc import Iterable

from applink_simulator.topology.site import Cut, NotPossibleHere

TABLE = "applinks"
PATIENCE = 20.0
"""Seconds."""

_VERDICTS = {
    Cut.REFUSED: "reject with tcp reset",
    Cut.DROPPED: "drop",
    # What is said, not the handshake: that has no push.
    Cut.RESET: "tcp flags & psh == psh reject with tcp reset",
}


class NeedsPrivilege(NotPossibleHere):
    message = "A way between containers can only be blocked from the machine of the engine: {reason}."


def require() -> None:
    """NeedsPrivilege, with what to do about it, where no rule can be set."""
    if os.environ.get("DOCKER_HOST", "unix://").partition(":")[0] not in {"unix", ""}:
        raise NeedsPrivilege(reason=f"the engine at {os.environ['DOCKER_HOST']} is elsewhere, so run the tests there")
    if os.name != "posix" or os.geteuid() != 0:
        raise NeedsPrivilege(reason="only root may, so run the tests as root")
    for program, package in (("nsenter", "util-linux"), ("nft", "nftables")):
        if shutil.which(program) is None:
            raise NeedsPrivilege(reason=f"{program} is missing. On Debian: apt-get install {package}")


def cut(process: int, address: str, ports: Iterable[int], how: Cut) -> None:
    """For whoever shares the network of that process; connections that are there already count.

    What it answers from its own ``ports`` still passes: the other direction is as it was.
    """
    require()
    own = ", ".join(map(str, ports))
    rules = (
        f"add table inet {TABLE}\n"
        f"add chain inet {TABLE} out {{ type filter hook output priority 0; policy accept; }}\n"
        f"add rule inet {TABLE} out ip daddr {address} tcp sport != {{ {own} }} {_VERDICTS[how]}\n"
    )
    _nft(process, rules)


def mend(process: int) -> None:
    # Added first: what is not there cannot be deleted.
    _nft(process, f"add table inet {TABLE}\ndelete table inet {TABLE}\n")


def _nft(process: int, rules: str) -> None:
    command = ["nsenter", "--target", str(process), "--net", "nft", "--file", "-"]
    try:
        ended = subprocess.run(  # noqa: S603
            command, input=rules, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise NeedsPrivilege(reason=f"nft did not end within {PATIENCE:g} seconds") from None
    if ended.returncode:
        raise NeedsPrivilege(reason=f"nft says: {ended.stderr.strip()}")

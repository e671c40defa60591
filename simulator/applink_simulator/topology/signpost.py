"""A signpost as a process of its own: ``python -m applink_simulator.topology.signpost PORT OLD_URL NEW_URL``."""

import sys
import threading

from applink_simulator.serving.listening import listening_at
from applink_simulator.serving.server import Server
from applink_simulator.web.door import Signpost


def main(port: str, old_url: str, new_url: str) -> None:
    Server(Signpost(old_url, new_url), listening_at("0.0.0.0", int(port), "a signpost"))
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])

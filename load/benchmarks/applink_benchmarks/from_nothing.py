"""Run as a script: from an interpreter that has just started to two products linked both ways.

Prints, as JSON, the second at which each step was done, by the clock that all processes share.
"""

import time

entered = time.monotonic()

import json  # noqa: E402
import sys  # noqa: E402

from applink_simulator.topology.keys import begin, key_of  # noqa: E402

begin(2)

from applink_fixtures.ready import ready_topology  # noqa: E402
from applink_simulator.topology.backends.served import served  # noqa: E402
from applink_simulator.topology.file import Link  # noqa: E402
from applink_simulator.topology.load import load  # noqa: E402
from applink_simulator.topology.wishes import make_link  # noqa: E402


def main() -> None:
    done = {"interpreter": entered, "imports": time.monotonic()}
    topology = load(ready_topology("shared-userbase"))
    done["topology file"] = time.monotonic()
    # Without links of its own, so that serving, waiting for the keys and linking can be told apart.
    with served(topology) as running:
        done["servers"] = time.monotonic()
        for name in topology.products:
            key_of(name)
        done["waiting for keys"] = time.monotonic()
        wished = {"from": "confluence", "to": "jira", "authentication": "oauth-impersonation"}
        make_link(running, Link.model_validate(wished))
        done["linking"] = time.monotonic()
        for near, far in (("confluence", "jira"), ("jira", "confluence")):
            status = running.administrator(near).status(running.place(far))
            if not status["working"]:
                sys.exit(f"{near} says of its link: {status.get('error')}")
        done["both statuses"] = time.monotonic()
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

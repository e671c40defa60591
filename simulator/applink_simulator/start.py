"""Where the command ``applinks`` begins: a health check must not wait for what the other commands import."""

import os
import signal
import sys


def main() -> None:
    if os.getpid() == 1 and sys.argv[1:2] == ["product"]:
        # As process number 1 no signal ends it that it does not handle, and its imports take a while.
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    if sys.argv[1:2] == ["health"]:
        from applink_simulator import health

        sys.exit(health.main(sys.argv[2:]))
    from applink_simulator import cli

    cli.main()


if __name__ == "__main__":
    main()

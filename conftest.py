"""The shipped features run in this repository like anybody's own."""

import signal

pytest_plugins = ["applink_steps"]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what it has in the background deaf to Ctrl-C, and so would be every process that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

"""The shipped features run in this repository like anybody's own."""

pytest_plugins = ["applink_steps"]

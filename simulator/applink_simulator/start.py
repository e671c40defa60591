"""Where the command ``applinks`` begins: a health check must not wait for what the other commands import."""

import sys


def main() -> None:
    if sys.argv[1:2] == ["health"]:
        from applink_simulator import health

        sys.exit(health.main(sys.argv[2:]))
    from applink_simulator import cli

    cli.main()


if __name__ == "__main__":
    main()

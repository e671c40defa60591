"""``python load/benchmarks`` measures; see ``--help``."""

from applink_benchmarks.run import main

if __name__ == "__main__":
    main()

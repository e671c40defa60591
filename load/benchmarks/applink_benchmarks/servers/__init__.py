"""Our products on other people's HTTP servers: ``python -m applink_benchmarks.servers``, in load/benchmarks."""

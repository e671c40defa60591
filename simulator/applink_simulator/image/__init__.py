"""The container image: what it is built from, how it is built, and what it costs."""

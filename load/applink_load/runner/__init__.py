"""The generator, in a process of its own: Locust patches the standard library wherever it is imported."""

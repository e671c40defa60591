"""What Locust's users do: only the generator's process loads one, because Locust patches the standard library."""

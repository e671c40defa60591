"""Long runs of mixed load on linked products while faults come and go: what grows, what fails, what is left over."""

"""Every product a process of its own on loopback, with its state in a file: one that is killed comes back with it."""

"""Products in containers: a network for each run, and in it a machine for each product and a process on it.

A machine is a container that does nothing: it holds the address, the names that its product knows, and the port that
is published for people. The product's own container shares the machine's network. So a product that is stopped is a
machine that refuses connections and no unknown host, and what a firewall does stays when a product starts again.
"""

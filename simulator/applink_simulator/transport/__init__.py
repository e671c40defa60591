"""Carries a request, brings a reply: over sockets, or within the process."""

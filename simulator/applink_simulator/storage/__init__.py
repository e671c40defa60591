"""One product's state behind one interface (``domain/state.py``): in memory, or in a database."""

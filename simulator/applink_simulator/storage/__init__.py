"""One product's state behind one interface (``domain/state.py``): memory now, SQL beside it."""

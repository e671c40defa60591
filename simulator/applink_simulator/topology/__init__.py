"""Several products together: which there should be, and what makes them real."""

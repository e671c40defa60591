"""What administrators and users do with links, and what one product asks of another for it."""

"""Several processes of one product at one address: a foreman who starts them, and workers who answer."""

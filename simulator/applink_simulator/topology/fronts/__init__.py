"""What stands in front of a product: values that say how, our own proxy, and nginx."""

"""What a product shows on the wire, thin: the door, who is calling, and a view for each resource."""

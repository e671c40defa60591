"""What products tell each other: each document as a value, and its XML and JSON forms both ways."""

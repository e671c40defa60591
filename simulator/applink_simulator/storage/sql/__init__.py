"""State in a database, SQLite or PostgreSQL: it outlives the process, and several processes share it."""

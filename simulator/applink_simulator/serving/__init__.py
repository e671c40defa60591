"""Takes HTTP requests in and sends the replies out: sockets below a WSGI application."""

"""OAuth 1.0a as links speak it (RFC 5849, auth.md 1): values in, values out, no network and no framework."""

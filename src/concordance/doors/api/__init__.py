"""The REST door: what the command line can do, over HTTP, with one shape of refusal (RFC 9457)."""

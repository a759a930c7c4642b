"""The REST surface; a router parses, calls one use case and shapes the answer."""

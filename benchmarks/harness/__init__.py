"""How contestants are installed, started, measured and shown."""

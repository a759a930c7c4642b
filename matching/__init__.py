"""Names in, evidence and clusters out; pure functions, no input or output."""

"""The parts of `benchmarks.verify_contracts`, one module per check."""

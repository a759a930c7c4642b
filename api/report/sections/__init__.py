"""The sections of the report, one module each: figures first, then the blocks that show them."""

"""Office records in: from a CSV extract or from JSON, checked row by row, taken all or not at all."""

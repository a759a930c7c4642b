"""Scripts that learn or compile the tables in matching/data; never imported by the pipeline."""

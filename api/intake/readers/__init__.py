"""One reader per format: each turns a file into office records, or into what is wrong with a row, piece by piece."""

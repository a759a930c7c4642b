"""Bulk work on plain CSV files, without chain and database: cluster any list of names, score a clustering."""

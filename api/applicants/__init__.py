"""Registered applicants: looked up, searched, shown with their history, summed up."""

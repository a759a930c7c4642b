"""Files that offices send: received piece by piece, checked at once, taken when a person or program confirms."""

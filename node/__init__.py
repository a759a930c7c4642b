"""Everything that knows the chain: identifiers, commitments, batches, transactions, the index and verification."""

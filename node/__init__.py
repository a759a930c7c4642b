"""Everything that knows the chain: identifiers, commitments, batches, index, proofs."""

"""A local Ethereum chain with five pilot offices: start it, deploy the contracts, admit the offices."""

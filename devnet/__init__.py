"""A local Ethereum chain with five pilot offices."""

"""GIDs as decentralized identifiers, and a certificate in the shape of a verifiable credential.

The method name `gidpilot` is this project's own and stands in no registry.
"""

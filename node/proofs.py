"""Proof files: what lets a stranger check one GID against the chain, with no trust in us, our API or our database."""

import json
from collections.abc import Mapping
from typing import Any

from node.commitments import Json, Salt, canonical_json, commit_record
from node.connection import ChainConfig
from node.errors import ConflictError
from node.identifiers import NOT_A_WIPO_IDENTIFIER, Gid, format_gid
from node.lookups import Lookups
from node.merkle import path_for

PROOF_TYPE = "gid-pilot/proof"
PROOF_VERSION = 1

Proof = dict[str, Any]


def build_proof(
    index: Lookups,
    config: ChainConfig,
    gid: Gid,
    *,
    record: Mapping[str, Json] | None = None,
    salt: Salt | None = None,
    record_version: int = 1,
) -> Proof:
    """Build the proof of one GID.

    Args:
        index: The chain index.
        config: Names the chain and the registry.
        gid: The GID; merged and revoked ones have proofs too, and the verifier says so.
        record: The record as it was committed to, or None for a proof that reveals nothing.
        salt: The salt of that version of the record; given exactly when `record` is.
        record_version: Version of the commitment that the record belongs to, 1 as registered.

    Raises:
        UnknownGidError: The index holds no such GID.
        ConflictError: Record and salt do not lead to the commitment of that version.
    """
    entry = index.applicant(gid)
    batch = index.batch(entry.batch)
    proof: Proof = {
        "type": PROOF_TYPE,
        "version": PROOF_VERSION,
        "note": NOT_A_WIPO_IDENTIFIER,
        "chainId": config.chain_id,
        "registry": config.registry,
        "gid": format_gid(gid),
        "commitment": "0x" + batch.commitments[entry.leaf].hex(),
        "batch": {
            "number": batch.number,
            "firstGid": format_gid(batch.first_gid),
            "count": batch.count,
            "root": "0x" + batch.root.hex(),
            "office": batch.office,
            "blockNumber": batch.block_number,
            "transactionHash": "0x" + batch.transaction_hash.hex(),
        },
        "leafIndex": entry.leaf,
        "path": ["0x" + sibling.hex() for sibling in path_for(batch.commitments, entry.leaf)],
    }
    if record is None or salt is None:
        return proof
    expected = {1: batch.commitments[entry.leaf], entry.version: entry.commitment}.get(record_version)
    return proof | disclosed_record(gid, record, salt, version=record_version, commitment=expected)


def disclosed_record(
    gid: Gid, record: Mapping[str, Json], salt: Salt, *, version: int, commitment: bytes | None
) -> dict[str, Any]:
    """Return the fields that disclose a record.

    Raises:
        ConflictError: Record and salt do not lead to `commitment`, that of `version`.
    """
    canonical = canonical_json(record)
    if commit_record(canonical, salt=salt) != commitment:
        raise ConflictError(f"the record and salt are not those of version {version} of {format_gid(gid)}")
    return {"recordVersion": version, "record": json.loads(canonical), "salt": "0x" + salt.hex()}


def proof_text(proof: Proof) -> str:
    """Return a proof as the text of its file; `load_document` accepts exactly this layout and the compact one."""
    return json.dumps(proof, ensure_ascii=False, indent=2) + "\n"

"""Certificates: one GID as of one block, short enough to hand over; checked with a node, or a saved header alone."""

import json
from collections.abc import Mapping
from typing import Any

from node.commitments import Json, Salt
from node.connection import ChainConfig
from node.errors import NotFoundError
from node.identifiers import NOT_A_WIPO_IDENTIFIER, Gid, format_gid
from node.lookups import Lookups
from node.merkle import path_for
from node.proofs import disclosed_record

CERTIFICATE_TYPE = "gid-pilot/certificate"
CERTIFICATE_VERSION = 1

Certificate = dict[str, Any]


def build_certificate(
    index: Lookups,
    config: ChainConfig,
    gid: Gid,
    *,
    record: Mapping[str, Json] | None = None,
    salt: Salt | None = None,
    record_version: int = 1,
) -> Certificate:
    """Build the certificate of one GID as of the block that the index has reached.

    Args:
        index: The chain index.
        config: Names the chain and the registry.
        gid: The GID; where it stands is not stated, the verifier reads it from the chain.
        record: The record as it was committed to, or None to disclose nothing.
        salt: The salt of that version of the record; given exactly when `record` is.
        record_version: Version of the commitment that the record belongs to, 1 as registered.

    Raises:
        UnknownGidError: The index holds no such GID.
        NotFoundError: The index has not followed the chain yet.
        ConflictError: Record and salt do not lead to the commitment of that version.
    """
    entry, point = index.applicant(gid), index.checkpoint()
    if point is None:
        raise NotFoundError("the index has not followed the chain yet")
    batch = index.batch(entry.batch)
    certificate: Certificate = {
        "type": CERTIFICATE_TYPE,
        "version": CERTIFICATE_VERSION,
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
        },
        "path": ["0x" + sibling.hex() for sibling in path_for(batch.commitments, entry.leaf)],
        "block": {"number": point.block_number, "hash": "0x" + point.block_hash.hex()},
        "head": {"value": "0x" + point.head.hex(), "sequence": point.sequence},
    }
    if record is None or salt is None:
        return certificate
    expected = {1: batch.commitments[entry.leaf], entry.version: entry.commitment}.get(record_version)
    return certificate | disclosed_record(gid, record, salt, version=record_version, commitment=expected)


def certificate_text(certificate: Certificate) -> str:
    """Return a certificate as the text of its file; `load_document` accepts exactly this layout and the compact one."""
    return json.dumps(certificate, ensure_ascii=False, indent=2) + "\n"

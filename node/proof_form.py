"""The strict form of a proof, as `strict_form` describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from node.merkle import MAX_BATCH
from node.proofs import PROOF_TYPE, PROOF_VERSION
from node.strict_form import (
    RECORD_FIELDS,
    ProvenEntry,
    read_address,
    read_gid,
    read_object,
    read_office,
    read_path,
    read_record,
    read_whole,
    read_word,
    require_fields,
    require_kind,
)

_FIELDS = frozenset({
    "type", "version", "note", "chainId", "registry", "gid", "commitment", "batch", "leafIndex", "path",
})  # fmt: skip
_BATCH_FIELDS = frozenset({"number", "firstGid", "count", "root", "office", "blockNumber", "transactionHash"})


@dataclass(frozen=True, slots=True)
class ParsedProof:
    """A proof in checked form: the entry, and the transaction that anchored its batch."""

    entry: ProvenEntry
    block_number: int
    transaction_hash: bytes


def parse_proof(document: Mapping[str, Any]) -> ParsedProof:
    """Check the form of every field.

    Raises:
        FormError: A field is missing, unknown, or not in its one form.
    """
    require_fields("", document, _FIELDS | (RECORD_FIELDS if RECORD_FIELDS & set(document) else frozenset()))
    batch = read_object(document, "batch", _BATCH_FIELDS)
    require_kind(document, PROOF_TYPE, PROOF_VERSION)
    entry = ProvenEntry(
        chain_id=read_whole("chainId", document["chainId"], minimum=1),
        registry=read_address("registry", document["registry"]),
        gid=read_gid("gid", document["gid"]),
        commitment=read_word("commitment", document["commitment"]),
        batch=read_whole("batch.number", batch["number"]),
        first_gid=read_gid("batch.firstGid", batch["firstGid"]),
        count=read_whole("batch.count", batch["count"], minimum=1, maximum=MAX_BATCH),
        root=read_word("batch.root", batch["root"]),
        office=read_office("batch.office", batch["office"]),
        leaf_index=read_whole("leafIndex", document["leafIndex"], maximum=MAX_BATCH - 1),
        path=read_path("path", document["path"]),
        record=read_record(document),
    )
    return ParsedProof(
        entry,
        block_number=read_whole("batch.blockNumber", batch["blockNumber"]),
        transaction_hash=read_word("batch.transactionHash", batch["transactionHash"]),
    )

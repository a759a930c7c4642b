"""The strict form of a certificate, as `strict_form` describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from node.certificates import CERTIFICATE_TYPE, CERTIFICATE_VERSION
from node.merkle import MAX_BATCH
from node.strict_form import (
    RECORD_FIELDS,
    FormError,
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
    "type", "version", "note", "chainId", "registry", "gid", "commitment", "batch", "path", "block", "head",
})  # fmt: skip
_BATCH_FIELDS = frozenset({"number", "firstGid", "count", "root", "office"})
_BLOCK_FIELDS = frozenset({"number", "hash"})
_HEAD_FIELDS = frozenset({"value", "sequence"})


@dataclass(frozen=True, slots=True)
class ParsedCertificate:
    """A certificate in checked form: the entry, the block as of which it speaks, and the registry's head after it."""

    entry: ProvenEntry
    block_number: int
    block_hash: bytes
    head: bytes
    sequence: int


def parse_certificate(document: Mapping[str, Any]) -> ParsedCertificate:
    """Check the form of every field.

    Raises:
        FormError: A field is missing, unknown, or not in its one form.
    """
    require_fields("", document, _FIELDS | (RECORD_FIELDS if RECORD_FIELDS & set(document) else frozenset()))
    batch = read_object(document, "batch", _BATCH_FIELDS)
    block, head = read_object(document, "block", _BLOCK_FIELDS), read_object(document, "head", _HEAD_FIELDS)
    require_kind(document, CERTIFICATE_TYPE, CERTIFICATE_VERSION)
    gid, first_gid = read_gid("gid", document["gid"]), read_gid("batch.firstGid", batch["firstGid"])
    if not first_gid <= gid < first_gid + MAX_BATCH:
        raise FormError("gid", "is not one of the batch's GIDs")
    entry = ProvenEntry(
        chain_id=read_whole("chainId", document["chainId"], minimum=1),
        registry=read_address("registry", document["registry"]),
        gid=gid,
        commitment=read_word("commitment", document["commitment"]),
        batch=read_whole("batch.number", batch["number"]),
        first_gid=first_gid,
        count=read_whole("batch.count", batch["count"], minimum=1, maximum=MAX_BATCH),
        root=read_word("batch.root", batch["root"]),
        office=read_office("batch.office", batch["office"]),
        leaf_index=gid - first_gid,
        path=read_path("path", document["path"]),
        record=read_record(document),
    )
    return ParsedCertificate(
        entry,
        block_number=read_whole("block.number", block["number"]),
        block_hash=read_word("block.hash", block["hash"]),
        head=read_word("head.value", head["value"]),
        sequence=read_whole("head.sequence", head["sequence"]),
    )

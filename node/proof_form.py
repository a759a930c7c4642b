"""The strict form of a proof: every field present, known and written in the one way it can be written.

A value that could be written in two ways would let a changed character pass. So hexadecimal is lower case, addresses
are in EIP-55 form, GIDs are printed, numbers are integers, and a record is in Unicode NFC already.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_utils.address import to_checksum_address

from node.commitments import MAX_DEPTH, MAX_RECORD_BYTES, CanonicalJson, canonical_json
from node.errors import InvalidInputError
from node.identifiers import NOT_A_WIPO_IDENTIFIER, Gid, OfficeCode, format_gid, parse_gid, parse_office_code
from node.merkle import MAX_BATCH
from node.proofs import PROOF_TYPE, PROOF_VERSION

MAX_PROOF_BYTES = 8 * MAX_RECORD_BYTES
MAX_PATH = 11
"""Levels above the leaves of the largest batch."""
MAX_NESTING = MAX_DEPTH + 2

_EXPECTED = "expected a proof as `gid proof` writes it"
_FIELDS = frozenset({
    "type", "version", "note", "chainId", "registry", "gid", "commitment", "batch", "leafIndex", "path",
})  # fmt: skip
_RECORD_FIELDS = frozenset({"recordVersion", "record", "salt"})
_BATCH_FIELDS = frozenset({"number", "firstGid", "count", "root", "office", "blockNumber", "transactionHash"})
_WORD = re.compile(r"0x[0-9a-f]{64}")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKETS = re.compile(r"[\[\]{}]")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


class ProofFormError(InvalidInputError):
    """A proof is not in its strict form; `field` names where, as `batch.root`."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class ProvenRecord:
    """The record that a proof reveals: its canonical form, salt and version."""

    canonical: CanonicalJson
    salt: bytes
    version: int


@dataclass(frozen=True, slots=True)
class ParsedProof:
    """A proof in checked form; whether it is true is for the chain to say."""

    chain_id: int
    registry: str
    gid: Gid
    commitment: bytes
    batch: int
    first_gid: Gid
    count: int
    root: bytes
    office: OfficeCode
    block_number: int
    transaction_hash: bytes
    leaf_index: int
    path: tuple[bytes, ...]
    record: ProvenRecord | None


def load_proof(text: str) -> dict[str, Any]:
    """Read the text of a proof file.

    Raises:
        ProofFormError: Not JSON, too large, or not laid out as this program and `jq` do it; that is how a number such
            as -0, or an edited space, shows.
    """
    if len(text) > MAX_PROOF_BYTES:
        raise ProofFormError("", f"the file is larger than {MAX_PROOF_BYTES} characters")
    if not text.strip():
        raise ProofFormError("", f"the file is empty; {_EXPECTED}")
    _require_shallow(text)
    try:
        document = json.loads(text, object_pairs_hook=_without_doubles)
        layouts = {json.dumps(document, ensure_ascii=False, **style) for style in _LAYOUTS}
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ProofFormError("", f"the file is not JSON ({place}); {_EXPECTED}") from error
    except (ValueError, RecursionError) as error:
        raise ProofFormError("", f"the file cannot be read as JSON ({error}); {_EXPECTED}") from error
    if not isinstance(document, dict):
        raise ProofFormError("", f"the file is JSON, but no object; {_EXPECTED}")
    if text.removesuffix("\n") not in layouts:
        raise ProofFormError("", "the file was edited or laid out anew; keep it as received")
    return document


def parse_proof(document: Mapping[str, Any]) -> ParsedProof:
    """Check the form of every field.

    Raises:
        ProofFormError: A field is missing, unknown, or not in its one form.
    """
    _require_fields("", document, _FIELDS | (_RECORD_FIELDS if _RECORD_FIELDS & set(document) else frozenset()))
    batch = document["batch"]
    if not isinstance(batch, Mapping):
        raise ProofFormError("batch", "expected an object")
    _require_fields("batch.", batch, _BATCH_FIELDS)
    for field, fixed in (("type", PROOF_TYPE), ("version", PROOF_VERSION), ("note", NOT_A_WIPO_IDENTIFIER)):
        if document[field] != fixed or type(document[field]) is not type(fixed):
            raise ProofFormError(field, f"expected {fixed!r}")
    return ParsedProof(
        chain_id=_whole("chainId", document["chainId"], minimum=1),
        registry=_address("registry", document["registry"]),
        gid=_gid("gid", document["gid"]),
        commitment=_word("commitment", document["commitment"]),
        batch=_whole("batch.number", batch["number"]),
        first_gid=_gid("batch.firstGid", batch["firstGid"]),
        count=_whole("batch.count", batch["count"], minimum=1, maximum=MAX_BATCH),
        root=_word("batch.root", batch["root"]),
        office=_office("batch.office", batch["office"]),
        block_number=_whole("batch.blockNumber", batch["blockNumber"]),
        transaction_hash=_word("batch.transactionHash", batch["transactionHash"]),
        leaf_index=_whole("leafIndex", document["leafIndex"], maximum=MAX_BATCH - 1),
        path=_path(document["path"]),
        record=_record(document),
    )


_LAYOUTS: tuple[dict[str, Any], ...] = ({"indent": 2}, {}, {"separators": (",", ":")})


def _require_shallow(text: str) -> None:
    """Refuse deep nesting before the JSON reader sees it: under a raised recursion limit it overflows the stack."""
    depth = 0
    for bracket in _BRACKETS.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_NESTING:
            raise ProofFormError("", f"the file is nested deeper than {MAX_NESTING}")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key occurs twice")
    return document


def _require_fields(prefix: str, document: Mapping[str, Any], wanted: frozenset[str]) -> None:
    for field in sorted(wanted - set(document)):
        raise ProofFormError(prefix + field, "is missing")
    for field in sorted(set(document) - wanted):
        raise ProofFormError(prefix + field[:40], "is not a field of a proof")


def _whole(field: str, value: object, *, minimum: int = 0, maximum: int = 2**63 - 1) -> int:
    if type(value) is not int or not minimum <= value <= maximum:
        raise ProofFormError(field, f"expected a whole number from {minimum} to {maximum}")
    return value


def _word(field: str, value: object) -> bytes:
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise ProofFormError(field, "expected 0x and 64 lower-case hexadecimal digits")
    return bytes.fromhex(value[2:])


def _address(field: str, value: object) -> str:
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value) or to_checksum_address(value) != value:
        raise ProofFormError(field, "expected an address whose capitals fit (EIP-55), so a character is wrong")
    return value


def _gid(field: str, value: object) -> Gid:
    if not isinstance(value, str):
        raise ProofFormError(field, "expected a printed GID")
    try:
        gid = parse_gid(value)
    except InvalidInputError as error:
        raise ProofFormError(field, str(error)) from error
    if format_gid(gid) != value:
        raise ProofFormError(field, "expected the printed form GID 0000 0012 3456 cc")
    return gid


def _office(field: str, value: object) -> OfficeCode:
    try:
        return parse_office_code(value if isinstance(value, str) else "")
    except InvalidInputError as error:
        raise ProofFormError(field, str(error)) from error


def _path(value: object) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > MAX_PATH:
        raise ProofFormError("path", f"expected a list of at most {MAX_PATH} hashes")
    return tuple(_word(f"path[{index}]", each) for index, each in enumerate(value))


def _record(document: Mapping[str, Any]) -> ProvenRecord | None:
    if "record" not in document:
        return None
    record = document["record"]
    if not isinstance(record, Mapping):
        raise ProofFormError("record", "expected an object")
    try:
        canonical = canonical_json(record)
    except InvalidInputError as error:
        raise ProofFormError("record", str(error)) from error
    if json.loads(canonical) != record:
        raise ProofFormError("record", "a text is not in Unicode NFC, so it is not as it was committed to")
    version = _whole("recordVersion", document["recordVersion"], minimum=1, maximum=2**32 - 1)
    return ProvenRecord(canonical, _word("salt", document["salt"]), version)

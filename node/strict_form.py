"""The strict form of a file that a stranger verifies: every field present, known and written in the one way it can be.

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

MAX_FILE_BYTES = 8 * MAX_RECORD_BYTES
MAX_PATH = 11
"""Levels above the leaves of the largest batch."""
MAX_NESTING = MAX_DEPTH + 2
RECORD_FIELDS = frozenset({"recordVersion", "record", "salt"})

_EXPECTED = "expected a proof as `gid proof` writes it or a certificate as `gid certificate` does"
_WORD = re.compile(r"0x[0-9a-f]{64}")
_BYTES = re.compile(r"0x(?:[0-9a-f]{2})+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKETS = re.compile(r"[\[\]{}]")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_LAYOUTS: tuple[dict[str, Any], ...] = ({"indent": 2}, {}, {"separators": (",", ":")})


class FormError(InvalidInputError):
    """A file is not in its strict form; `field` names where, as `batch.root`."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class ProvenRecord:
    """The record that a file discloses: its canonical form, salt and version."""

    canonical: CanonicalJson
    salt: bytes
    version: int


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """What proofs and certificates both state of one GID, in checked form; whether it is true is for the chain to say.

    `commitment` is the registered one, under `root` at `leaf_index`; `record` may be of a later version.
    """

    chain_id: int
    registry: str
    gid: Gid
    commitment: bytes
    batch: int
    first_gid: Gid
    count: int
    root: bytes
    office: OfficeCode
    leaf_index: int
    path: tuple[bytes, ...]
    record: ProvenRecord | None


def load_document(text: str, *, limit: int = MAX_FILE_BYTES, expected: str = _EXPECTED) -> dict[str, Any]:
    """Read the text of a file.

    Args:
        text: The file's text.
        limit: The most characters it may have.
        expected: What a person should have given, for the error.

    Raises:
        FormError: Not JSON, too large, or not laid out as this program and `jq` do it; that is how a number such as
            -0, or an edited space, shows.
    """
    if len(text) > limit:
        raise FormError("", f"the file is larger than {limit} characters")
    if not text.strip():
        raise FormError("", f"the file is empty; {expected}")
    _require_shallow(text)
    try:
        document = json.loads(text, object_pairs_hook=_without_doubles)
        layouts = {json.dumps(document, ensure_ascii=False, **style) for style in _LAYOUTS}
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise FormError("", f"the file is not JSON ({place}); {expected}") from error
    except (ValueError, RecursionError) as error:
        raise FormError("", f"the file cannot be read as JSON ({error}); {expected}") from error
    if not isinstance(document, dict):
        raise FormError("", f"the file is JSON, but no object; {expected}")
    if text.removesuffix("\n") not in layouts:
        raise FormError("", "the file was edited or laid out anew; keep it as received")
    return document


def require_fields(prefix: str, document: Mapping[str, Any], wanted: frozenset[str]) -> None:
    """Refuse a missing and an unknown field."""
    for field in sorted(wanted - set(document)):
        raise FormError(prefix + field, "is missing")
    for field in sorted(set(document) - wanted):
        raise FormError(prefix + field[:40], "is not a field here")


def require_kind(document: Mapping[str, Any], kind: str, version: int) -> None:
    """Check the fields that say what a file is."""
    for field, fixed in (("type", kind), ("version", version), ("note", NOT_A_WIPO_IDENTIFIER)):
        if document[field] != fixed or type(document[field]) is not type(fixed):
            raise FormError(field, f"expected {fixed!r}")


def read_object(document: Mapping[str, Any], field: str, wanted: frozenset[str]) -> Mapping[str, Any]:
    """Read a nested object with exactly these fields."""
    value = document[field]
    if not isinstance(value, Mapping):
        raise FormError(field, "expected an object")
    require_fields(f"{field}.", value, wanted)
    return value


def read_whole(field: str, value: object, *, minimum: int = 0, maximum: int = 2**63 - 1) -> int:
    """Read an integer; neither a boolean nor a float with the same value is one."""
    if type(value) is not int or not minimum <= value <= maximum:
        raise FormError(field, f"expected a whole number from {minimum} to {maximum}")
    return value


def read_word(field: str, value: object) -> bytes:
    """Read 32 bytes in lower-case hexadecimal."""
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise FormError(field, "expected 0x and 64 lower-case hexadecimal digits")
    return bytes.fromhex(value[2:])


def read_bytes(field: str, value: object) -> bytes:
    """Read one byte or more in lower-case hexadecimal."""
    if not isinstance(value, str) or not _BYTES.fullmatch(value):
        raise FormError(field, "expected 0x and pairs of lower-case hexadecimal digits")
    return bytes.fromhex(value[2:])


def read_address(field: str, value: object) -> str:
    """Read an address in EIP-55 form."""
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value) or to_checksum_address(value) != value:
        raise FormError(field, "expected an address whose capitals fit (EIP-55), so a character is wrong")
    return value


def read_gid(field: str, value: object) -> Gid:
    """Read a GID in its printed form."""
    if not isinstance(value, str):
        raise FormError(field, "expected a printed GID")
    try:
        gid = parse_gid(value)
    except InvalidInputError as error:
        raise FormError(field, str(error)) from error
    if format_gid(gid) != value:
        raise FormError(field, "expected the printed form GID 0000 0012 3456 cc")
    return gid


def read_office(field: str, value: object) -> OfficeCode:
    """Read an office code."""
    try:
        return parse_office_code(value if isinstance(value, str) else "")
    except InvalidInputError as error:
        raise FormError(field, str(error)) from error


def read_path(field: str, value: object) -> tuple[bytes, ...]:
    """Read the siblings of a Merkle path."""
    if not isinstance(value, list) or len(value) > MAX_PATH:
        raise FormError(field, f"expected a list of at most {MAX_PATH} hashes")
    return tuple(read_word(f"{field}[{index}]", each) for index, each in enumerate(value))


def read_record(document: Mapping[str, Any]) -> ProvenRecord | None:
    """Read the disclosed record with its salt and version, or None where none is disclosed."""
    if "record" not in document:
        return None
    record = document["record"]
    if not isinstance(record, Mapping):
        raise FormError("record", "expected an object")
    try:
        canonical = canonical_json(record)
    except InvalidInputError as error:
        raise FormError("record", str(error)) from error
    if json.loads(canonical) != record:
        raise FormError("record", "a text is not in Unicode NFC, so it is not as it was committed to")
    version = read_whole("recordVersion", document["recordVersion"], minimum=1, maximum=2**32 - 1)
    return ProvenRecord(canonical, read_word("salt", document["salt"]), version)


def _require_shallow(text: str) -> None:
    """Refuse deep nesting before the JSON reader sees it: under a raised recursion limit it overflows the stack."""
    depth = 0
    for bracket in _BRACKETS.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_NESTING:
            raise FormError("", f"the file is nested deeper than {MAX_NESTING}")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key occurs twice")
    return document

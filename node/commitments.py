"""Salted commitments: what the registry stores in place of an applicant's record."""

import secrets
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import NewType

import rfc8785

from node.errors import InvalidRecordError, RecordTooLargeError
from node.keccak import keccak

Salt = NewType("Salt", bytes)
"""32 random bytes, drawn once per version of a record, kept off chain."""

Commitment = NewType("Commitment", bytes)
"""32 bytes; the leaf that a batch anchors."""

CanonicalJson = NewType("CanonicalJson", bytes)
"""A record in RFC 8785 form with every string in NFC, at most `MAX_RECORD_BYTES`."""

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]

DOMAIN = b"gid-pilot/record".ljust(32, b"\0")
SCHEMA_VERSION = 1
SALT_BYTES = 32
MAX_RECORD_BYTES = 16 * 1024
MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1  # RFC 8785 numbers are IEEE doubles; beyond this an integer is not exact


def draw_salt(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> Salt:
    """Draw a fresh salt from the operating system's generator, or from the one given by a test."""
    return Salt(random_bytes(SALT_BYTES))


def canonical_json(record: Mapping[str, Json]) -> CanonicalJson:
    """Put a record into the one byte form that can be hashed.

    Sizes are checked before normalising: NFC is quadratic on crafted text.

    Args:
        record: Strings, integers of at most 53 bits, booleans, null, lists and objects with string keys.

    Raises:
        RecordTooLargeError: More than 16 KiB of text, before or after normalising.
        InvalidRecordError: A float, another type, a lone surrogate, keys equal after NFC, or nesting deeper than 16.
    """
    size = _text_size(record, depth=0)
    if size > MAX_RECORD_BYTES:
        raise RecordTooLargeError(size, MAX_RECORD_BYTES)
    try:
        encoded = rfc8785.dumps(_normalise(record))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise InvalidRecordError(f"the record has no canonical form: {error}") from error
    if len(encoded) > MAX_RECORD_BYTES:
        raise RecordTooLargeError(len(encoded), MAX_RECORD_BYTES)
    return CanonicalJson(encoded)


def commit_record(record: CanonicalJson, *, salt: Salt) -> Commitment:
    """Compute the commitment that `ApplicantRegistry` stores in place of an applicant's record.

    Args:
        record: The canonical form of one version of the record.
        salt: Without it a short list of known names could be hashed and compared; destroying it erases the record.

    Returns:
        keccak-256 over the ABI encoding of (domain tag, schema version, salt, keccak-256 of the record), 32 bytes.

    Raises:
        InvalidRecordError: The salt is not 32 bytes.
        RecordTooLargeError: `record` is longer than 16 KiB.
    """
    if len(salt) != SALT_BYTES:
        raise InvalidRecordError(f"the salt has {len(salt)} bytes, expected {SALT_BYTES}")
    if len(record) > MAX_RECORD_BYTES:
        raise RecordTooLargeError(len(record), MAX_RECORD_BYTES)
    return Commitment(keccak(DOMAIN + SCHEMA_VERSION.to_bytes(32, "big") + salt + keccak(record)))


def _text_size(value: object, *, depth: int) -> int:
    """Return a lower bound of the canonical size in bytes; also refuses what JSON or the canonical form cannot hold."""
    if depth > MAX_DEPTH:
        raise InvalidRecordError(f"the record is nested deeper than {MAX_DEPTH}")
    if isinstance(value, str):
        return len(value)
    if value is None or isinstance(value, bool):
        return 4
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise InvalidRecordError("an integer in the record has more than 53 bits; write it as text")
        return 1
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise InvalidRecordError("an object key in the record is not text")
        return sum(len(key) + 4 + _text_size(member, depth=depth + 1) for key, member in value.items())
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return sum(1 + _text_size(member, depth=depth + 1) for member in value)
    raise InvalidRecordError(f"the record holds a {type(value).__name__}, which has no canonical form here")


def _normalise(value: Json) -> Json:
    """Return the same value with every string, keys included, in NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        normalised = {unicodedata.normalize("NFC", key): _normalise(member) for key, member in value.items()}
        if len(normalised) != len(value):
            raise InvalidRecordError("two object keys in the record are the same after Unicode normalisation")
        return normalised
    if isinstance(value, Sequence):
        return [_normalise(member) for member in value]
    return value

import json
import random
import time
import unicodedata

import pytest
from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st
from sha3 import keccak_256

from node.commitments import (
    MAX_INTEGER,
    MAX_RECORD_BYTES,
    CanonicalJson,
    Salt,
    canonical_json,
    commit_record,
    draw_salt,
)
from node.errors import InvalidRecordError, RecordTooLargeError

SCALARS = st.text(max_size=12) | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.booleans() | st.none()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
RECORDS = st.dictionaries(st.text(max_size=8), VALUES, max_size=5)
ZERO = Salt(bytes(32))


def nfc(value: object) -> object:
    """The specification, written a second time: what a JSON reader shall see."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {nfc(key): nfc(member) for key, member in value.items()}
    return [nfc(member) for member in value] if isinstance(value, list) else value


def committable(record: dict[str, object]) -> bool:
    try:
        canonical_json(record)
    except InvalidRecordError:
        return False
    return True


@given(RECORDS.filter(committable))
def test_canonical_form_is_a_fixed_point_and_reads_back_in_nfc(record: dict[str, object]) -> None:
    canonical = canonical_json(record)
    assert json.loads(canonical) == nfc(record)
    assert canonical_json(json.loads(canonical)) == canonical


@given(RECORDS.filter(committable), st.randoms())
def test_order_of_keys_does_not_matter(record: dict[str, object], shuffled: random.Random) -> None:
    keys = list(record)
    shuffled.shuffle(keys)
    assert canonical_json({key: record[key] for key in keys}) == canonical_json(record)


def test_canonical_form_of_a_known_record() -> None:
    record = {"name": "Ünïted 株式会社", "b": [True, None, -7], "a": {"€": "\u20ac", "\u0000": "\n"}}
    expected = '{"a":{"\\u0000":"\\n","€":"€"},"b":[true,null,-7],"name":"Ünïted 株式会社"}'
    assert canonical_json(record) == expected.encode()


def test_composed_and_decomposed_text_commit_alike() -> None:
    composed, decomposed = canonical_json({"name": "Ångström"}), canonical_json({"name": "A\u030angstro\u0308m"})
    assert composed == decomposed
    assert canonical_json({"name": "\u212bngström"}) == composed


def test_commitment_is_the_abi_encoding_hashed() -> None:
    """A second implementation: eth_abi's encoder, not our concatenation."""
    record, salt = canonical_json({"name": "x"}), Salt(bytes(range(32)))
    words = encode(
        ["bytes32", "uint256", "bytes32", "bytes32"], [b"gid-pilot/record", 1, salt, keccak_256(record).digest()]
    )
    assert commit_record(record, salt=salt) == keccak_256(words).digest()
    assert commit_record(record, salt=salt).hex() == "f2fdd1ca989b323f614f195b836afbb07863bfab172b23a65b1651c9964175e0"


@given(RECORDS.filter(committable), st.binary(min_size=32, max_size=32), st.integers(0, 255))
def test_one_changed_bit_of_the_salt_changes_the_commitment(record: dict[str, object], salt: bytes, bit: int) -> None:
    other = (int.from_bytes(salt, "big") ^ 1 << bit).to_bytes(32, "big")
    canonical = canonical_json(record)
    assert commit_record(canonical, salt=Salt(salt)) != commit_record(canonical, salt=Salt(other))


def test_salts_do_not_repeat() -> None:
    salts = {draw_salt() for _ in range(10_000)}
    assert len(salts) == 10_000
    assert {len(salt) for salt in salts} == {32}


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), MAX_INTEGER + 1, b"bytes", {1: "key"}, object(), "\ud800", {"\udfff": 1}, {1, 2}],
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(InvalidRecordError):
        canonical_json({"field": value})  # type: ignore[dict-item]


def test_keys_that_become_equal_are_refused() -> None:
    with pytest.raises(InvalidRecordError, match="the same after Unicode"):
        canonical_json({"\u212b": 1, "Å": 2})


def test_deep_nesting_is_refused_before_it_costs_anything() -> None:
    deep: object = "x"
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(InvalidRecordError, match="deeper"):
        canonical_json({"field": deep})  # type: ignore[dict-item]


def test_size_is_capped_before_normalising() -> None:
    """NFC of 400,000 alternating marks takes minutes; the cap must come first."""
    started = time.monotonic()
    with pytest.raises(RecordTooLargeError) as caught:
        canonical_json({"name": "a" + "\u0315\u0300" * 200_000})
    assert time.monotonic() - started < 1
    assert caught.value.limit == MAX_RECORD_BYTES
    with pytest.raises(RecordTooLargeError):
        canonical_json({"name": "株" * 6_000})  # 18,000 bytes, though fewer characters than the cap
    with pytest.raises(RecordTooLargeError):
        commit_record(CanonicalJson(b" " * (MAX_RECORD_BYTES + 1)), salt=ZERO)


def test_salt_has_its_length() -> None:
    with pytest.raises(InvalidRecordError, match="31 bytes"):
        commit_record(canonical_json({}), salt=Salt(bytes(31)))

"""EIP-712 from its definition, with a fast signer, for tests that sign thousands of times.

`test_consents.py` holds it against eth-account, which wallets use.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from coincurve import PrivateKey
from eth_abi.abi import encode
from eth_utils.crypto import keccak

CONSENT_FIELDS = "uint8 office,uint8 proposer,uint64 merged,uint64 survivor,bytes32 opId,uint64 deadline"


@lru_cache(maxsize=64)
def domain_separator(name: str, chain_id: int, contract: str) -> bytes:
    """Hash of the domain {name, version "1", chainId, verifyingContract}."""
    kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    types = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
    return keccak(encode(types, [keccak(text=kind), keccak(text=name), keccak(text="1"), chain_id, contract]))


def struct_hash(kind: str, fields: str, values: Sequence[Any]) -> bytes:
    """Hash of struct `kind(fields)`; arrays of integers are hashed as EIP-712 says."""
    types = ["bytes32"]
    words: list[Any] = [keccak(text=f"{kind}({fields})")]
    for field, value in zip(fields.split(","), values, strict=True):
        type_name = field.split(" ")[0]
        if type_name.endswith("[]"):
            types.append("bytes32")
            words.append(keccak(b"".join(int(item).to_bytes(32, "big") for item in value)))
        else:
            types.append(type_name)
            words.append(value)
    return keccak(encode(types, words))


def sign_struct(key: bytes, separator: bytes, struct: bytes) -> bytes:
    """65 bytes r, s, v with v 27 or 28."""
    digest = keccak(b"\x19\x01" + separator + struct)
    signature = PrivateKey(key).sign_recoverable(digest, hasher=None)
    return signature[:64] + bytes([signature[64] + 27])

"""Who signs: a protocol that a key service can implement, and the keystore file a pilot office uses."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_typing import Hash32

from node.errors import KeystoreError
from node.keccak import keccak
from node.signatures import complete_signature, typed_data_digest
from node.transactions import UnsignedTransaction

SLOW_KDF_ITERATIONS = 262_144
FAST_KDF_ITERATIONS = 2
"""For passwords of 256 random bits only: guessing those is hopeless at any speed, so a slow derivation buys nothing."""


@dataclass(frozen=True, slots=True)
class SignedTransaction:
    """The exact bytes to broadcast, and the hash the chain will know them by."""

    raw: bytes
    hash: bytes


class SigningKey(Protocol):
    """Holds one office's key and signs digests with it; never reveals it.

    This much every key service and hardware module can do: ECDSA over secp256k1 on 32 bytes. `Signer` does the rest.
    """

    @property
    def address(self) -> str:
        """The key's address, in EIP-55 form."""
        ...

    def sign_digest(self, digest: bytes) -> tuple[int, int]:
        """Sign 32 bytes as they are; returns r and s, s in either half."""
        ...


class Signer:
    """Signs what an office sends and consents to, with a key that may be anywhere.

    Every signature is brought into the one form that the contracts take, and checked against the key's address before
    it leaves: a service that signs with another key, or garbles its answer, is noticed here.
    """

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    @property
    def address(self) -> str:
        """The key's address, in EIP-55 form."""
        return self._key.address

    def sign_transaction(self, transaction: Mapping[str, Any]) -> SignedTransaction:
        """Sign a complete transaction (chain id, nonce, fees and gas included)."""
        unsigned = UnsignedTransaction(transaction)
        raw = unsigned.encode_signed(self._sign(unsigned.digest()))
        return SignedTransaction(raw=raw, hash=keccak(raw))

    def sign_typed_data(self, typed_data: Mapping[str, Any]) -> bytes:
        """Sign EIP-712 typed data; 65 bytes r, s, v with v 27 or 28 and low s."""
        return self._sign(typed_data_digest(typed_data))

    def _sign(self, digest: bytes) -> bytes:
        r, s = self._key.sign_digest(digest)
        return complete_signature(digest, r, s, address=self.address)


class KeystoreKey:
    """A key in the memory of this process, unlocked from a keystore."""

    def __init__(self, account: LocalAccount) -> None:
        self._account = account

    @property
    def address(self) -> str:
        """The key's address, in EIP-55 form."""
        return str(self._account.address)

    def sign_digest(self, digest: bytes) -> tuple[int, int]:
        """Sign 32 bytes as they are."""
        signed = self._account.unsafe_sign_hash(Hash32(digest))
        return signed.r, signed.s


class KeystoreSigner(Signer):
    """Signs with a key from an encrypted keystore file (version 3), unlocked once per process."""

    @classmethod
    def create(cls, path: Path, password: str, *, iterations: int = SLOW_KDF_ITERATIONS) -> "KeystoreSigner":
        """Draw a key from the operating system's generator and write its keystore, readable by this user only.

        Raises:
            KeystoreError: The file exists already; a key is never overwritten.
        """
        account = Account.create()
        document = json.dumps(Account.encrypt(account.key, password, kdf="pbkdf2", iterations=iterations))
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise KeystoreError(f"{path} exists already; a key is never overwritten") from error
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(document)
            file.flush()
            os.fsync(file.fileno())
        return cls(KeystoreKey(account))

    @classmethod
    def open(cls, path: Path, password: str) -> "KeystoreSigner":
        """Unlock a keystore.

        Raises:
            KeystoreError: The file is missing, open to other users, not a keystore, or the password does not fit.
        """
        document = _read_keystore(path)
        try:
            key = Account.decrypt(document, password)
            account: LocalAccount = Account.from_key(key)
        except (ValueError, KeyError, TypeError, NotImplementedError) as error:
            raise KeystoreError(f"{path} cannot be unlocked: not a keystore, or the password does not fit") from error
        return cls(KeystoreKey(account))


def _read_keystore(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_mode & 0o077:
            raise KeystoreError(f"{path} can be read by other users", advice=f"chmod 600 {path}")
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KeystoreError(f"{path} cannot be read as a keystore ({type(error).__name__})") from error
    if not isinstance(document, dict):
        raise KeystoreError(f"{path} is not a keystore")
    return document

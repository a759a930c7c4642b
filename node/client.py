"""Typed reads of the registry and the offices as they are on the chain now."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from eth_abi.exceptions import DecodingError
from eth_utils.address import to_checksum_address

from node.abi import load_artifact
from node.connection import ChainConfig, ChainConnection, block_tag
from node.errors import NotFoundError, UnknownOfficeError, WrongChainError
from node.events import OfficeStatus
from node.identifiers import Gid, OfficeCode

__all__ = ["BatchOnChain", "ChainConfig", "GidStatus", "OfficeOnChain", "RegistryClient"]

_OFFICE_STATUSES = (None, OfficeStatus.ACTIVE, OfficeStatus.SUSPENDED, OfficeStatus.REMOVED)


class GidStatus(IntEnum):
    """Where a GID stands, by the contract's numbers."""

    UNKNOWN = 0
    ACTIVE = 1
    MERGED = 2
    REVOKED = 3


@dataclass(frozen=True, slots=True)
class BatchOnChain:
    """What the contract stores of a batch; `office` is an office number."""

    number: int
    root: bytes
    first_gid: Gid
    count: int
    office: int


@dataclass(frozen=True, slots=True)
class OfficeOnChain:
    """What the contract stores of an office."""

    number: int
    code: OfficeCode
    key: str
    status: OfficeStatus


class RegistryClient(ChainConnection):
    """The registry and the offices, read by contract calls."""

    # Reads of the registry

    def head(self, block: int | str = "latest") -> tuple[bytes, int]:
        """Return the running hash over all changes, and how many there were."""
        value, sequence = self._registry("head", block=block)
        return value, sequence

    def next_gid(self) -> Gid:
        """Return the GID that will be allotted next."""
        return Gid(self._registry("nextGid")[0])

    def batch_count(self) -> int:
        """Return the number of batches; they are numbered from 0."""
        return int(self._registry("batchCount")[0])

    def batch_of(self, gid: Gid) -> int:
        """Return the number of the batch that allotted a GID."""
        return int(self._registry("batchOf", gid)[0])

    def batch(self, number: int) -> BatchOnChain:
        """Return one batch.

        Raises:
            NotFoundError: No batch has this number.
        """
        if not 0 <= number < 2**64:
            raise NotFoundError(f"batch {number} does not exist")
        root, first_gid, count, office = self._registry("batch", number)
        if not count:
            raise NotFoundError(f"batch {number} does not exist")
        return BatchOnChain(number, root, Gid(first_gid), count, office)

    def status_of(self, gid: Gid) -> GidStatus:
        """Return where a GID stands; UNKNOWN when it was never allotted."""
        return GidStatus(self._registry("statusOf", gid)[0])

    def resolve(self, gid: Gid) -> Gid:
        """Return the GID in whose place this one now stands: itself unless merged."""
        return Gid(self._registry("resolve", gid)[0])

    def survivor_of(self, gid: Gid) -> Gid:
        """Return the GID that a merged one directly leads to.

        Raises:
            NotFoundError: It is not merged.
        """
        survivor = Gid(self._registry("survivorOf", gid)[0])
        if not survivor:
            raise NotFoundError(f"GID number {gid} is not merged")
        return survivor

    def commitment_of(self, gid: Gid) -> bytes | None:
        """Return the commitment that replaced the registered one, or None while it stands as registered."""
        value: bytes = self._registry("commitmentOf", gid)[0]
        return value if any(value) else None

    def version_of(self, gid: Gid) -> int:
        """Return the version of the commitment: 1 as registered."""
        return int(self._registry("versionOf", gid)[0])

    def offices_of(self, gid: Gid) -> int:
        """Return the offices with a live link, as a bitmap by number."""
        return int(self._registry("officesOf", gid)[0])

    def consent_needed(self, merged: Gid, survivor: Gid) -> int:
        """Return the offices that must consent to a merge or split of these two, as a bitmap by number."""
        return int(self._registry("consentNeeded", merged, survivor)[0])

    def verify(self, gid: Gid, commitment: bytes, path: Sequence[bytes]) -> bool:
        """Ask the contract whether a commitment is the one registered for a GID."""
        return bool(self._registry("verify", gid, commitment, list(path))[0])

    def is_operation_used(self, office: int, op_id: bytes) -> bool:
        """Say whether the office has used this operation id: the earlier transaction took effect."""
        return bool(self._registry("isOperationUsed", office, op_id)[0])

    # Reads of the offices

    def office(self, number: int) -> OfficeOnChain:
        """Return one office by its number."""
        key, code, status = self._offices("office", number)
        standing = _OFFICE_STATUSES[status]
        if standing is None:
            raise UnknownOfficeError(str(number))
        return OfficeOnChain(number, OfficeCode(code.decode("ascii")), to_checksum_address(key), standing)

    def office_by_code(self, code: OfficeCode) -> OfficeOnChain:
        """Return one office by its code.

        Raises:
            UnknownOfficeError: It was never admitted.
        """
        known, number = self._offices("numberOf", code.encode("ascii"))
        if not known:
            raise UnknownOfficeError(code)
        return self.office(number)

    def office_of_key(self, address: str) -> OfficeCode | None:
        """Return the office whose key this is or was, or None when it never was one's."""
        _, code, _ = self._offices("officeOf", address)
        return OfficeCode(code.decode("ascii")) if any(code) else None

    def is_active_key(self, address: str) -> bool:
        """Say whether this is now the key of an office that may write."""
        return bool(self._offices("officeOf", address)[2])

    def all_offices(self) -> list[OfficeOnChain]:
        """Return every office ever admitted, by number."""
        return [self.office(number) for number in range(self._offices("officeCount")[0])]

    def council(self) -> tuple[int, int, int]:
        """Return the number of active offices, the approvals a decision needs, and the membership epoch."""
        members, threshold, epoch = self._offices("council")
        return members, threshold, epoch

    def _registry(self, function: str, *arguments: object, block: int | str = "latest") -> tuple[Any, ...]:
        return self._read("ApplicantRegistry", self.config.registry, function, arguments, block=block)

    def _offices(self, function: str, *arguments: object) -> tuple[Any, ...]:
        return self._read("Offices", self.config.offices, function, arguments, block="latest")

    def _read(
        self, contract: str, address: str, function: str, arguments: Sequence[object], *, block: int | str
    ) -> tuple[Any, ...]:
        self.connect()
        signature = load_artifact(contract).functions[function]
        call = {"to": address, "data": "0x" + signature.calldata(*arguments).hex()}
        answer = self.guarded("eth_call", call, block_tag(block))
        try:
            return signature.read(bytes.fromhex(answer[2:]))
        except (DecodingError, OverflowError, ValueError) as error:
            raise WrongChainError(
                f"answer of {contract}.{function}", expected=signature.outputs, actual=answer
            ) from error

"""Where the two contracts keep what a certificate is about, as the compiler laid it out; see test_headers.py."""

from collections.abc import Callable
from enum import StrEnum

from eth_utils.address import to_checksum_address

from node.client import BatchOnChain, GidStatus, OfficeOnChain
from node.errors import NotFoundError, UnknownGidError, UnknownOfficeError
from node.events import OfficeStatus
from node.identifiers import Gid, OfficeCode
from node.keccak import keccak

MAX_MERGES = 16
"""Merges on top of each other; the contract allows no more."""

_HEAD, _COUNTERS, _BATCHES, _APPLICANTS, _COMMITMENTS = 0, 2, 3, 4, 5
_OFFICES = 8
_OFFICE_STATUSES = (None, OfficeStatus.ACTIVE, OfficeStatus.SUSPENDED, OfficeStatus.REMOVED)
_U8, _U16, _U32, _U64, _ADDRESS = 8, 16, 32, 64, 160


class Contract(StrEnum):
    """Whose storage."""

    REGISTRY = "registry"
    OFFICES = "offices"


ReadWord = Callable[[Contract, bytes], int]
"""Returns the 32-byte word of one contract at one slot (32 bytes), as a number."""


class RegistryStorage:
    """The registry's state, read slot by slot through any source of words."""

    def __init__(self, read_word: ReadWord) -> None:
        self._read_word = read_word

    def head(self) -> tuple[bytes, int]:
        """Return the running hash over all changes, and how many there were."""
        value = self._registry(_word(_HEAD))
        return value.to_bytes(32, "big"), _field(self._registry(_word(_COUNTERS)), 0, _U64)

    def batch(self, number: int) -> BatchOnChain:
        """Return one batch.

        Raises:
            NotFoundError: No batch has this number.
        """
        slot = _slot(_BATCHES, number)
        root, packed = self._registry(slot), self._registry(_next(slot))
        if not root:
            raise NotFoundError(f"batch {number} does not exist")
        first_gid, count, office = (_field(packed, offset, size) for offset, size in ((0, _U64), (64, _U32), (96, _U8)))
        return BatchOnChain(number, root.to_bytes(32, "big"), Gid(first_gid), count, office)

    def status_of(self, gid: Gid) -> GidStatus:
        """Return where a GID stands; UNKNOWN when it was never allotted."""
        if not 0 < gid < _field(self._registry(_word(_COUNTERS)), 64, _U64):
            return GidStatus.UNKNOWN
        applicant = self._registry(_slot(_APPLICANTS, gid))
        if _field(applicant, 136, _U8):
            return GidStatus.REVOKED
        return GidStatus.MERGED if _field(applicant, 0, _U64) else GidStatus.ACTIVE

    def resolve(self, gid: Gid) -> Gid:
        """Return the GID in whose place this one stands: itself unless merged."""
        self._require_allotted(gid)
        for _ in range(MAX_MERGES):
            survivor = _field(self._registry(_slot(_APPLICANTS, gid)), 0, _U64)
            if not survivor:
                break
            gid = Gid(survivor)
        return gid

    def commitment_of(self, gid: Gid) -> bytes | None:
        """Return the commitment that replaced the registered one, or None while it stands as registered."""
        self._require_allotted(gid)
        value = self._registry(_slot(_COMMITMENTS, gid))
        return value.to_bytes(32, "big") if value else None

    def version_of(self, gid: Gid) -> int:
        """Return the version of the commitment: 1 as registered."""
        self._require_allotted(gid)
        return 1 + _field(self._registry(_slot(_APPLICANTS, gid)), 64, _U32)

    def office(self, number: int) -> OfficeOnChain:
        """Return one office by its number."""
        packed = self._read_word(Contract.OFFICES, _slot(_OFFICES, number))
        status = _field(packed, 176, _U8)
        standing = _OFFICE_STATUSES[status] if status < len(_OFFICE_STATUSES) else None
        if standing is None:
            raise UnknownOfficeError(str(number))
        code = _field(packed, _ADDRESS, _U16).to_bytes(2, "big").decode("ascii", errors="replace")
        key = to_checksum_address(_field(packed, 0, _ADDRESS).to_bytes(20, "big"))
        return OfficeOnChain(number, OfficeCode(code), key, standing)

    def _require_allotted(self, gid: Gid) -> None:
        if self.status_of(gid) is GidStatus.UNKNOWN:
            raise UnknownGidError(gid)

    def _registry(self, slot: bytes) -> int:
        return self._read_word(Contract.REGISTRY, slot)


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")


def _slot(mapping: int, key: int) -> bytes:
    """Return the slot of a mapping's entry."""
    return keccak(_word(key) + _word(mapping))


def _next(slot: bytes) -> bytes:
    return _word(int.from_bytes(slot, "big") + 1)


def _field(word: int, offset: int, size: int) -> int:
    """Return a packed field; offset from the low end and size in bits."""
    return word >> offset & ((1 << size) - 1)

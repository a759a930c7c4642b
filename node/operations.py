"""What an office can ask the registry to do: seven operations, each with an id that takes effect only once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from node.abi import load_artifact
from node.commitments import Commitment, Json
from node.errors import BatchSizeError, InvalidInputError
from node.identifiers import Gid, OfficeCode
from node.merkle import MAX_BATCH, tree_root

MAX_LINKS = 500
"""GIDs in one link or unlink: a new link costs a storage slot, about 27,400 gas; a transaction may have 16.7 M."""
MAX_AMENDMENTS = 250
"""GIDs in one amendment: two new slots each, about 54,000 gas."""


class OperationKind(StrEnum):
    """The seven kinds; the values are stored."""

    REGISTER = "register"
    AMEND = "amend"
    LINK = "link"
    UNLINK = "unlink"
    MERGE = "merge"
    SPLIT = "split"
    REVOKE = "revoke"


def draw_operation_id() -> bytes:
    """Draw a fresh operation id, 32 bytes."""
    return secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Consent:
    """One office's EIP-712 signature under a merge or split; `office` is its number in the Offices contract."""

    office: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class RegisterBatch:
    """Allot one GID per commitment, in this order. Its id is the tree root, so the same list cannot be anchored twice.

    Attributes:
        reference: The caller's own ids, kept with the operation and handed back with its result; here as everywhere
            below one per commitment or whatever else the caller finds useful.
    """

    kind: ClassVar[OperationKind] = OperationKind.REGISTER
    office: OfficeCode
    commitments: tuple[Commitment, ...]
    reference: Sequence[Json] = ()

    def __post_init__(self) -> None:
        _require_size(self.commitments, MAX_BATCH)
        _require_words(self.commitments)

    @property
    def op_id(self) -> bytes:
        """The tree root over the commitments."""
        return tree_root(self.commitments)

    def calldata(self) -> bytes:
        """Encode the call."""
        return register_calldata(self.commitments)


@dataclass(frozen=True, slots=True)
class AmendRecords:
    """Replace the commitments of GIDs to which the office has a live link; `commitments[i]` is for `gids[i]`."""

    kind: ClassVar[OperationKind] = OperationKind.AMEND
    office: OfficeCode
    gids: tuple[Gid, ...]
    commitments: tuple[Commitment, ...]
    reference: Sequence[Json] = ()
    op_id: bytes = field(default_factory=draw_operation_id)

    def __post_init__(self) -> None:
        _require_gids(self.gids, MAX_AMENDMENTS)
        _require_words(self.commitments)
        if len(self.gids) != len(self.commitments):
            raise InvalidInputError(f"{len(self.gids)} GIDs and {len(self.commitments)} commitments; expected as many")

    def calldata(self) -> bytes:
        """Encode the call; the contract wants the GIDs ascending."""
        pairs = sorted(zip(self.gids, self.commitments, strict=True))
        return _call("amend", [gid for gid, _ in pairs], [commitment for _, commitment in pairs], self.op_id)


@dataclass(frozen=True, slots=True)
class _LinkChange:
    """What an office says about its own links to some GIDs; the kind is the contract's function."""

    kind: ClassVar[OperationKind]
    office: OfficeCode
    gids: tuple[Gid, ...]
    reference: Sequence[Json] = ()
    op_id: bytes = field(default_factory=draw_operation_id)

    def __post_init__(self) -> None:
        _require_gids(self.gids, MAX_LINKS)

    def calldata(self) -> bytes:
        """Encode the call; the contract wants the GIDs ascending."""
        return _call(self.kind, sorted(self.gids), self.op_id)


class LinkRecords(_LinkChange):
    """Say that the office holds records of these applicants too."""

    __slots__ = ()
    kind = OperationKind.LINK


class UnlinkRecords(_LinkChange):
    """Say that the office no longer holds records of these applicants."""

    __slots__ = ()
    kind = OperationKind.UNLINK


@dataclass(frozen=True, slots=True)
class MergeApplicants:
    """Declare two GIDs one applicant; the elder, smaller one survives.

    Attributes:
        deadline: Last second at which the consents count, unix time of the chain.
        consents: One per office that `RegistryClient.consent_needed` names, except the sender; see node/consents.py.
    """

    kind: ClassVar[OperationKind] = OperationKind.MERGE
    office: OfficeCode
    merged: Gid
    survivor: Gid
    deadline: int
    consents: tuple[Consent, ...] = ()
    reference: Sequence[Json] = ()
    op_id: bytes = field(default_factory=draw_operation_id)

    def __post_init__(self) -> None:
        if not self.survivor < self.merged:
            raise InvalidInputError(f"the elder GID survives: {self.survivor} is not below {self.merged}")

    def calldata(self) -> bytes:
        """Encode the call, consents ascending by office number."""
        return _call("merge", self.merged, self.survivor, self.op_id, self.deadline, _ascending(self.consents))


@dataclass(frozen=True, slots=True)
class SplitApplicant:
    """Undo the merge of one GID into its survivor, and only that merge; fields as in `MergeApplicants`."""

    kind: ClassVar[OperationKind] = OperationKind.SPLIT
    office: OfficeCode
    merged: Gid
    deadline: int
    consents: tuple[Consent, ...] = ()
    reference: Sequence[Json] = ()
    op_id: bytes = field(default_factory=draw_operation_id)

    def calldata(self) -> bytes:
        """Encode the call, consents ascending by office number."""
        return _call("split", self.merged, self.op_id, self.deadline, _ascending(self.consents))


@dataclass(frozen=True, slots=True)
class RevokeApplicant:
    """Take a GID out of use for good; `reason_hash` is the hash of the written reason, which stays off chain."""

    kind: ClassVar[OperationKind] = OperationKind.REVOKE
    office: OfficeCode
    gid: Gid
    reason_hash: bytes
    reference: Sequence[Json] = ()
    op_id: bytes = field(default_factory=draw_operation_id)

    def __post_init__(self) -> None:
        _require_words((self.reason_hash,))

    def calldata(self) -> bytes:
        """Encode the call."""
        return _call("revoke", self.gid, self.reason_hash, self.op_id)


Operation = (
    RegisterBatch | AmendRecords | LinkRecords | UnlinkRecords | MergeApplicants | SplitApplicant | RevokeApplicant
)


def register_calldata(commitments: Sequence[bytes]) -> bytes:
    """Encode a register call by hand: selector, offset, length, the leaves as they are (web3 takes 50 us a leaf)."""
    selector = load_artifact("ApplicantRegistry").functions["register"].selector
    words = (32).to_bytes(32, "big") + len(commitments).to_bytes(32, "big")
    return selector + words + b"".join(commitments)


def ordered_reference(operation: "Operation") -> list[Json]:
    """Return an operation's reference in the order of its calldata, where there is one entry for every GID."""
    gids = getattr(operation, "gids", ())
    if len(gids) != len(operation.reference):
        return list(operation.reference)
    return [entry for _, entry in sorted(zip(gids, operation.reference, strict=True), key=lambda pair: pair[0])]


def commitments_in(calldata: bytes) -> tuple[Commitment, ...]:
    """Read the commitments back out of a register call built above."""
    return tuple(Commitment(calldata[start : start + 32]) for start in range(68, len(calldata), 32))


def _call(function: str, *arguments: object) -> bytes:
    return load_artifact("ApplicantRegistry").functions[function].calldata(*arguments)


def _ascending(consents: Sequence[Consent]) -> list[tuple[int, bytes]]:
    return sorted((consent.office, consent.signature) for consent in consents)


def _require_size(entries: Sequence[object], limit: int) -> None:
    if not 1 <= len(entries) <= limit:
        raise BatchSizeError(len(entries), limit)


def _require_gids(gids: Sequence[Gid], limit: int) -> None:
    _require_size(gids, limit)
    if len(set(gids)) != len(gids):
        raise InvalidInputError("a GID occurs twice in one operation")


def _require_words(words: Sequence[bytes]) -> None:
    if any(len(word) != 32 for word in words):
        raise InvalidInputError("a commitment or hash has exactly 32 bytes")

"""What is checked of every proof and certificate, against whatever shows the registry's state: a node or a header."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from node.client import BatchOnChain, GidStatus, OfficeOnChain
from node.commitments import Salt, commit_record
from node.errors import ChainUnavailableError, GidError
from node.identifiers import Gid, format_gid
from node.merkle import batch_root, root_from_path
from node.rpc import RpcError
from node.strict_form import ProvenEntry


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked: its name, whether it holds, and a sentence a person reads."""

    name: str
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome.

    Attributes:
        ok: Every check holds: what is stated is true of this chain, in every field.
        checks: In the order made; the first that fails ends the list.
        status: Where the GID stands now, or UNKNOWN when a check fails before that is asked.
        reason: One sentence: what became of the GID since (merged into which, revoked, amended), or why it fails.
    """

    ok: bool
    checks: tuple[Check, ...]
    status: GidStatus
    reason: str


class RefutedError(Exception):
    """A check failed; its text is the reason."""


class RegistryState(Protocol):
    """The registry's state; `RegistryClient` asks a node for it, `SavedHeader` proves it from a file."""

    def batch(self, number: int) -> BatchOnChain:
        """Return one batch."""
        ...

    def office(self, number: int) -> OfficeOnChain:
        """Return one office by its number."""
        ...

    def status_of(self, gid: Gid) -> GidStatus:
        """Return where a GID stands."""
        ...

    def resolve(self, gid: Gid) -> Gid:
        """Return the GID in whose place this one stands."""
        ...

    def commitment_of(self, gid: Gid) -> bytes | None:
        """Return the commitment that replaced the registered one, if any."""
        ...

    def version_of(self, gid: Gid) -> int:
        """Return the version of the commitment."""
        ...


Step = tuple[str, Callable[[], str]]
"""A check's name, and what makes it: returns its sentence, or raises."""


class EntryChecks:
    """The checks of one entry that need nothing but its fields and the registry's state."""

    def __init__(self, entry: ProvenEntry, state: RegistryState) -> None:
        self._entry = entry
        self._state = state
        self.status = GidStatus.UNKNOWN

    def batch_is_anchored(self) -> str:
        """The batch is on the chain as stated."""
        entry = self._entry
        batch = self._state.batch(entry.batch)
        compared = (
            ("count", entry.count, batch.count),
            ("first GID", format_gid(entry.first_gid), format_gid(batch.first_gid)),
            ("root", "0x" + entry.root.hex(), "0x" + batch.root.hex()),
        )
        for what, stated, held in compared:
            if stated != held:
                raise RefutedError(f"batch {entry.batch} has {what} {held} on the chain, the proof says {stated}")
        return f"the chain holds this root for batch {entry.batch}, GIDs from {format_gid(entry.first_gid)}"

    def office_registered_it(self) -> str:
        """The office stated is the one whose batch it is."""
        office = self._state.office(self._state.batch(self._entry.batch).office).code
        if office != self._entry.office:
            raise RefutedError(f"office {office} registered this batch, not {self._entry.office}")
        return f"office {office} registered this batch"

    def record_leads_to_commitment(self) -> str:
        """The disclosed record and salt hash to the commitment of their version, as far as the file alone tells."""
        record = self._entry.record
        if record is None:
            return "no record is disclosed"
        if record.version == 1 and self.committed() != self._entry.commitment:
            raise RefutedError("the record and salt do not hash to the commitment")
        return f"the record and salt hash to a commitment, which is to be that of version {record.version}"

    def path_leads_to_root(self) -> str:
        """The commitment is the leaf stated under the root stated; chain, registry and range are in the root."""
        entry = self._entry
        if entry.first_gid + entry.leaf_index != entry.gid:
            raise RefutedError(
                f"leaf {entry.leaf_index} after {format_gid(entry.first_gid)} is not {format_gid(entry.gid)}"
            )
        tree = root_from_path(entry.commitment, entry.path, index=entry.leaf_index, count=entry.count)
        if tree is None:
            raise RefutedError("the path has not the length that this position in a batch of this size needs")
        bound = batch_root(
            tree, chain_id=entry.chain_id, registry=entry.registry, first_gid=entry.first_gid, count=entry.count
        )
        if bound != entry.root:
            raise RefutedError("the commitment and its path do not lead to the batch's root")
        return f"the commitment is leaf {entry.leaf_index} of {entry.count} under the batch's root"

    def record_is_of_its_version(self) -> str:
        """The record's version is one the chain has."""
        record, present = self._entry.record, self._state.version_of(self._entry.gid)
        if record is None:
            return f"the chain is at version {present} of the record"
        if record.version > 1 and self.amendment(record.version) != self.committed():
            raise RefutedError(f"the chain has no such commitment as version {record.version}")
        if record.version < present:
            return f"the record is version {record.version}; the chain has since moved on to version {present}"
        return f"the record is version {record.version}, the newest on the chain"

    def standing(self) -> str:
        """Say where the GID stands; nothing is stated about it, so nothing can be wrong."""
        gid = self._entry.gid
        self.status, version = self._state.status_of(gid), self._state.version_of(gid)
        amended = f", its record amended {version - 1} times since" if version > 1 else ""
        if self.status is GidStatus.MERGED:
            return f"{format_gid(gid)} is genuine and merged: it now leads to {self._end(gid)}{amended}"
        if self.status is GidStatus.REVOKED:
            return f"{format_gid(gid)} is genuine and revoked: it is out of use for good{amended}"
        return f"{format_gid(gid)} is genuine and active{amended}"

    def amendment(self, version: int) -> bytes | None:
        """Return the commitment of an amended version; the state holds the present one only."""
        return (
            self._state.commitment_of(self._entry.gid) if version == self._state.version_of(self._entry.gid) else None
        )

    def committed(self) -> bytes | None:
        """Return what the disclosed record and salt hash to."""
        record = self._entry.record
        return None if record is None else commit_record(record.canonical, salt=Salt(record.salt))

    def _end(self, gid: Gid) -> str:
        return format_gid(self._state.resolve(gid))


def run_checks(steps: Iterable[Step], checks: EntryChecks, *, url: str = "") -> Verdict:
    """Make checks in their order until one fails; each takes for granted what those before it have shown.

    Args:
        steps: The checks by name.
        checks: Whose `status` the verdict takes over.
        url: Of the node that is asked, for the error when it refuses to answer.

    Raises:
        ChainUnavailableError: The node is away; nothing can be said.
    """
    made = [Check("form", ok=True, text="every field is known and in its one form")]
    for name, step in steps:
        try:
            made.append(Check(name, ok=True, text=step()))
        except ChainUnavailableError:
            raise
        except RpcError as error:
            raise ChainUnavailableError(url, str(error)) from error
        except (RefutedError, GidError) as error:
            return refuted(name, str(error), made)
    return Verdict(ok=True, checks=tuple(made), status=checks.status, reason=made[-1].text)


def refuted(name: str, reason: str, made: Iterable[Check] = ()) -> Verdict:
    """Return the verdict over something that does not hold, after the checks that do."""
    return Verdict(False, (*made, Check(name, ok=False, text=reason)), GidStatus.UNKNOWN, reason)

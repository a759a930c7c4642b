"""What the index holds about one GID, how one change alters it, and how it is read back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from node.errors import IndexMismatchError
from node.events import ChangeKind
from node.tables import batches, entries

COLUMNS = ("gid", "batch", "leaf", "status", "survivor", "commitment", "version", "offices")
_LOOKUP_CHUNK = 400


class EntryStatus(StrEnum):
    """Where a GID stands, as stored."""

    ACTIVE = "active"
    MERGED = "merged"
    REVOKED = "revoked"


@dataclass(slots=True)
class Entry:
    """One GID while it is being folded; `offices` is a bitmap by office number."""

    gid: int
    batch: int
    leaf: int
    commitment: bytes
    offices: int
    status: str = EntryStatus.ACTIVE
    survivor: int | None = None
    version: int = 1

    def row(self) -> tuple[Any, ...]:
        """Return the values in the order of `COLUMNS`."""
        offices = f"{self.offices:x}"
        return (
            self.gid, self.batch, self.leaf, self.status, self.survivor, self.commitment, self.version, offices
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One change as it concerns one GID; `office` is an office number."""

    kind: ChangeKind
    office: int | None
    survivor: int | None
    version: int | None
    commitment: bytes | None


def apply_step(entry: Entry, step: Step) -> None:
    """Alter an entry by one change, refusing what the contract could not have emitted in this state.

    Raises:
        IndexMismatchError: The change does not follow from the state, so an event is missing or out of order.
    """
    bit = 0 if step.office is None else 1 << step.office
    match step.kind:
        case ChangeKind.AMENDED if step.commitment is not None and step.version == entry.version + 1:
            entry.commitment, entry.version = step.commitment, step.version
        case ChangeKind.LINKED if not entry.offices & bit:
            entry.offices |= bit
        case ChangeKind.UNLINKED if entry.offices & bit:
            entry.offices ^= bit
        case ChangeKind.FORCE_UNLINKED:
            entry.offices &= ~bit
        case ChangeKind.MERGED if entry.status == EntryStatus.ACTIVE and step.survivor is not None:
            entry.status, entry.survivor = EntryStatus.MERGED, step.survivor
        case ChangeKind.SPLIT if entry.survivor == step.survivor and step.survivor is not None:
            entry.status, entry.survivor = EntryStatus.ACTIVE, None
        case ChangeKind.REVOKED if entry.status == EntryStatus.ACTIVE:
            entry.status = EntryStatus.REVOKED
        case _:
            raise IndexMismatchError(f"GID number {entry.gid} cannot be {step.kind} as {entry.status}, {entry.version}")


def load_entries(connection: Connection, gids: Iterable[int]) -> dict[int, Entry]:
    """Return the stored entries of these GIDs; those that do not exist are left out."""
    found: dict[int, Entry] = {}
    for chunk in _chunks(sorted(gids)):
        for row in connection.execute(select(entries).where(entries.c.gid.in_(chunk))).mappings():
            found[row["gid"]] = entry_from(row)
    return found


def registered_entries(connection: Connection, gids: Iterable[int]) -> dict[int, Entry]:
    """Return these GIDs as they were registered, before anything happened to them."""
    found: dict[int, Entry] = {}
    for gid in gids:
        newest = select(batches).where(batches.c.first_gid <= gid).order_by(batches.c.first_gid.desc()).limit(1)
        row = connection.execute(newest).mappings().first()
        if row is not None and gid < row["first_gid"] + row["count"]:
            leaf = gid - row["first_gid"]
            found[gid] = Entry(gid, row["batch"], leaf, bytes(row["leaves"])[32 * leaf :][:32], 1 << row["office"])
    return found


def entry_from(row: Mapping[Any, Any]) -> Entry:
    """Read one row of `chain_entries`."""
    return Entry(
        gid=row["gid"],
        batch=row["batch"],
        leaf=row["leaf"],
        commitment=bytes(row["commitment"]),
        offices=int(row["offices"], 16),
        status=row["status"],
        survivor=row["survivor"],
        version=row["version"],
    )


def _chunks(gids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (gids[start : start + _LOOKUP_CHUNK] for start in range(0, len(gids), _LOOKUP_CHUNK))

"""Questions to the index: one applicant, one batch, where a GID leads, what happened to it, and a digest of it all."""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, RowMapping, Select, or_, select

from node.entries import EntryStatus
from node.errors import NotFoundError, UnknownGidError
from node.events import ChangeKind, OfficeStatus
from node.identifiers import Gid, OfficeCode
from node.tables import batches, checkpoint, entries, events, offices

MAX_STEPS = 64
"""Merges followed before the index is called damaged; the contract bounds them at 16."""
_DIGEST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class IndexedApplicant:
    """One GID as the chain has it; `offices` are those with a live link, by office number."""

    gid: Gid
    status: EntryStatus
    survivor: Gid | None
    commitment: bytes
    version: int
    offices: tuple[OfficeCode, ...]
    batch: int
    leaf: int


@dataclass(frozen=True, slots=True)
class IndexedBatch:
    """One batch as the chain has it; `commitments` as registered, in order."""

    number: int
    first_gid: Gid
    count: int
    root: bytes
    tree_root: bytes
    office: OfficeCode
    commitments: tuple[bytes, ...]
    block_number: int
    transaction_hash: bytes


@dataclass(frozen=True, slots=True)
class IndexedEvent:
    """One thing that happened to a GID, or that made it the survivor of another; `office` is empty for merges."""

    sequence: int
    kind: ChangeKind
    gid: Gid
    survivor: Gid | None
    office: OfficeCode | None
    version: int | None
    op_id: bytes
    block_number: int
    transaction_hash: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the index has followed: the block, and the registry's running hash after so many changes."""

    block_number: int
    block_hash: bytes
    sequence: int
    head: bytes


@dataclass(frozen=True, slots=True)
class IndexedOffice:
    """One office as the chain has it."""

    number: int
    code: OfficeCode
    key: str
    status: OfficeStatus


class Lookups:
    """Reads of the index; needs a database with its tables, and no chain."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _reading(self) -> AbstractContextManager[Connection]:
        """What every question is asked through."""
        return self._engine.connect()

    def applicant(self, gid: Gid) -> IndexedApplicant:
        """Return one GID.

        Raises:
            UnknownGidError: The index holds no such GID.
        """
        with self._reading() as connection:
            row = _entry(connection, gid)
            codes = _codes(connection)
        bitmap = int(row["offices"], 16)
        return IndexedApplicant(
            gid=Gid(row["gid"]),
            status=EntryStatus(row["status"]),
            survivor=Gid(row["survivor"]) if row["survivor"] is not None else None,
            commitment=bytes(row["commitment"]),
            version=row["version"],
            offices=tuple(code for number, code in sorted(codes.items()) if bitmap >> number & 1),
            batch=row["batch"],
            leaf=row["leaf"],
        )

    def batch(self, number: int) -> IndexedBatch:
        """Return one batch with its registered commitments.

        Raises:
            NotFoundError: The index holds no such batch.
        """
        with self._reading() as connection:
            row = connection.execute(select(batches).where(batches.c.batch == number)).mappings().first()
            codes = _codes(connection)
        if row is None:
            raise NotFoundError(f"batch {number} does not exist")
        leaves = bytes(row["leaves"])
        return IndexedBatch(
            number=row["batch"],
            first_gid=Gid(row["first_gid"]),
            count=row["count"],
            root=bytes(row["root"]),
            tree_root=bytes(row["tree_root"]),
            office=codes[row["office"]],
            commitments=tuple(leaves[start : start + 32] for start in range(0, len(leaves), 32)),
            block_number=row["block_number"],
            transaction_hash=bytes(row["transaction_hash"]),
        )

    def resolve(self, gid: Gid) -> tuple[Gid, tuple[Gid, ...]]:
        """Follow merges to their end.

        Returns:
            The GID in whose place this one now stands, and the path there, both ends included.

        Raises:
            UnknownGidError: The index holds no such GID.
        """
        path = [gid]
        with self._reading() as connection:
            while (survivor := _entry(connection, path[-1])["survivor"]) is not None and len(path) < MAX_STEPS:
                path.append(Gid(survivor))
        return path[-1], tuple(path)

    def history(self, gid: Gid, *, batch: IndexedBatch | None = None) -> list[IndexedEvent]:
        """Return what happened to a GID, its registration first, with the merges and splits that had it as survivor.

        Args:
            gid: Which one.
            batch: The one it was registered in, for a caller that has looked it up.
        """
        first = (batch or self.batch(self.applicant(gid).batch)).first_gid
        registration = (events.c.kind == ChangeKind.REGISTERED) & (events.c.gid == first)
        own = (events.c.kind != ChangeKind.REGISTERED) & (events.c.gid == gid)
        query = select(events).where(or_(registration, own, events.c.survivor == gid)).order_by(events.c.sequence)
        with self._reading() as connection:
            codes = _codes(connection)
            return [_event(row, gid, codes) for row in connection.execute(query).mappings()]

    def offices(self) -> list[IndexedOffice]:
        """Return every office ever admitted, by number."""
        with self._reading() as connection:
            rows = connection.execute(select(offices).order_by(offices.c.number)).mappings().all()
        return [IndexedOffice(row["number"], row["code"], row["key"], OfficeStatus(row["status"])) for row in rows]

    def digest(self) -> str:
        """Return SHA-256 over everything folded, in one fixed order; equal for equal chains, whatever the database."""
        whole = hashlib.sha256()
        with self._reading() as connection:
            for query in _canonical_queries():
                for row in connection.execution_options(yield_per=_DIGEST_ROWS).execute(query):
                    whole.update("|".join(_canonical(value) for value in row).encode() + b"\n")
                whole.update(b"\n")
        return whole.hexdigest()

    def checkpoint(self) -> Checkpoint | None:
        """Return how far the index has followed, or None before it has."""
        with self._reading() as connection:
            row = connection.execute(select(checkpoint)).first()
        return Checkpoint(row.block_number, bytes(row.block_hash), row.sequence, bytes(row.head)) if row else None

    def _reached(self) -> int:
        """Return the last block folded, or -1."""
        point = self.checkpoint()
        return -1 if point is None else point.block_number


def _canonical_queries() -> Iterator[Select[tuple[object, ...]]]:
    """Everything that follows from the chain alone: not which blocks happen to be kept, and no row ids or clocks."""
    yield select(checkpoint.c.block_number, checkpoint.c.block_hash, checkpoint.c.sequence, checkpoint.c.head)
    yield select(*batches.c).order_by(batches.c.batch)
    yield select(*entries.c).order_by(entries.c.gid)
    yield select(*events.c).order_by(events.c.sequence, events.c.gid)
    yield select(*offices.c).order_by(offices.c.number)


def _canonical(value: object) -> str:
    if value is None:
        return "-"
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def _entry(connection: Connection, gid: Gid) -> RowMapping:
    row = connection.execute(select(entries).where(entries.c.gid == gid)).mappings().first()
    if row is None:
        raise UnknownGidError(gid)
    return row


def _codes(connection: Connection) -> dict[int, OfficeCode]:
    return {row.number: OfficeCode(row.code) for row in connection.execute(select(offices.c.number, offices.c.code))}


def _event(row: RowMapping, gid: Gid, codes: dict[int, OfficeCode]) -> IndexedEvent:
    registered = row["kind"] == ChangeKind.REGISTERED
    return IndexedEvent(
        sequence=row["sequence"],
        kind=ChangeKind(row["kind"]),
        gid=gid if registered else Gid(row["gid"]),
        survivor=Gid(row["survivor"]) if row["survivor"] is not None else None,
        office=codes[row["office"]] if row["office"] is not None else None,
        version=row["version"],
        op_id=bytes(row["op_id"]),
        block_number=row["block_number"],
        transaction_hash=bytes(row["transaction_hash"]),
    )

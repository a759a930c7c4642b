"""The fold: events of one slice of blocks onto the stored state, checked as they come, written in bulk at the end."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from node.bulk import insert_rows
from node.entries import COLUMNS, Entry, EntryStatus, Step, apply_step, load_entries
from node.errors import IndexMismatchError
from node.events import Change, ChangeKind, OfficeChange, Registered, RegistryEvent, next_head
from node.merkle import batch_root, tree_root
from node.tables import batches, entries, events, office_events, offices

EVENT_COLUMNS = (
    "sequence", "gid", "kind", "office", "survivor", "version", "commitment", "op_id", "consents", "reason_hash",
    "head", "block_number", "log_index", "transaction_hash",
)  # fmt: skip
BATCH_COLUMNS = (
    "batch", "first_gid", "count", "root", "tree_root", "office", "leaves", "block_number", "transaction_hash",
)  # fmt: skip
OFFICE_EVENT_COLUMNS = ("block_number", "log_index", "number", "status", "code", "key")


@dataclass(frozen=True, slots=True)
class Position:
    """How far the fold has come: events so far, the running hash, and what the next batch must be."""

    sequence: int
    head: bytes
    next_gid: int
    next_batch: int


class Fold:
    """One slice being folded; nothing is written before `write`."""

    def __init__(self, connection: Connection, position: Position, *, chain_id: int, registry: str) -> None:
        self._connection = connection
        self.position = position
        self._chain_id = chain_id
        self._registry = registry
        self._numbers: dict[str, int] = {row.code: row.number for row in connection.execute(select(offices))}
        self._batches: list[tuple[Registered, bytes]] = []
        self._touched: dict[int, Entry] = {}
        self._stored_below = position.next_gid
        self._events: list[tuple[Any, ...]] = []
        self._office_events: list[tuple[Any, ...]] = []

    def apply(self, event: RegistryEvent) -> None:
        """Fold one event.

        Raises:
            IndexMismatchError: It contradicts the state or its own root.
        """
        if isinstance(event, Registered):
            self._register(event)
        elif isinstance(event, Change):
            self._change(event)
        else:
            self._office(event)

    def write(self) -> None:
        """Write everything folded, in the connection's transaction."""
        insert_rows(self._connection, batches, BATCH_COLUMNS, self._batch_rows())
        insert_rows(self._connection, entries, COLUMNS, self._new_entry_rows())
        self._update_touched()
        insert_rows(self._connection, events, EVENT_COLUMNS, self._events)
        insert_rows(self._connection, office_events, OFFICE_EVENT_COLUMNS, self._office_events)
        if self._office_events:
            rebuild_offices(self._connection)

    def _register(self, event: Registered) -> None:
        expected = (self.position.next_batch, self.position.next_gid)
        if (event.batch, event.first_gid) != expected:
            found = (event.batch, event.first_gid)
            raise IndexMismatchError(
                f"expected batch and first GID {expected}, the chain has {found}: a log is missing"
            )
        tree = tree_root(event.commitments())
        bound = batch_root(
            tree, chain_id=self._chain_id, registry=self._registry, first_gid=event.first_gid, count=event.count
        )
        if bound != event.root:
            raise IndexMismatchError(f"the commitments of batch {event.batch} do not lead to its root")
        self._batches.append((event, tree))
        step = Step(ChangeKind.REGISTERED, self._number(event.office), None, None, None)
        self._advance(event, [event.first_gid], step, op_id=tree)

    def _change(self, event: Change) -> None:
        office = None if event.office is None else self._number(event.office)
        step = Step(event.kind, office, event.survivor, event.version, event.commitment)
        self._load(event.gids)
        for gid in event.gids:
            if gid not in self._touched:
                raise IndexMismatchError(f"GID number {gid} was {event.kind} and never registered")
            apply_step(self._touched[gid], step)
        self._advance(event, list(event.gids), step, op_id=event.op_id)

    def _office(self, event: OfficeChange) -> None:
        if event.code is not None:
            self._numbers[event.code] = event.number
        place = event.place
        self._office_events.append(
            (place.block_number, place.log_index, event.number, event.status, event.code, event.key)
        )

    def _advance(self, event: Registered | Change, gids: list[int], step: Step, *, op_id: bytes) -> None:
        """Move the running hash on and note the event, once per GID it touches."""
        position, place = self.position, event.place
        sequence = position.sequence + 1
        head = next_head(position.head, sequence, event)
        registered = event.count if isinstance(event, Registered) else 0
        self.position = Position(sequence, head, position.next_gid + registered, position.next_batch + bool(registered))
        consents = reason = None
        if isinstance(event, Change):
            consents, reason = None if event.consents is None else f"{event.consents:x}", event.reason_hash
        for gid in gids:
            self._events.append((
                sequence, gid, step.kind, step.office, step.survivor, step.version, step.commitment, op_id, consents,
                reason, head, place.block_number, place.log_index, place.transaction_hash,
            ))  # fmt: skip

    def _load(self, gids: tuple[int, ...]) -> None:
        """Bring the entries of these GIDs into `_touched`, from this slice's own batches or from the store."""
        missing = [gid for gid in gids if gid not in self._touched]
        self._touched |= load_entries(self._connection, [gid for gid in missing if gid < self._stored_below])
        for gid in missing:
            if self._stored_below <= gid < self.position.next_gid:
                event = next(each for each, _ in self._batches if gid < each.first_gid + each.count)
                leaf = gid - event.first_gid
                commitment, office = event.leaves[32 * leaf : 32 * leaf + 32], self._number(event.office)
                self._touched[gid] = Entry(gid, event.batch, leaf, commitment, 1 << office)

    def _number(self, code: str) -> int:
        if code not in self._numbers:
            raise IndexMismatchError(f"office {code} wrote to the registry and was never admitted")
        return self._numbers[code]

    def _batch_rows(self) -> Iterator[tuple[Any, ...]]:
        for event, tree in self._batches:
            place, office = event.place, self._number(event.office)
            fixed = (event.batch, event.first_gid, event.count, event.root, tree, office, event.leaves)
            yield (*fixed, place.block_number, place.transaction_hash)

    def _new_entry_rows(self) -> Iterator[tuple[Any, ...]]:
        active, touched = str(EntryStatus.ACTIVE), self._touched
        for event, _ in self._batches:
            offices_hex, batch, first_gid = f"{1 << self._number(event.office):x}", event.batch, event.first_gid
            for leaf, commitment in enumerate(event.commitments()):
                gid = first_gid + leaf
                if gid in touched:
                    yield touched[gid].row()
                else:
                    yield (gid, batch, leaf, active, None, commitment, 1, offices_hex)

    def _update_touched(self) -> None:
        changed = [entry for gid, entry in self._touched.items() if gid < self._stored_below]
        update_entries(self._connection, changed)


def update_entries(connection: Connection, changed: list[Entry]) -> None:
    """Write the present state of entries that are stored already."""
    if not changed:
        return
    columns = ("status", "survivor", "commitment", "version", "offices")
    statement = (
        update(entries)
        .where(entries.c.gid == bindparam("key"))
        .values({column: bindparam(f"new_{column}") for column in columns})
    )
    rows = [dict(zip(COLUMNS, entry.row(), strict=True)) for entry in changed]
    connection.execute(
        statement, [{"key": row["gid"], **{f"new_{column}": row[column] for column in columns}} for row in rows]
    )


def rebuild_offices(connection: Connection) -> None:
    """Derive `chain_offices` from the office events stored; there are few."""
    present: dict[int, dict[str, Any]] = {}
    order = select(office_events).order_by(office_events.c.block_number, office_events.c.log_index)
    for row in connection.execute(order).mappings():
        office = present.setdefault(row["number"], {"number": row["number"]})
        office |= {name: row[name] for name in ("code", "key", "status") if row[name] is not None}
    connection.execute(offices.delete())
    if present:
        connection.execute(offices.insert(), [present[number] for number in sorted(present)])

"""The audit trail: appended in the same transaction as the change, each entry sealed with the one before."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select

from api.store.tables import audit_events

GENESIS = "0" * 64

OF_ACCOUNTS = ("session_opened", "session_closed", "account_added", "account_changed", "key_issued", "key_revoked")
"""Actions that change no record, proposal or registration."""

OF_REGISTRATIONS = frozenset({"records_taken", "operation_anchored", "applicant_erased", "erasure_applied_again"})
"""Actions that change what is registered, or what the records say that are."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the trail; `digest` seals it together with `previous`, the seal of the one before."""

    sequence: int
    at: str
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which entries a search shows; "" means all.

    Attributes:
        since: From this moment on, RFC 3339 in UTC or the beginning of it, as in "2026-11-23".
        until: Before this moment.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL."""
        table = audit_events.c
        equal = ((table.actor, self.actor), (table.action, self.action), (table.subject, self.subject))
        found: list[ColumnElement[bool]] = [column == value for column, value in equal if value]
        if self.since:
            found.append(table.at >= self.since)
        if self.until:
            found.append(table.at < self.until)
        return found


def note(
    connection: Connection, action: str, subject: str, *, actor: str, at: str, detail: Mapping[str, Any] | None = None
) -> None:
    """Append one entry. `subject` and `detail` hold ids and counts, never a name: erasure leaves the trail whole."""
    entry = {
        "at": at,
        "actor": actor,
        "action": action,
        "subject": subject,
        "detail": dict(detail or {}),
        "previous": last_digest(connection),
    }
    connection.execute(insert(audit_events).values(**entry, digest=seal(entry)))


def last_digest(connection: Connection) -> str:
    """The seal of the newest entry; it moves with every change of the store."""
    table = audit_events.c
    return connection.execute(select(table.digest).order_by(table.sequence.desc()).limit(1)).scalar() or GENESIS


def last_change(connection: Connection) -> str:
    """As `last_digest`, but people who sign in meanwhile do not move it."""
    table = audit_events.c
    query = select(table.digest).where(table.action.not_in(OF_ACCOUNTS)).order_by(table.sequence.desc()).limit(1)
    return connection.execute(query).scalar() or GENESIS


def acts_since(connection: Connection, sequence: int) -> tuple[frozenset[str], int]:
    """The actions of all entries behind one, each once, and the number of the last entry."""
    table = audit_events.c
    query = (
        select(table.action, func.max(table.sequence).label("last"))
        .where(table.sequence > sequence)
        .group_by(table.action)
    )
    found = {row.action: row.last for row in connection.execute(query)}
    return frozenset(found), max(found.values(), default=sequence)


def search_trail(
    connection: Connection, wanted: TrailFilter, *, before: int | None, limit: int
) -> tuple[list[Entry], int]:
    """The newest entries that fit, those in front of entry `before` when it is given; and how many fit in all."""
    conditions = wanted.conditions()
    total = connection.execute(select(func.count()).select_from(audit_events).where(*conditions)).scalar_one()
    if before is not None:
        conditions.append(audit_events.c.sequence < before)
    query = select(audit_events).where(*conditions).order_by(audit_events.c.sequence.desc()).limit(limit)
    return [Entry(**row) for row in connection.execute(query).mappings()], total


def whole_trail(connection: Connection, wanted: TrailFilter) -> Iterator[Entry]:
    """Every entry that fits, the oldest first, read as it is asked for."""
    query = select(audit_events).where(*wanted.conditions()).order_by(audit_events.c.sequence)
    for row in connection.execution_options(yield_per=1_000).execute(query).mappings():
        yield Entry(**row)


def seal(entry: Mapping[str, Any]) -> str:
    """SHA-256 over an entry's fields, `previous` among them, in hexadecimal."""
    fields = {name: entry[name] for name in ("at", "actor", "action", "subject", "detail", "previous")}
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class TakenOver:
    """When the result of each transaction was taken over; what was read stays known, for the trail only grows."""

    def __init__(self) -> None:
        self._read_to = 0
        self._at: dict[str, str] = {}

    def by_transaction(self, connection: Connection) -> Mapping[str, str]:
        """The times by hash in hexadecimal."""
        table = audit_events.c
        last = connection.execute(select(func.max(table.sequence))).scalar() or 0
        rows = connection.execute(
            select(table.at, table.detail)
            .where(table.sequence > self._read_to, table.action == "operation_anchored")
            .order_by(table.sequence)
        )
        self._at.update({row.detail["transaction"]: row.at for row in rows})
        self._read_to = last
        return self._at


def first_broken_entry(connection: Connection, *, head: tuple[int, str] | None = None) -> int | None:
    """Walk the whole trail; the sequence number of the first entry that was changed or follows a removed one.

    A trail that was cut off at its end holds in itself. `head`, an entry's number and seal as somebody wrote them down
    earlier, shows that too: a trail without that entry is broken behind its last one.
    """
    previous, last, met = GENESIS, 0, head is None
    query = select(audit_events).order_by(audit_events.c.sequence)
    for row in connection.execution_options(yield_per=1_000).execute(query).mappings():
        last = int(row["sequence"])
        if row["previous"] != previous or row["digest"] != seal(dict(row)):
            return last
        previous = row["digest"]
        if head is not None and last == head[0]:
            if previous != head[1]:
                return last
            met = True
    return None if met else last + 1


def trail_head(connection: Connection) -> tuple[int, str]:
    """Number and seal of the newest entry; written down elsewhere, it shows later that nothing was cut off."""
    table = audit_events.c
    row = connection.execute(select(table.sequence, table.digest).order_by(table.sequence.desc()).limit(1)).first()
    return (row.sequence, row.digest) if row else (0, GENESIS)

"""The audit trail: appended in the same transaction as the change, each entry sealed with the one before."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from api.store.tables import audit_events

GENESIS = "0" * 64


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


def seal(entry: Mapping[str, Any]) -> str:
    """SHA-256 over an entry's fields, `previous` among them, in hexadecimal."""
    fields = {name: entry[name] for name in ("at", "actor", "action", "subject", "detail", "previous")}
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def taken_over_at(connection: Connection) -> dict[str, str]:
    """When the result of each transaction was taken over, by its hash in hexadecimal."""
    table = audit_events.c
    rows = connection.execute(select(table.at, table.detail).where(table.action == "operation_anchored"))
    return {row.detail["transaction"]: row.at for row in rows}


def first_broken_entry(connection: Connection) -> int | None:
    """Walk the whole trail; the sequence number of the first entry that was changed or follows a removed one."""
    previous = GENESIS
    for row in connection.execute(select(audit_events).order_by(audit_events.c.sequence)).mappings():
        if row["previous"] != previous or row["digest"] != seal(dict(row)):
            return int(row["sequence"])
        previous = row["digest"]
    return None

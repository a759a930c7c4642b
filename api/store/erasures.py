"""The erasures done: recognised again by keyed hashes of record ids, so that nothing erased comes back."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from api.store.access_tables import erasures


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure, without anything about the person but the GID.

    Attributes:
        key: Of the fingerprints, hexadecimal; the same for all erasures of a pilot.
        fingerprints: HMAC-SHA-256 of the record ids.
        certificate: What was deleted, when, by whom; see `api.erasure.certificate`.
        purged_at: When no copy of the bytes was left in the database file, None before.
    """

    id: str
    at: str
    key: str
    gids: tuple[int, ...]
    fingerprints: tuple[str, ...]
    certificate: dict[str, Any]
    purged_at: str | None = None


class ErasedRecords:
    """Tells record ids that were erased."""

    def __init__(self, done: Iterable[Erasure]) -> None:
        self._known: dict[str, set[str]] = {}
        for erasure in done:
            self._known.setdefault(erasure.key, set()).update(erasure.fingerprints)

    def __contains__(self, record_id: str) -> bool:
        return any(fingerprint(key, record_id) in marks for key, marks in self._known.items())


def fingerprint(key: str, record_id: str) -> str:
    """A keyed hash: without the key, which stays in the pilot, office numbers cannot be tried out."""
    return hmac.new(bytes.fromhex(key), record_id.encode(), "sha256").hexdigest()


def all_erasures(connection: Connection) -> list[Erasure]:
    """Every erasure, the oldest first."""
    return [
        _erasure(row) for row in connection.execute(select(erasures).order_by(erasures.c.at, erasures.c.id)).mappings()
    ]


def erasure_key(connection: Connection) -> str:
    """The key of this pilot's fingerprints, drawn at the first erasure."""
    found = connection.execute(select(erasures.c.key).order_by(erasures.c.at).limit(1)).scalar()
    return found or secrets.token_hex(32)


def add_erasure(connection: Connection, erasure: Erasure) -> None:
    """Enter an erasure."""
    values = asdict(erasure) | {"gids": list(erasure.gids), "fingerprints": list(erasure.fingerprints)}
    connection.execute(insert(erasures).values(**values))


def mark_purged(connection: Connection, *, at: str) -> None:
    """Note that no copy of what was erased is left in the database file."""
    connection.execute(update(erasures).where(erasures.c.purged_at.is_(None)).values(purged_at=at))


def _erasure(row: RowMapping) -> Erasure:
    values = {name: row[name] for name in Erasure.__slots__}
    return Erasure(**values | {"gids": tuple(row["gids"]), "fingerprints": tuple(row["fingerprints"])})

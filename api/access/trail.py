"""The audit trail for people: searched a page at a time, exported as CSV, checked link by link."""

import csv
import io
import json
import re
from collections.abc import Iterator

from sqlalchemy import Engine

from api.bulk.cells import guard_cell
from api.store.audit import Entry, TrailFilter, first_broken_entry, search_trail, trail_head, whole_trail
from api.store.engine import reading
from node.errors import InvalidInputError

COLUMNS = ("sequence", "at", "actor", "action", "subject", "detail", "previous", "digest")

_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


class Trail:
    """The audit trail of one pilot, read only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, wanted: TrailFilter, *, cursor: str = "", limit: int = 50) -> tuple[list[Entry], int, str | None]:
        """The newest entries, how many there are, and where the next page begins.

        Raises:
            InvalidInputError: the cursor is none of ours.
        """
        if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
            raise InvalidInputError("the cursor is not one that an earlier page gave")
        with reading(self._engine) as connection:
            found, total = search_trail(connection, wanted, before=int(cursor) if cursor else None, limit=limit + 1)
        following = str(found[limit - 1].sequence) if len(found) > limit else None
        return found[:limit], total, following

    def csv(self, wanted: TrailFilter) -> Iterator[str]:
        """The entries that fit, the oldest first, as lines of CSV; what a spreadsheet would calculate is defused."""
        line = io.StringIO()
        writer = csv.writer(line, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        with reading(self._engine) as connection:
            for entry in whole_trail(connection, wanted):
                writer.writerow(_cells(entry))
                yield line.getvalue()
                line.seek(0)
                line.truncate()
        yield line.getvalue()

    def first_broken(self, head: str = "") -> int | None:
        """The first entry that does not hold, None when all do; `head` is one that `head` told earlier.

        Raises:
            InvalidInputError: the head has another form than `SEQUENCE:DIGEST`.
        """
        match = _HEAD.fullmatch(head)
        if head and not match:
            raise InvalidInputError("expected a head as SEQUENCE:DIGEST")
        with reading(self._engine) as connection:
            known = (int(match.group(1)), match.group(2)) if match else None
            return first_broken_entry(connection, head=known)

    def head(self) -> str:
        """The newest entry as `SEQUENCE:DIGEST`, to be written down elsewhere."""
        with reading(self._engine) as connection:
            sequence, digest = trail_head(connection)
        return f"{sequence}:{digest}"


def _cells(entry: Entry) -> list[str]:
    detail = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True)
    texts = (entry.at, entry.actor, entry.action, entry.subject, detail, entry.previous, entry.digest)
    return [str(entry.sequence), *map(guard_cell, texts)]

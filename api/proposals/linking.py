"""Each office links and unlinks itself, with its own key; one whose key is not here is awaited."""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from sqlalchemy import Connection, delete, insert, select

from api.store.tables import awaited_links
from node.identifiers import Gid, OfficeCode
from node.operations import MAX_LINKS, LinkRecords, UnlinkRecords
from node.outbox import enqueue

LinkChange = tuple[int, str, bool]
"""GID, office code, and whether the office is to be linked or no longer."""


def await_links(connection: Connection, changes: Iterable[LinkChange]) -> None:
    """Note what offices have to say about their links; the latest about a GID and office holds."""
    table = awaited_links.c
    for gid, office, linked in changes:
        connection.execute(delete(awaited_links).where(table.gid == gid, table.office == office))
        connection.execute(insert(awaited_links).values(gid=gid, office=office, linked=linked))


def send_awaited_links(connection: Connection, offices: Collection[str]) -> int:
    """Enqueue what is awaited of these offices, in the caller's transaction; returns the number of operations."""
    table = awaited_links.c
    ours = table.office.in_(sorted(offices))
    query = select(table.office, table.linked, table.gid).where(ours).order_by(table.office, table.linked, table.gid)
    rows = connection.execute(query).all()
    connection.execute(delete(awaited_links).where(ours))
    count = 0
    for (office, linked), group in groupby(rows, key=lambda row: (row.office, row.linked)):
        count += _enqueue(connection, office, [row.gid for row in group], linked=linked)
    return count


def _enqueue(connection: Connection, office: str, gids: Sequence[int], *, linked: bool) -> int:
    kind = LinkRecords if linked else UnlinkRecords
    starts = range(0, len(gids), MAX_LINKS)
    for start in starts:
        chunk = gids[start : start + MAX_LINKS]
        enqueue(connection, kind(OfficeCode(office), tuple(Gid(gid) for gid in chunk), list(chunk)))
    return len(starts)

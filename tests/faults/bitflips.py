"""One bit of the database changes, anywhere that hashes, seals or the chain vouch for: `gid audit` finds it."""

import random
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.pilot import Pilot, open_pilot
from api.settings import Settings
from api.store.proposals import ProposalFilter
from api.store.tables import applicants, audit_events, committed_records, record_versions, salts
from devnet.network import running_devnet
from node.errors import DamagedError
from node.tables import CHAIN_TABLES, identity
from tests.api.extracts import ALL, CERTAIN, Clock, write_extract
from tests.faults.drill import Drill, Tally

COVERED: Mapping[str, Sequence[str]] = {
    **{table.name: [column.name for column in table.c] for table in (identity, *CHAIN_TABLES)},
    **{
        table.name: columns
        for table, columns in (
            (committed_records, ["commitment", "record"]),
            (salts, ["commitment", "salt"]),
            (applicants, ["gid", "commitment", "record_version", "survivor", "office"]),
            (record_versions, ["content_hash", "body"]),
            (audit_events, ["at", "actor", "action", "subject", "detail", "previous", "digest"]),
        )
    },
}
"""Tables and columns whose every bit is vouched for. Left out are the dates and names kept beside them for people."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of the database."""

    table: str
    column: str
    rowid: int
    value: int | str | bytes

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of row {self.rowid}"


@contextmanager
def anchored_pilot(home: Path, database_url: str = "") -> Iterator[Pilot]:
    """A pilot where records were anchored, one of them changed and amended since."""
    with (
        running_devnet(home / "devnet"),
        open_pilot(Settings(home=home, database_url=database_url), clock=Clock()) as pilot,
    ):
        for rows in (ALL, [CERTAIN[0].replace("Osaka", "Sakai")]):
            pilot.import_extract(write_extract(home / "extract.csv", *rows))
            pilot.propose()
            pilot.accept_by_policy()
            for each in pilot.proposal_page(ProposalFilter(states=("proposed",))).items:
                pilot.judge(each.id, "approve", by="clerk")
            pilot.anchor()
        yield pilot


def cells(database: Path, table: str, column: str) -> list[Cell]:
    """The values of one column, those that are empty left out."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(f'SELECT rowid, "{column}" FROM {table} WHERE "{column}" IS NOT NULL').fetchall()
    return [Cell(table, column, rowid, value) for rowid, value in rows if value not in ("", b"")]


def flipped(value: int | str | bytes, drawn: random.Random) -> int | bytes:
    """The value with one bit turned; a text as its bytes, which may be UTF-8 no longer."""
    if isinstance(value, int):
        return value ^ 1 << drawn.randrange(max(value.bit_length(), 8))
    data = bytearray(value.encode() if isinstance(value, str) else value)
    data[drawn.randrange(len(data))] ^= 1 << drawn.randrange(8)
    return bytes(data)


def write(database: Path, cell: Cell, value: int | str | bytes) -> bool:
    """Put a value into a cell, of the type it had; False when the database's own constraints do not let it."""
    bound = "CAST(? AS TEXT)" if isinstance(cell.value, str) else "?"
    data = value.encode() if isinstance(value, str) else value
    with closing(sqlite3.connect(database, timeout=15)) as connection, connection:
        try:
            connection.execute(f'UPDATE {cell.table} SET "{cell.column}" = {bound} WHERE rowid = ?', (data, cell.rowid))
        except sqlite3.IntegrityError:
            return False
    return True


def finding(pilot: Pilot) -> DamagedError | None:
    """What an audit says."""
    try:
        pilot.audit()
    except DamagedError as error:
        return error
    return None


@contextmanager
def turned(database: Path, cell: Cell, drawn: random.Random) -> Iterator[bool]:
    """The database with one bit of a cell turned, and turned back at the end; false when it does not take the value."""
    taken = write(database, cell, flipped(cell.value, drawn))
    try:
        yield taken
    finally:
        assert not taken or write(database, cell, cell.value)


def run(tally: Tally, seed: int, trials: int, folder: Path) -> None:
    """Turn bits, each alone, table by table with equal chances; between them the audit must find nothing."""
    drawn = random.Random(seed)
    with anchored_pilot(folder / "home") as pilot:
        database = pilot.settings.home / "gid.db"
        filled = {(table, column): cells(database, table, column) for table in COVERED for column in COVERED[table]}
        places = [place for place, found in filled.items() if found]
        tally.expect(finding(pilot) is None, "an untouched database is said to be damaged")
        while tally.trials < trials:
            cell = drawn.choice(filled[drawn.choice(places)])
            with turned(database, cell, drawn) as taken:
                if not taken:
                    continue
                found = finding(pilot)
            tally.trials += 1
            tally.note("found" if found else "missed")
            tally.expect(found is not None, f"{cell}: not found")
        tally.expect(finding(pilot) is None, "a database put right is said to be damaged")


DRILL = Drill("one bit flipped", run, short=60, long=2_000)

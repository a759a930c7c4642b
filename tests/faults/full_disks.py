"""The disk is full at a random moment: an error, no damage, and on as if nothing was when there is room again."""

import os
import random
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from sqlite3 import Connection, connect

from sqlalchemy import event
from sqlalchemy.exc import DatabaseError

from devnet.network import Devnet, running_devnet
from node.commitments import Commitment
from node.merkle import tree_root
from node.operations import RegisterBatch
from tests.faults.drill import Drill, Tally
from tests.faults.kills import OFFICES, in_child
from tests.faults.ledger import Ledger, batch_of, check_once_only

FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE")
"""What SQLite says when it has no room, and when the system lets it write no more. Another error is a failure."""
WENT_ON, DIED = 7, 8
BATCHES = 60
"""A process works until there is no room; so many batches need several times what any is given."""
LARGEST_ROOM = 300_000
PAGE = 4_096


def run(tally: Tally, seed: int, trials: int, folder: Path) -> None:
    """Fill the disk in the midst of work, so many times; a process that never met a full disk is no trial."""
    drawn = random.Random(seed)
    intended: dict[bytes, tuple[Commitment, ...]] = {}
    with running_devnet(folder / "devnet") as devnet:
        path = folder / "gid.db"
        Ledger(path, devnet).close()
        for number in range(trials):
            label, room = f"{seed}/{number}", drawn.randrange(LARGEST_ROOM)
            limit = partial((_by_the_database, _by_the_system)[number % 2], room=room)
            told, tell = os.pipe()
            child = in_child(partial(_fill, devnet, path, label, limit, tell, dies=drawn.random() < 0.5))
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            os.close(tell)
            with os.fdopen(told, "rb") as answers:
                _check_stored(tally, path, label, len(answers.read()), intended)
            tally.expect(status in (WENT_ON, DIED), f"trial {number}, {room} bytes of room: ended with {status}")
            tally.trials += status in (WENT_ON, DIED)
            tally.note({WENT_ON: "full, went on", DIED: "full, died"}.get(status, "ended otherwise"))
        ledger = Ledger(path, devnet)
        ledger.finish()
        check_once_only(tally, ledger, intended)
        ledger.close()


def _check_stored(
    tally: Tally, path: Path, label: str, accepted: int, intended: dict[bytes, tuple[Commitment, ...]]
) -> None:
    """Every batch that was taken in is stored; the one that met the full disk may be, and nothing is damaged."""
    batches = [_batch(label, number) for number in (*range(accepted + 1), BATCHES)]
    roots = [tree_root(each.commitments) for each in batches]
    intended |= {root: each.commitments for root, each in zip(roots, batches, strict=True)}
    with closing(connect(path)) as database:
        tally.expect(database.execute("PRAGMA integrity_check").fetchone() == ("ok",), f"{label}: damaged")
        there = {row[0] for row in database.execute("SELECT op_id FROM outbox_operations")}
    missing = accepted - sum(root in there for root in roots[:accepted])
    tally.expect(not missing, f"{label}: {missing} batches that were taken in are gone")


def _batch(label: str, number: int) -> RegisterBatch:
    drawn = random.Random(f"{label}/{number}")
    return batch_of(f"{label}/{number}", drawn.randint(1, 400), drawn.choice(OFFICES))


def _fill(
    devnet: Devnet,
    path: Path,
    label: str,
    limit: Callable[[Ledger], AbstractContextManager[None]],
    tell: int,
    *,
    dies: bool,
) -> None:
    """Work until there is no room; then die, or go on in the same process once there is some."""
    ledger = Ledger(path, devnet)
    try:
        with limit(ledger):
            for number in range(BATCHES):
                ledger.enqueue(_batch(label, number))
                os.write(tell, b".")
                ledger.finish()
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorname", "") not in FULL:
            raise
        if dies:
            os._exit(DIED)
        ledger.finish()
        ledger.enqueue(_batch(label, BATCHES))
        ledger.finish()
        os._exit(WENT_ON)


@contextmanager
def _by_the_database(ledger: Ledger, *, room: int) -> Iterator[None]:
    """Let the database have so many pages and no more: what it does on a file system without a free block."""
    with closing(connect(ledger.path)) as database:
        most = database.execute("PRAGMA page_count").fetchone()[0] + room // PAGE

    def narrow(connection: Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={most}")

    event.listen(ledger.engine, "connect", narrow)
    ledger.engine.dispose()
    try:
        yield
    finally:
        event.remove(ledger.engine, "connect", narrow)
        ledger.engine.dispose()


@contextmanager
def _by_the_system(ledger: Ledger, *, room: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes: the write-ahead log, empty at first, gets no further."""
    with closing(connect(ledger.path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


DRILL = Drill("disk full", run, short=12, long=300)

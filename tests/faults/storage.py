"""The store loses its newest bytes, or is replaced by an old copy."""

import random
import shutil
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

from sqlalchemy import select

from devnet.network import Devnet, running_devnet
from node.commitments import Commitment
from node.merkle import tree_root
from node.tables import operations
from tests.faults.drill import Drill, Tally
from tests.faults.ledger import Ledger, batch_of, check_once_only

OFFICES = ("JP", "KR", "SA", "EA", "WO")
WAL_OPERATIONS = 60
DRAIN_EVERY = 25
"""Every so many cuts the damaged database is also put to work against the chain."""


def cut_log(tally: Tally, seed: int, trials: int, folder: Path) -> None:
    """Cut the write-ahead log anywhere: what was committed before the cut is there, and nothing is sent twice."""
    drawn = random.Random(seed)
    with running_devnet(folder / "devnet") as devnet:
        path, intended = folder / "gid.db", {}
        ledger = Ledger(path, devnet)
        with closing(connect(path)) as keeper:  # an open reader keeps the log from being folded into the database
            keeper.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            keeper.execute("BEGIN")
            keeper.execute("SELECT count(*) FROM outbox_operations").fetchone()
            commits: list[tuple[int, bytes]] = []
            for number in range(WAL_OPERATIONS):
                batch = batch_of(f"{seed}/{number}", drawn.randint(1, 3), drawn.choice(OFFICES))
                root = tree_root(batch.commitments)
                intended[root] = batch.commitments
                ledger.enqueue(batch)
                commits.append((_size(path), root))
                if number % 6 == 5:
                    ledger.finish()
            shutil.copy(path, folder / "whole.db")
            shutil.copy(f"{path}-wal", folder / "whole.db-wal")
        ledger.close()
        for number in range(trials):
            _one_cut(tally, devnet, folder, drawn, commits, intended, work=number % DRAIN_EVERY == 0)


def _one_cut(
    tally: Tally, devnet: Devnet, folder: Path, drawn: random.Random, commits: list[tuple[int, bytes]],
    intended: dict[bytes, tuple[Commitment, ...]], *, work: bool,
) -> None:  # fmt: skip
    damaged = folder / "damaged.db"
    _remove(damaged)
    shutil.copy(folder / "whole.db", damaged)
    log = bytearray((folder / "whole.db-wal").read_bytes())
    at = drawn.randrange(len(log) + 1)
    if drawn.random() < 0.3:  # the tail was allotted and not written
        log[at:] = bytes(min(len(log) - at, drawn.randrange(1, 8_192)))
    else:
        del log[at:]
    Path(f"{damaged}-wal").write_bytes(log)
    with closing(connect(damaged)) as database:
        tally.expect(database.execute("PRAGMA integrity_check").fetchone() == ("ok",), f"cut at {at}: not intact")
        there = {row[0] for row in database.execute("SELECT op_id FROM outbox_operations")}
    missing = [root for size, root in commits if size <= at and root not in there]
    tally.expect(not missing, f"cut at {at}: {len(missing)} committed operations are gone")
    tally.trials += 1
    if work:
        _work_on(tally, devnet, damaged, {root: intended[root] for root in there})


def _work_on(tally: Tally, devnet: Devnet, path: Path, intended: dict[bytes, tuple[Commitment, ...]]) -> None:
    """Put a database from the past to work; what the chain has already must not be sent."""
    ledger = Ledger(path, devnet)
    before = sum(ledger.client.nonce(signer.address) for signer in devnet.signers.values())
    with ledger.engine.connect() as connection:
        rows = connection.execute(select(operations.c.office, operations.c.op_id)).all()
    numbers = {each.code: each.number for each in ledger.client.all_offices()}
    new = [row for row in rows if not ledger.client.is_operation_used(numbers[row.office], bytes(row.op_id))]
    ledger.finish()
    after = sum(ledger.client.nonce(signer.address) for signer in devnet.signers.values())
    tally.expect(after - before == len(new), f"{after - before} sent, {len(new)} were new to the chain")
    tally.note("put to work")
    tally.note("sent again", max(after - before - len(new), 0))
    check_once_only(tally, ledger, intended, all_there=True)
    ledger.close()


def _size(path: Path) -> int:
    return Path(f"{path}-wal").stat().st_size


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


class _Copier:
    """Copies a database in use at the moment that a number says, counted in steps of the outbox."""

    def __init__(self, path: Path, to: Path, *, at: int) -> None:
        self._path, self._to, self._left = path, to, at

    def on_step(self, _step: str, _operation_id: int) -> None:
        """Count one step down."""
        if self._left == 0:
            with closing(connect(self._path)) as source, closing(connect(self._to)) as target:
                source.backup(target)
        self._left -= 1


def stale_backup(tally: Tally, seed: int, trials: int, folder: Path) -> None:
    """Back up at a random moment, work on, restore: the old database finds its operations and sends none again."""
    drawn = random.Random(seed)
    with running_devnet(folder / "devnet") as devnet:
        for number in range(trials):
            path, backup, intended = folder / f"{number}.db", folder / f"{number}-backup.db", {}
            copier = _Copier(path, backup, at=drawn.randint(0, 12))
            ledger = Ledger(path, devnet, on_step=copier.on_step)
            for step in range(3):
                batch = batch_of(f"{seed}/{number}/{step}", drawn.randint(1, 3), drawn.choice(OFFICES))
                intended[tree_root(batch.commitments)] = batch.commitments
                ledger.enqueue(batch)
            copier.on_step("enqueued", 0)
            ledger.finish()
            ledger.close()
            _work_on(tally, devnet, backup, intended)
            tally.trials += 1


CUT_LOG = Drill("write-ahead log cut", cut_log, short=100, long=1_200)
STALE_BACKUP = Drill("stale backup restored", stale_backup, short=5, long=100)

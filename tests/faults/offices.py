"""Every office with a process and a database of its own, all writing to one registry at once, and some are killed."""

import os
import random
import signal
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from devnet.network import Devnet, running_devnet
from node.commitments import Commitment
from node.identifiers import OfficeCode
from node.merkle import tree_root
from node.operations import RegisterBatch
from tests.faults.drill import Drill, Tally
from tests.faults.kills import OFFICES, in_child
from tests.faults.ledger import Ledger, batch_of, check_once_only

SHARE_KILLED = 0.3
LIFE_S = 0.2
Intended = dict[str, dict[bytes, tuple[Commitment, ...]]]


def desk_of(devnet: Devnet, folder: Path, office: str) -> Ledger:
    """One office's own process: its database, and its key only."""
    own = {OfficeCode(office): devnet.signers[OfficeCode(office)]}
    return Ledger(folder / f"{office}.db", replace(devnet, signers=own))


def work(devnet: Devnet, folder: Path, office: str, batches: list[RegisterBatch]) -> None:
    """Intend, send, take and follow, while the others do the same."""
    ledger = desk_of(devnet, folder, office)
    for batch in batches:
        ledger.enqueue(batch)
    ledger.finish()


def all_at_once(
    tally: Tally, devnet: Devnet, folder: Path, drawn: random.Random, label: str, intended: Intended
) -> None:
    """Let one process an office run beside the others; kill some at random times."""
    children: dict[int, str] = {}
    for office in OFFICES:
        batches = [batch_of(f"{label}/{office}/{n}", drawn.randint(1, 40), office) for n in range(drawn.randint(1, 3))]
        intended[office] |= {tree_root(each.commitments): each.commitments for each in batches}
        children[in_child(partial(work, devnet, folder, office, batches))] = office
    moments = sorted((drawn.uniform(0, LIFE_S), child) for child in children if drawn.random() < SHARE_KILLED)
    started = time.monotonic()
    for moment, child in moments:
        time.sleep(max(started + moment - time.monotonic(), 0))
        os.kill(child, signal.SIGKILL)
    for child, office in children.items():
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        tally.note("killed" if status == -signal.SIGKILL else "ran to the end")
        tally.expect(status in (0, -signal.SIGKILL), f"{label}: the process of {office} ended with {status}")


def run(tally: Tally, seed: int, trials: int, folder: Path) -> None:
    """Five offices at once, so many times; then everything of every office is there once, and all read the same."""
    drawn = random.Random(seed)
    intended: Intended = {office: {} for office in OFFICES}
    with running_devnet(folder / "devnet") as devnet:
        for office in OFFICES:
            desk_of(devnet, folder, office).close()
        for number in range(trials):
            all_at_once(tally, devnet, folder, drawn, f"{seed}/{number}", intended)
            tally.trials += 1
        ledgers = {office: desk_of(devnet, folder, office) for office in OFFICES}
        for ledger in ledgers.values():
            ledger.finish()
        for office, ledger in ledgers.items():
            ledger.index.follow()
            check_once_only(tally, ledger, intended[office])
        tally.expect(len({each.index.digest() for each in ledgers.values()}) == 1, "the offices' indexes differ")
        _check_ranges(tally, ledgers["JP"])
        for ledger in ledgers.values():
            ledger.close()


def _check_ranges(tally: Tally, ledger: Ledger) -> None:
    """Every GID belongs to one batch, without gap or overlap."""
    expected = 1
    for number in range(ledger.client.batch_count()):
        batch = ledger.client.batch(number)
        tally.expect(batch.first_gid == expected, f"batch {number} begins at {batch.first_gid}, not at {expected}")
        expected = batch.first_gid + batch.count
    tally.note("GIDs allotted", expected - 1)


DRILL = Drill("offices at once", run, short=8, long=200)

"""The chain replaces 1 to 64 blocks, also twice in a row, while operations are under way."""

import random
from contextlib import suppress
from pathlib import Path

from sqlalchemy import create_engine

from devnet.network import Devnet, running_devnet
from node.commitments import Commitment
from node.errors import ChainUnavailableError
from node.index import ChainIndex
from node.merkle import tree_root
from node.operations import AmendRecords, LinkRecords
from node.outbox import Outbox
from node.rpc import Rpc
from node.tables import metadata
from tests.faults.drill import Drill, Tally
from tests.faults.ledger import Ledger, batch_of, check_once_only
from tests.node.desk import commitments

DEEPEST = 64
PER_CHAIN = 40
"""Reorganisations of one chain before a new one is started: a clean rebuild reads the whole chain each time."""
OLD_STATES = 400
OFFICES = ("JP", "KR", "SA")


def clean_digest(ledger: Ledger) -> str:
    """The digest of an index built from nothing."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    index = ChainIndex(engine, ledger.client)
    index.follow()
    return index.digest()


def act(ledger: Ledger, drawn: random.Random, label: str) -> dict[bytes, tuple[Commitment, ...]]:
    """Enqueue a few operations and send them; some are left without a block."""
    made = {}
    for step in range(drawn.randint(1, 3)):
        batch = batch_of(f"{label}/{step}", drawn.randint(1, 3), drawn.choice(OFFICES))
        made[tree_root(batch.commitments)] = batch.commitments
        ledger.enqueue(batch)
    first = ledger.client.next_gid()
    if first > 1 and drawn.random() < 0.5:
        gid = type(first)(drawn.randrange(1, first))
        ledger.enqueue(drawn.choice((  # some are refused: not linked, linked already; that is fine
            LinkRecords(batch.office, (gid,)), AmendRecords(batch.office, (gid,), commitments(label, 1)),
        )))  # fmt: skip
    rpc = Rpc(ledger.config.rpc_url)
    in_flight = drawn.random() < 0.3
    rpc.call("evm_setAutomine", not in_flight)  # stays so: anvil loses blocks when it mines and replaces at once
    if in_flight:
        with suppress(ChainUnavailableError):  # sent, not mined: in flight while the chain is replaced
            Outbox(ledger.engine, ledger.client, ledger.devnet.signers, patience_s=0.02).drain()
    else:
        ledger.drain()
    return made


def shake(tally: Tally, devnet: Devnet, path: Path, drawn: random.Random, count: int) -> None:
    """Reorganise one chain so many times."""
    ledger, rpc = Ledger(path, devnet, finality_depth=DEEPEST + 1), Rpc(devnet.config.rpc_url)
    intended: dict[bytes, tuple[Commitment, ...]] = {}
    base = ledger.client.tip().number
    rpc.call("anvil_mine", hex(DEEPEST + 6))
    for number in range(count):
        if drawn.random() < 0.6:
            intended |= act(ledger, drawn, f"{path.stem}/{number}")
        if drawn.random() < 0.7:
            ledger.index.follow()
        for _ in range(drawn.choice((1, 1, 2))):  # two before anybody looks count once: there is one comparison
            depth = min(drawn.randint(1, DEEPEST), ledger.client.tip().number - base)
            rpc.call("anvil_reorg", depth, [])
            tally.note("blocks replaced", depth)
        tally.trials += 1
        ledger.index.follow()
        tally.expect(ledger.index.digest() == clean_digest(ledger), f"{path.stem}: index differs after {number}")
    rpc.call("evm_setAutomine", True)
    ledger.drain()
    rpc.call("anvil_mine", hex(DEEPEST + 2))
    ledger.finish()
    check_once_only(tally, ledger, intended, all_there=True)
    ledger.close()


def run(tally: Tally, seed: int, trials: int, folder: Path) -> None:
    """Reorganise chains until there were enough."""
    drawn, chain = random.Random(seed), 0
    while tally.trials < trials:
        chain += 1
        with running_devnet(folder / f"devnet{chain}", old_states=OLD_STATES) as devnet:
            shake(tally, devnet, folder / f"chain{chain}.db", drawn, min(PER_CHAIN, trials - tally.trials))


DRILL = Drill("reorganisations 1..64", run, short=30, long=2_000)

"""One office's process with its database as the service opens it, and the check that nothing was lost or doubled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Column, Engine, Integer, LargeBinary, MetaData, String, Table, create_engine, insert, select

from api.store.engine import open_engine
from devnet.network import Devnet
from node.client import RegistryClient
from node.commitments import Commitment
from node.identifiers import OfficeCode
from node.index import ChainIndex
from node.operations import Operation, RegisterBatch
from node.outbox import DrainReport, Outbox, enqueue
from node.results import OPEN, take_results
from node.tables import metadata, operations
from tests.faults.drill import Tally
from tests.node.desk import commitments

_own = MetaData()
acknowledged = Table(
    "acknowledged",
    _own,
    Column("operation_id", Integer, primary_key=True),
    Column("state", String(8), nullable=False),
    Column("tree_root", LargeBinary(32), nullable=False),
    Column("first_gid", Integer, nullable=True),
)
"""What the office was told, written in the transaction that takes the result: a second telling breaks the key."""


class Ledger:
    """The node over one SQLite file and one endpoint; as many as wanted may be opened over the same."""

    def __init__(
        self,
        path: Path,
        devnet: Devnet,
        *,
        rpc_url: str = "",
        finality_depth: int = 0,
        timeout_s: float = 20.0,
        patience_s: float = 10.0,
        on_step: object = None,
    ) -> None:
        self.path = path
        self.devnet = devnet
        self.engine: Engine = open_engine(f"sqlite:///{path}")
        metadata.create_all(self.engine)
        _own.create_all(self.engine)
        url = rpc_url or devnet.config.rpc_url
        self.config = replace(devnet.config, rpc_url=url, finality_depth=finality_depth, timeout_s=timeout_s)
        self.client = RegistryClient(self.config)
        self.outbox = Outbox(
            self.engine, self.client, devnet.signers, patience_s=patience_s, on_step=on_step,  # type: ignore[arg-type]
        )  # fmt: skip
        self.index = ChainIndex(self.engine, self.client)

    def enqueue(self, *wanted: Operation) -> list[int]:
        """Intend operations, in one transaction."""
        with self.engine.begin() as connection:
            return [enqueue(connection, each) for each in wanted]

    def drain(self) -> DrainReport:
        """Send what is intended."""
        return self.outbox.drain()

    def take(self) -> int:
        """Take the results over and write down that the office was told; return how many."""
        with self.engine.begin() as connection:
            results = take_results(connection)
            for each in results:
                values = {"state": each.state, "tree_root": each.op_id, "first_gid": each.first_gid}
                connection.execute(insert(acknowledged).values(operation_id=each.operation_id, **values))
        return len(results)

    def finish(self) -> None:
        """Do all that is left, undisturbed."""
        self.drain()
        self.take()
        self.index.follow()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def batch_of(label: str, size: int, office: str) -> RegisterBatch:
    """A registration that is the same in every process which is given the same label."""
    return RegisterBatch(OfficeCode(office), commitments(label, size), [label])


def batches_on_chain(client: RegistryClient) -> dict[bytes, list[tuple[int, int]]]:
    """Read from the chain alone: tree root to the batches that have it, as (first GID, count)."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    index = ChainIndex(engine, client)
    index.follow()
    found: dict[bytes, list[tuple[int, int]]] = {}
    for number in range(client.batch_count()):
        batch = index.batch(number)
        found.setdefault(batch.tree_root, []).append((batch.first_gid, batch.count))
    return found


def check_once_only(
    tally: Tally, ledger: Ledger, intended: Mapping[bytes, Sequence[Commitment]], *, all_there: bool = False
) -> None:
    """Compare what was intended, what the office was told and what the chain holds.

    Args:
        tally: Gets the failures, and counts lost, doubled and stuck.
        ledger: After `finish`.
        intended: Tree root to commitments, of every registration the drill may have enqueued.
        all_there: Every one of them was enqueued for certain.
    """
    with ledger.engine.connect() as connection:
        rows = connection.execute(select(operations.c.op_id, operations.c.state)).all()
        told = Counter(bytes(root) for root in connection.execute(select(acknowledged.c.tree_root)).scalars())
        pairs = connection.execute(select(acknowledged.c.tree_root, acknowledged.c.first_gid)).all()
        first = {bytes(row.tree_root): row.first_gid for row in pairs}
    stored = {bytes(row.op_id): row.state for row in rows}
    chain = batches_on_chain(ledger.client)
    lost = [root for root in stored if root in intended and not (chain.get(root) and told[root])]
    lost += [root for root in intended if all_there and root not in stored]
    doubled = [root for root in intended if len(chain.get(root, ())) > 1 or told[root] > 1]
    unknown = [root for root in chain if root in intended and root not in stored]
    wrong = [root for root in lost if root in first and chain.get(root) and chain[root][0][0] != first[root]]
    stuck = [root for root, state in stored.items() if state in OPEN]
    for what, found in (("lost", lost), ("doubled", doubled), ("stuck", stuck), ("sent unintended", unknown)):
        tally.note(what, len(found))
        tally.expect(not found, f"{what}: {[each.hex()[:12] for each in found[:3]]}")
    told_wrong = [root for root, gid in first.items() if root in chain and gid is not None and chain[root][0][0] != gid]
    tally.expect(not told_wrong and not wrong, f"told another GID than the chain has: {len(told_wrong)}")

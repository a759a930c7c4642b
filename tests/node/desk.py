"""What the tests do over and over: enqueue, drain, take the results, follow the index, compare it with the contract."""

import hashlib
from dataclasses import replace

from sqlalchemy import Engine

from devnet.network import Devnet
from node.client import RegistryClient
from node.commitments import Commitment
from node.errors import NotFoundError
from node.identifiers import Gid, OfficeCode
from node.index import ChainIndex
from node.operations import Operation, RegisterBatch
from node.outbox import Outbox, enqueue
from node.results import OperationResult, take_results
from node.rpc import Rpc

JP, KR, SA, EA, WO = (OfficeCode(code) for code in ("JP", "KR", "SA", "EA", "WO"))


def commitments(label: str, count: int) -> tuple[Commitment, ...]:
    """Distinct commitments that are the same in every run."""
    return tuple(Commitment(hashlib.sha256(f"{label}/{index}".encode()).digest()) for index in range(count))


class Desk:
    """One process of one pilot: a database, a client, the offices' keys."""

    def __init__(self, devnet: Devnet, engine: Engine, *, finality_depth: int = 0) -> None:
        self.devnet = devnet
        self.folder = devnet.folder
        self.engine = engine
        self.config = replace(devnet.config, finality_depth=finality_depth)
        self.client = RegistryClient(self.config)
        self.index = ChainIndex(engine, self.client)
        self.outbox = Outbox(engine, self.client, devnet.signers, patience_s=5.0)
        self.rpc = Rpc(devnet.chain.rpc_url)

    def enqueue(self, *operations: Operation) -> list[int]:
        with self.engine.begin() as connection:
            return [enqueue(connection, operation) for operation in operations]

    def take(self) -> list[OperationResult]:
        with self.engine.begin() as connection:
            return take_results(connection)

    def submit(self, *operations: Operation) -> list[OperationResult]:
        self.enqueue(*operations)
        self.outbox.drain()
        return self.take()

    def register(self, office: OfficeCode, label: str, count: int) -> list[Gid]:
        """Register and return the new GIDs; results of operations that a reorganisation repeats are passed over."""
        (operation_id,) = self.enqueue(RegisterBatch(office, commitments(label, count)))
        self.outbox.drain()
        (result,) = (each for each in self.take() if each.operation_id == operation_id)
        return [gid for gid, _ in result.allotted()]

    def assert_index_equals_contract(self) -> None:
        """Compare every GID of the index with what the contract itself answers."""
        known = {office.number: office.code for office in self.client.all_offices()}
        assert [(office.number, office.code) for office in self.index.offices()] == list(known.items())
        for number in range(1, self.client.next_gid()):
            gid = Gid(number)
            entry = self.index.applicant(gid)
            linked = self.client.offices_of(gid)
            assert entry.status == self.client.status_of(gid).name.lower()
            assert entry.version == self.client.version_of(gid)
            assert entry.offices == tuple(code for bit, code in known.items() if linked >> bit & 1)
            assert entry.batch == self.client.batch_of(gid)
            assert self.index.resolve(gid)[0] == self.client.resolve(gid)
            assert entry.survivor == _survivor(self.client, gid)
            registered = self.index.batch(entry.batch).commitments[entry.leaf]
            assert entry.commitment == (self.client.commitment_of(gid) or registered)


def _survivor(client: RegistryClient, gid: Gid) -> Gid | None:
    try:
        return client.survivor_of(gid)
    except NotFoundError:
        return None

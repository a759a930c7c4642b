"""From approved proposals to GIDs: compose operations, let the outbox send them, take the results over.

Every step is one database transaction and can be repeated: what died after composing is sent by the next call, what
died after sending has its receipt asked for again, and a result is taken over exactly once.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from api.proposals.composing import Composer
from api.proposals.rules import Rules
from api.proposals.settling import Settlement
from api.store.engine import reading, writing
from node.client import RegistryClient
from node.identifiers import OfficeCode
from node.index import ChainIndex
from node.outbox import Outbox, Step
from node.results import OPEN, take_results
from node.signer import Signer
from node.tables import operations

Progress = Callable[[str, int, int], None]

MAX_ROUNDS = 6
"""Registering, then linking, merging and amending take three rounds; more means that new approvals keep arriving."""


@dataclass(frozen=True, slots=True)
class AnchorReport:
    """What reached the chain: GIDs registered, and what happened to others; batches, transactions and gas."""

    batches: int
    registered: int
    linked: int
    amended: int
    merged: int
    split: int
    unlinked: int
    revoked: int
    failed: int
    transactions: int
    gas_used: int


@dataclass(frozen=True, slots=True)
class Anchoring:
    """Everything anchoring touches.

    Attributes:
        engine: The store, the node's tables in it.
        client: The registry.
        signers: The office keys this process may use.
        index: Follows the chain after the results are in.
        batch_size: Approvals in one registration, at most 1,000.
        rules: For the time on what is written, and for what has to be approved on the way.
        only: The approved proposals that may be sent; None stands for all.
        age_s: How long a batch that is not full waits for company, in seconds; 0 = not at all.
    """

    engine: Engine
    client: RegistryClient
    signers: Mapping[OfficeCode, Signer]
    index: ChainIndex
    batch_size: int
    rules: Rules
    only: Collection[str] | None = None
    age_s: float = 0.0

    def run(self, progress: Progress | None = None) -> AnchorReport:
        """Anchor every approved proposal that is due, and finish what an earlier call left.

        Raises:
            ChainUnavailableError: the chain is away; everything stays stored, call again when it is back.
            UnknownOfficeError: the key of an office that has to act is not here.
        """
        settled = Settlement(self.rules)
        for number in range(MAX_ROUNDS):
            self._take_over(settled)
            composer = Composer(
                self.client, self.signers, self.batch_size, self.rules.clock, only=self.only, age_s=self.age_s
            )
            with writing(self.engine) as connection:
                composed = composer.compose(connection)
            # the first round drains in any case: a chain killed by force may have lost what is long settled here
            if number and not composed and not self._has_open():
                break
            self._drain(progress)
            self._take_over(settled)
        self.index.follow()
        return AnchorReport(**settled.counts())

    def _drain(self, progress: Progress | None) -> None:
        with reading(self.engine) as connection:
            waiting = connection.execute(operations.select().where(operations.c.state.in_(OPEN))).all()
        done: set[int] = set()

        def on_step(step: Step, operation_id: int) -> None:
            if step is Step.RECORDED:
                done.add(operation_id)
            if progress:
                progress("anchor on the chain", len(done), max(len(waiting), len(done)))

        Outbox(self.engine, self.client, self.signers, on_step=on_step).drain()

    def _has_open(self) -> bool:
        with reading(self.engine) as connection:
            return _any_open(connection)

    def _take_over(self, settled: Settlement) -> None:
        while True:
            with writing(self.engine) as connection:
                results = take_results(connection)
                for result in results:
                    settled.apply(connection, result)
            if not results:
                return


def _any_open(connection: Connection) -> bool:
    query = operations.select().where(operations.c.state.in_(OPEN)).limit(1)
    return connection.execute(query).first() is not None

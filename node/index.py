"""The chain index: follows the registry's events, survives reorganisations, and can be rebuilt from the chain alone."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select

from node.client import RegistryClient
from node.connection import Block
from node.errors import DeepReorgError, IndexMismatchError
from node.events import GENESIS_HEAD
from node.fold import Fold, Position
from node.identity import forget_chain, require_same_chain, tie_to_chain
from node.lookups import Lookups
from node.rollback import position_of, roll_back_to, write_checkpoint
from node.slices import BlockSlice, ChainMovedError, read_slice
from node.tables import CHAIN_TABLES, blocks, events

KEEP_BLOCKS = 256
"""Blocks whose hashes are kept; a deeper reorganisation is refused loudly."""
FIRST_STEP = 64
LAST_STEP = 4_096
SMALL_SLICE = 2_000
LARGE_SLICE = 20_000
"""Ids in one slice: below the first the step doubles, above the second it is halved, so that memory stays bounded."""
MAX_RESTARTS = 8
RESTART_PAUSE_S = 0.03

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class FollowReport:
    """What one call of `follow` did; `rolled_back` counts blocks taken back because the chain had replaced them."""

    block_number: int
    blocks: int
    events: int
    ids: int
    rolled_back: int


@dataclass(frozen=True, slots=True)
class _Sample:
    """The contract's own running hash, read before the events, with the newest block at that time."""

    head: bytes
    sequence: int
    tip: Block


class ChainIndex(Lookups):
    """The fold over the registry's events in a database; one process follows at a time, any number read."""

    def __init__(
        self,
        engine: Engine,
        client: RegistryClient,
        *,
        keep_blocks: int = KEEP_BLOCKS,
        within: Connection | None = None,
    ) -> None:
        """Prepare to follow.

        Args:
            engine: Its database holds the node's tables.
            client: The registry.
            keep_blocks: Blocks whose hashes are kept.
            within: A transaction in which everything is read and written; its owner commits it. By default each slice
                of blocks is a transaction of its own.
        """
        super().__init__(engine)
        self._client = client
        self._keep = keep_blocks
        self._within = within

    def follow(self, *, until: int | None = None, progress: Progress | None = None) -> FollowReport:
        """Fold everything the chain has gained, after taking back what it has replaced.

        Args:
            until: Last block to fold; by default the newest.
            progress: Called with ("index", block reached, block aimed at).

        Raises:
            IndexMismatchError: Events, roots or the running hash contradict the contract.
            DeepReorgError: More blocks were replaced than hashes are kept for.
            ChainUnavailableError: The endpoint is away; what was folded so far stays.
        """
        require_same_chain(self._engine, self._client)
        return self._follow(until, progress)

    def rebuild(self, *, progress: Progress | None = None) -> FollowReport:
        """Throw the index away and fold the whole chain again; the outcome has the same digest.

        It is one transaction: whoever reads meanwhile sees the old index, a rebuild that fails leaves it as it was,
        and whoever wants to write waits.

        Raises:
            Errors as `follow` does.
        """
        with self._engine.begin() as connection:
            for table in CHAIN_TABLES:
                connection.execute(delete(table))
            forget_chain(connection)
            tie_to_chain(connection, self._client)
            anew = ChainIndex(self._engine, self._client, keep_blocks=self._keep, within=connection)
            return anew._follow(None, progress)

    # Following

    def _follow(self, until: int | None, progress: Progress | None) -> FollowReport:
        start, first = self._reached(), self._position()
        restarts, rolled_back, step = 0, 0, FIRST_STEP
        while True:
            rolled_back += self._roll_back()
            try:
                ids = self._follow_slice(until, step, progress)
            except ChainMovedError as moved:
                restarts += 1
                if restarts > MAX_RESTARTS:
                    raise IndexMismatchError(f"the chain keeps changing under the index: {moved}") from None
                time.sleep(restarts * RESTART_PAUSE_S)
                continue
            if ids is None:
                break
            restarts, step = 0, _next_step(step, ids)
        now, reached = self._position(), self._reached()
        gained = (reached - start, now.sequence - first.sequence, now.next_gid - first.next_gid)
        return FollowReport(reached, *gained, rolled_back)

    def _follow_slice(self, until: int | None, step: int, progress: Progress | None) -> int | None:
        """Fold one slice and return the number of ids in it, or None when there was nothing left."""
        value, sequence = self._client.head()  # before the tip: other offices write meanwhile, see `_confirm`
        tip = self._client.tip()
        sample = _Sample(value, sequence, tip)
        target = tip.number if until is None else min(until, tip.number)
        start = self._reached() + 1
        if start > target:
            with self._reading() as connection:
                self._confirm(connection, sample, position_of(connection), {}, complete=start > tip.number)
            return None
        last = min(start + step - 1, target)
        before = self._stored_hash(start - 1)
        part = read_slice(self._client, start, last, keep_from=target - self._keep + 1, before=before)
        ids = self._fold(part, sample)
        if progress is not None:
            progress("index", last, target)
        return ids

    def _fold(self, part: BlockSlice, sample: _Sample) -> int:
        config = self._client.config
        with self._writing() as connection:
            before = position_of(connection)
            fold = Fold(connection, before, chain_id=config.chain_id, registry=config.registry)
            heads = {before.sequence: before.head}
            for event in part.events:
                fold.apply(event)
                heads[fold.position.sequence] = fold.position.head
            complete = part.last.number >= sample.tip.number
            self._confirm(connection, sample, fold.position, heads, complete=complete)
            fold.write()
            rows = [{"number": each.number, "hash": each.hash, "parent": each.parent} for each in part.headers]
            connection.execute(insert(blocks), rows)
            connection.execute(delete(blocks).where(blocks.c.number <= part.last.number - self._keep))
            write_checkpoint(connection, part.last.number, part.last.hash, fold.position)
        return fold.position.next_gid - before.next_gid

    def _confirm(
        self,
        connection: Connection,
        sample: _Sample,
        position: Position,
        heads: dict[int, bytes],
        *,
        complete: bool,
    ) -> None:
        """Compare the running hash with the contract's: a missing, extra, changed or reordered log shows here.

        The contract's hash was read first. So the events up to a block not older must reach its count, and whatever
        event stands at that count must have led to that very hash; no old state is asked for, which many nodes lack.
        """
        ours = heads.get(sample.sequence) or _stored_head(connection, sample.sequence)
        behind = position.sequence < sample.sequence
        if (ours == sample.head and not behind) or (behind and not complete):
            return
        differ = (
            f"after {position.sequence} events the index has head {position.head.hex()[:16]}, "
            f"the contract has {sample.sequence} events and head {sample.head.hex()[:16]}"
        )
        if behind:  # a busy anvil answers from the next block's state a moment before it has that block
            raise ChainMovedError(differ)
        now = self._client.block(sample.tip.number)
        if now is None or now.hash != sample.tip.hash or self._client.head() != (sample.head, sample.sequence):
            raise ChainMovedError("blocks were replaced")
        raise IndexMismatchError(differ)

    # Going back

    def _roll_back(self) -> int:
        """Take back blocks that are no longer on the chain; return how many."""
        reached = self._reached()
        with self._reading() as connection:
            order = select(blocks.c.number, blocks.c.hash).order_by(blocks.c.number.desc())
            kept = [(row.number, bytes(row.hash)) for row in connection.execute(order)]
        ancestor = next(self._still_there(kept), None)
        if not kept or ancestor == reached:
            return 0
        if ancestor is None:
            raise DeepReorgError(len(kept))
        with self._writing() as connection:
            roll_back_to(connection, ancestor, dict(kept)[ancestor])
        return reached - ancestor

    def _still_there(self, kept: list[tuple[int, bytes]]) -> Iterator[int]:
        """Yield, newest first, the kept blocks that the chain still has; first asks for the newest alone."""
        for part in (kept[:1], kept[1:]):
            for (number, stored), header in zip(part, self._client.blocks([each for each, _ in part]), strict=True):
                if header is not None and header.hash == stored:
                    yield number

    # What is stored

    def _reading(self) -> AbstractContextManager[Connection]:
        return super()._reading() if self._within is None else nullcontext(self._within)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction, or a part of the given one that can be taken back by itself."""
        if self._within is None:
            with self._engine.begin() as connection:
                yield connection
        else:
            with self._within.begin_nested():
                yield self._within

    def _position(self) -> Position:
        with self._reading() as connection:
            return position_of(connection)

    def _stored_hash(self, number: int) -> bytes | None:
        with self._reading() as connection:
            stored = connection.execute(select(blocks.c.hash).where(blocks.c.number == number)).scalar()
        return bytes(stored) if stored is not None else None


def _stored_head(connection: Connection, sequence: int) -> bytes | None:
    """Read through the caller's connection: a second one would wait for the first one's transaction."""
    if sequence == 0:
        return GENESIS_HEAD
    stored = connection.execute(select(events.c.head).where(events.c.sequence == sequence).limit(1)).scalar()
    return bytes(stored) if stored is not None else None


def _next_step(step: int, ids: int) -> int:
    if ids < SMALL_SLICE:
        return min(2 * step, LAST_STEP)
    return max(step // 2, 1) if ids > LARGE_SLICE else step

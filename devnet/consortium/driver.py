"""Makes the network's blocks: each in turn proposes, all check, and what enough of them find valid becomes the chain.

It stands in for QBFT, whose quorum it keeps, and is not Byzantine fault tolerant itself: there is one driver.
"""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from devnet.consortium.catching_up import catch_up
from devnet.consortium.member import VALID, Member, Payload
from node.errors import GidError

Answer = TypeVar("Answer")


def quorum_of(count: int) -> int:
    """Return how many of so many nodes must find a block valid: two thirds, rounded up."""
    return -(-2 * count // 3)


class Driver:
    """Proposes a block every `block_s` seconds for as long as enough nodes are within reach; otherwise waits."""

    def __init__(self, members: Sequence[Member], *, block_s: float) -> None:
        self.members = members
        self.quorum = quorum_of(len(members))
        self.round = threading.Lock()
        """Held while a block is made; who stops a node or cuts it off holds it, so that no round is torn."""
        self._block_s = block_s
        self._turn = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="consortium driver", daemon=True)

    def start(self) -> None:
        """Begin to make blocks."""
        self._thread.start()

    def end(self) -> None:
        """Make no more blocks; returns when the last is done."""
        self._ended.set()
        self._thread.join()

    def make_block(self) -> bool:
        """Do one round; say whether there is a new block."""
        with self.round:
            together = self._together()
            if len(together) < self.quorum:
                return False
            head = together[0].head()
            now = max(int(time.time()), int(head["timestamp"], 16) + 1)
            self._turn += 1
            proposer = together[self._turn % len(together)]
            built = _asked(partial(proposer.build, head["hash"], timestamp=now))
            return built is not None and self.offer(*built)

    def offer(self, payload: Payload, requests: list[str]) -> bool:
        """Let every node within reach check a block; it becomes the newest where it was found valid, or nowhere."""
        verdicts = [(each, _asked(partial(each.check, payload, requests))) for each in self._within_reach()]
        valid = [each for each, verdict in verdicts if verdict == VALID]
        if len(valid) < self.quorum:
            return False
        for each in valid:
            _asked(partial(each.follow, payload["blockHash"]))
        return True

    def _within_reach(self) -> list[Member]:
        return [each for each in self.members if each.reachable]

    def _together(self) -> list[Member]:
        """Return the nodes that have the newest block, after those behind were given what they missed."""
        heights = {each: _asked(each.height) for each in self._within_reach()}
        known = {each: height for each, height in heights.items() if height is not None}
        if len(known) < self.quorum:
            return []
        newest = max(known, key=lambda each: known[each])
        behind = [each for each, height in known.items() if height < known[newest]]
        level = [each for each in behind if _asked(partial(catch_up, each, newest))]
        return [each for each in known if each not in behind or each in level]

    def _run(self) -> None:
        while not self._ended.wait(self._block_s):
            _asked(self.make_block)


def _asked(question: Callable[[], Answer]) -> Answer | None:
    """Ask a node; None when it does not answer, which the others must not wait for."""
    try:
        return question()
    except GidError:
        return None

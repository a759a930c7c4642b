"""The registry's running hash after any block, recomputed from its events: what no node has to be trusted for."""

from node.client import RegistryClient
from node.errors import IndexMismatchError
from node.events import GENESIS_HEAD, Change, Registered, decode_log, next_head

STEP = 2_048
"""Blocks read at once."""


def head_after(client: RegistryClient, block_number: int) -> tuple[bytes, int]:
    """Fold every event up to a block, and on to the newest, whose head must be the contract's own.

    Returns:
        The head after `block_number`, and the number of changes until then.

    Raises:
        IndexMismatchError: The events do not lead to the contract's head: the endpoint hides or alters some.
    """
    confirmed, count = client.head()
    head, sequence, then, reached = GENESIS_HEAD, 0, (GENESIS_HEAD, 0), count == 0
    tip = client.tip().number
    for first in range(0, tip + 1, STEP):
        events = [decode_log(log) for log in client.logs(first, min(first + STEP - 1, tip))]
        for event in sorted((each for each in events if isinstance(each, Registered | Change)), key=_order):
            sequence += 1
            head = next_head(head, sequence, event)
            reached = reached or (sequence == count and head == confirmed)
            if event.place.block_number <= block_number:
                then = (head, sequence)
    if not reached:
        raise IndexMismatchError("the events that this endpoint serves do not lead to the registry's head")
    return then


def _order(event: Registered | Change) -> tuple[int, int]:
    return event.place.block_number, event.place.log_index

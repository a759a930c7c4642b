"""Work done in parts, in processes that inherit by forking whatever the work needs and send back only its results."""

import itertools
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, cast

__all__ = ["in_processes"]

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

_work: dict[int, Callable[..., object]] = {}
_tickets = itertools.count()


def in_processes(
    work: Callable[[_Part], _Result], parts: Sequence[_Part], workers: int, *, fresh: bool = False
) -> Iterator[_Result]:
    """Do the parts, in order; in this process where there is but one worker or one part.

    Args:
        work: Anything callable; it is inherited and never pickled. What it changes is lost, except its result. It must
            start no threads in native code: OpenMP waits for ever in a process forked from one that has used it.
        parts: Small: these are pickled.
        workers: Processes at a time.
        fresh: A new process for each part. A fork costs about 30 ms, and memory only where the child writes; but to
            read a Python object writes its count of references, so what a process has read adds up until it ends. It
            also forgets what it has worked out.
    """
    if workers < 2 or len(parts) < 2:
        yield from map(work, parts)
        return
    ticket = next(_tickets)
    _work[ticket] = work
    try:
        with multiprocessing.get_context("fork").Pool(
            min(workers, len(parts)), maxtasksperchild=1 if fresh else None
        ) as pool:
            for result in pool.imap(_do, [(ticket, part) for part in parts]):
                yield cast(_Result, result)
    finally:
        del _work[ticket]


def _do(task: tuple[int, object]) -> object:
    ticket, part = task
    return _work[ticket](part)

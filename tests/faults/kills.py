"""kill -9: at named points of the way from intention to index, and at random times."""

import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from devnet.network import Devnet, running_devnet
from node.commitments import Commitment
from node.merkle import tree_root
from node.rpc import Rpc
from node.sending import Step
from tests.faults.drill import Drill, Tally
from tests.faults.ledger import Ledger, batch_of, check_once_only

OFFICES = ("JP", "KR", "SA", "EA", "WO")
METHODS = (
    "eth_getTransactionCount", "eth_estimateGas", "eth_sendRawTransaction", "eth_getTransactionReceipt",
    "eth_getBlockByNumber", "eth_getLogs", "eth_call",
)  # fmt: skip
COMMITS = ("enqueue", "sign", "record", "take", "follow")
POINTS = (
    *(f"step {step}" for step in (Step.ESTIMATED, Step.SIGNED, Step.STORED, Step.SENT, Step.RECEIVED, Step.RECORDED)),
    *(f"{side} {method}" for method in METHODS for side in ("before", "after")),
    *(f"{side} commit of {what}" for what in COMMITS for side in ("before", "after")),
)
"""Thirty named failpoints: every step of the outbox, both sides of every request and of every kind of commit."""
SHARE_AT_RANDOM_TIMES = 0.4
OCCURRENCES = (1, 1, 1, 2, 3)


class Failpoints:
    """Counts how often each point is passed and kills this very process at one of them."""

    def __init__(self, point: str, occurrence: int) -> None:
        self._point, self._left = point, occurrence
        self.doing = "enqueue"

    def reach(self, point: str) -> None:
        """Pass a point; do not come back when it is the one."""
        if point == self._point:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)

    def on_step(self, step: Step, _operation_id: int) -> None:
        """Observe the outbox; what it commits next follows from the step."""
        self.doing = {Step.ESTIMATED: "sign", Step.STORED: "record"}.get(step, self.doing)
        self.reach(f"step {step}")

    def around_requests(self) -> None:
        """Put a point before and after every JSON-RPC request of this process."""
        for name in ("call", "batch"):
            setattr(Rpc, name, self._around(getattr(Rpc, name)))

    def _around(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def request(rpc: Rpc, method: str, *parameters: object) -> Any:
            self.reach(f"before {method}")
            answer = original(rpc, method, *parameters)
            self.reach(f"after {method}")
            return answer

        return request

    def around_commits(self, ledger: Ledger) -> None:
        """Put a point before and after every commit of this process."""
        dialect, original = ledger.engine.dialect, ledger.engine.dialect.do_commit

        def commit(connection: Any) -> None:
            self.reach(f"before commit of {self.doing}")
            original(connection)
            self.reach(f"after commit of {self.doing}")

        dialect.do_commit = commit  # type: ignore[method-assign, assignment]


def live(path: Path, devnet: Devnet, label: str, size: int, points: Failpoints) -> None:
    """The life of one process: intend one batch, send everything, take the results, follow the chain."""
    ledger = Ledger(path, devnet, on_step=points.on_step)
    points.around_requests()
    points.around_commits(ledger)
    ledger.enqueue(batch_of(label, size, OFFICES[len(label) % len(OFFICES)]))
    points.doing = "record"
    ledger.drain()
    points.doing = "take"
    ledger.take()
    points.doing = "follow"
    ledger.index.follow()


def in_child(work: Callable[[], None]) -> int:
    """Fork, do the work there, and return the child's process id."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except Exception:  # who waits counts the status only
            traceback.print_exc()
        finally:
            os._exit(status)
    return child


def run(tally: Tally, seed: int, trials: int, folder: Path) -> None:
    """Kill a process at every named point in turn, and others at random times; start the next one after each."""
    drawn = random.Random(seed)
    intended: dict[bytes, tuple[Commitment, ...]] = {}
    hit: set[str] = set()
    with running_devnet(folder / "devnet") as devnet:
        path = folder / "gid.db"
        warm = Ledger(folder / "warm.db", devnet)  # what is imported late is imported here, and in no child
        warm.enqueue(batch_of(f"warm/{seed}", 1, "JP"))
        warm.finish()
        warm.close()
        Ledger(path, devnet).close()
        usual_s, named = 0.4, 0
        for number in range(trials):
            label, size = f"{number:0{1 + number % 5}d}/{seed}", drawn.randint(1, 4)
            batch = batch_of(label, size, "JP").commitments
            intended[tree_root(batch)] = batch
            by_time = drawn.random() < SHARE_AT_RANDOM_TIMES
            point = "" if by_time else POINTS[named % len(POINTS)]
            points = Failpoints(point, 1 if named < len(POINTS) else drawn.choice(OCCURRENCES))
            named += not by_time
            child = in_child(partial(live, path, devnet, label, size, points))
            if by_time:
                time.sleep(drawn.uniform(0, usual_s))
                os.kill(child, signal.SIGKILL)
            started = time.monotonic()
            _, status = os.waitpid(child, 0)
            if os.WIFSIGNALED(status):
                tally.note("killed")
                hit |= {point} - {""}
            else:
                usual_s = 0.8 * usual_s + 0.2 * min(time.monotonic() - started, 2.0)
                tally.expect(os.WEXITSTATUS(status) == 0, f"process {number} ended by an error")
            tally.trials += 1
        last = Ledger(path, devnet)
        last.finish()
        check_once_only(tally, last, intended)
        tally.note("named points hit", len(hit))
        digest = last.index.digest()
        last.index.rebuild()
        tally.expect(last.index.digest() == digest, "a rebuilt index has another digest")
    tally.expect(trials < 2 * len(POINTS) or len(hit) >= 20, f"only {len(hit)} named points were hit")


DRILL = Drill("kill -9", run, short=60, long=1_200)

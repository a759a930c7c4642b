"""The endpoint is away, flaps, hangs, resets, limits, or answers with a web page: intake stays up, nothing doubles."""

import random
import time
from pathlib import Path

from devnet.network import running_devnet
from node.commitments import Commitment
from node.errors import ChainUnavailableError, GidError
from node.merkle import tree_root
from tests.faults.drill import Drill, Tally
from tests.faults.ledger import Ledger, batch_of, check_once_only
from tests.faults.proxy import FAULTS, running_proxy

OFFICES = ("JP", "KR", "SA", "EA", "WO")
FLAPPING_SHARES = (0.05, 0.2, 0.5)
TIMEOUT_S = 0.25
ATTEMPTS = 3
RECOVERIES = 20


def run(tally: Tally, seed: int, trials: int, folder: Path) -> None:
    """One outage a trial, each fault in turn, steady or flapping; the node works on through it and after it."""
    drawn = random.Random(seed)
    intended: dict[bytes, tuple[Commitment, ...]] = {}
    with (
        running_devnet(folder / "devnet") as devnet,
        running_proxy(devnet.config.rpc_url, seed=seed) as (proxy, url),
    ):
        ledger = Ledger(folder / "gid.db", devnet, rpc_url=url, timeout_s=TIMEOUT_S, patience_s=5.0)
        for number in range(trials):
            flaps = drawn.random() < 0.5
            proxy.fault = "any" if number % (len(FAULTS) + 1) == len(FAULTS) else FAULTS[number % (len(FAULTS) + 1)]
            proxy.share = drawn.choice(FLAPPING_SHARES) if flaps else 1.0
            for _ in range(ATTEMPTS if flaps else 1):
                batch = batch_of(f"{seed}/{number}/{drawn.random()}", drawn.randint(1, 3), drawn.choice(OFFICES))
                intended[tree_root(batch.commitments)] = batch.commitments
                ledger.enqueue(batch)  # intake needs no chain
                tally.note("taken in during outages")
                _try_to_work(tally, ledger, proxy.fault)
            proxy.fault = ""
            _recover(ledger)
            tally.trials += 1
        tally.note("requests spoilt", proxy.spoilt)
        check_once_only(tally, ledger, intended, all_there=True)
        ledger.close()


def _recover(ledger: Ledger) -> None:
    """Finish undisturbed, again and again as a service does: on a busy machine a good answer may take too long too."""
    for _ in range(RECOVERIES):
        try:
            ledger.finish()
            return
        except ChainUnavailableError:
            time.sleep(TIMEOUT_S)
    ledger.finish()


def _try_to_work(tally: Tally, ledger: Ledger, fault: str) -> None:
    """Drain, take and follow under the fault: it may fail, by this layer's own errors only."""
    for work in (ledger.drain, ledger.take, ledger.index.follow):
        try:
            work()
        except GidError:
            tally.note("calls that failed as declared")
        except Exception as error:
            tally.failures.append(f"{fault}: {type(error).__name__}: {error}")


DRILL = Drill("outages through a proxy", run, short=24, long=240)

"""Clocks disagree: this machine's is wrong by up to ten years, the chain's jumps while a consent is on its way."""

import random
import time
from pathlib import Path
from unittest.mock import patch

from devnet.network import running_devnet
from node.consents import CONSENT_VALIDITY_S, prepare_merge
from node.identifiers import Gid, OfficeCode
from node.results import OperationState, take_results
from node.rpc import Rpc
from tests.faults.drill import Drill, Tally
from tests.faults.ledger import Ledger, batch_of

SKEWS_S = (-3_600, 3_600, -1, 1, -86_400, 86_400, -10 * 31_557_600, 10 * 31_557_600)
JUMPS_S = (0, 60, CONSENT_VALIDITY_S - 60, CONSENT_VALIDITY_S + 60, 10 * CONSENT_VALIDITY_S)


def run(tally: Tally, seed: int, trials: int, folder: Path) -> None:
    """Merge under a wrong local clock and a jumping chain clock: only the chain's time decides whether it counts."""
    drawn, really = random.Random(seed), time.time
    with running_devnet(folder / "devnet") as devnet:
        ledger, rpc = Ledger(folder / "gid.db", devnet), Rpc(devnet.config.rpc_url)
        for number in range(trials):
            skew, jump = drawn.choice(SKEWS_S), JUMPS_S[number % len(JUMPS_S)]
            with patch("time.time", lambda skew=skew: really() + skew):
                ledger.enqueue(batch_of(f"{seed}/{number}/a", 1, "JP"), batch_of(f"{seed}/{number}/b", 1, "KR"))
                ledger.drain()
                younger, elder = _take(ledger)
                merge = prepare_merge(ledger.client, OfficeCode("KR"), (elder, younger), signers=devnet.signers)
                rpc.call("evm_setNextBlockTimestamp", hex(ledger.client.tip().timestamp + max(jump, 1)))
                rpc.call("anvil_mine", "0x1")
                ledger.enqueue(merge)
                ledger.drain()
                with ledger.engine.begin() as connection:
                    (result,) = take_results(connection)
            counts = result.state is OperationState.FINAL
            tally.expect(counts == (jump < CONSENT_VALIDITY_S), f"skew {skew} s, jump {jump} s: {result.state}")
            tally.expect(counts or (result.refusal or {}).get("name") == "RegistryDeadlinePassed", f"{result.refusal}")
            tally.note("counted" if counts else "refused as too late")
            tally.trials += 1
        ledger.index.follow()
        ledger.close()


def _take(ledger: Ledger) -> tuple[Gid, Gid]:
    with ledger.engine.begin() as connection:
        gids = sorted(gid for result in take_results(connection) for gid, _ in result.allotted())
    return gids[1], gids[0]


DRILL = Drill("clock skew", run, short=10, long=100)

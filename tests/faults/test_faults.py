"""Every drill, with a few trials: that the faults happen, that the checks look, and that nothing is lost or doubled.

`make faults` runs more of them, `make faults-long` the numbers that are claimed.
"""

from pathlib import Path

import pytest
from sqlalchemy import insert

from devnet.network import running_devnet
from node.merkle import tree_root
from tests.faults.__main__ import DRILLS, SEED
from tests.faults.drill import Drill, Tally, carry_out
from tests.faults.ledger import Ledger, acknowledged, batch_of, check_once_only

FEW = {"kill -9": 20, "outages through a proxy": 12, "write-ahead log cut": 40, "one bit flipped": 30}


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.name)
def test_a_few_trials_of_every_drill(drill: Drill, tmp_path: Path) -> None:
    report = carry_out(drill, seed=SEED, trials=FEW.get(drill.name, 5), folder=tmp_path / "drill")
    assert report.tally.failures == []
    assert report.ok, report.result()


def test_the_check_sees_what_is_lost_doubled_and_told_wrongly(tmp_path: Path) -> None:
    """A check that nothing can fail would pass every drill."""
    first, second = batch_of("one", 2, "JP"), batch_of("two", 1, "KR")
    intended = {tree_root(each.commitments): each.commitments for each in (first, second)}
    with running_devnet(tmp_path / "devnet") as devnet:
        ledger = Ledger(tmp_path / "gid.db", devnet)
        ledger.enqueue(first)
        ledger.finish()
        lost = Tally()
        check_once_only(lost, ledger, intended, all_there=True)
        assert lost.notes["lost"] == 1
        ledger.enqueue(second)
        stuck = Tally()
        check_once_only(stuck, ledger, intended)
        assert (stuck.notes["stuck"], stuck.notes["lost"]) == (1, 1)
        ledger.finish()
        with ledger.engine.begin() as connection:
            again = {"operation_id": 99, "state": "final", "tree_root": tree_root(first.commitments), "first_gid": 7}
            connection.execute(insert(acknowledged).values(**again))
        doubled = Tally()
        check_once_only(doubled, ledger, intended)
        assert doubled.notes["doubled"] == 1
        assert any("another GID" in each for each in doubled.failures)
        ledger.close()

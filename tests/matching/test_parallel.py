"""Work shared out to processes comes back whole and in order, also after threads were used."""

import subprocess
import sys

from matching.parallel import in_processes

TWICE = """
from matching import candidates, scoring
from matching.config import MatchConfig
from matching.pipeline import cluster_names
from matching.records import NameTable

names = [f"{word} {what} {end}" for word in ("Alder", "Alden", "Ольха", "赤楊", "Birch") for what in ("Steel", "Tools")
         for end in ("Ltd", "Inc", "Works")]
table = NameTable([str(row) for row in range(len(names))], names)
threads = cluster_names(table, config=MatchConfig(workers=2))
candidates.PARALLEL_FROM = scoring.PARALLEL_FROM = 1
scoring.CHUNK = 8
forked = cluster_names(table, config=MatchConfig(workers=2))
alone = cluster_names(table, config=MatchConfig(workers=1))
assert threads.cluster.tolist() == forked.cluster.tolist() == alone.cluster.tolist()
assert threads.probability.tolist() == forked.probability.tolist() == alone.probability.tolist()
print("the same")
"""


def test_results_come_in_the_order_of_the_parts() -> None:
    offset = 3  # a closure: inherited by the processes, not pickled
    assert list(in_processes(lambda number: number * 2 + offset, range(9), workers=2)) == list(range(3, 21, 2))


def test_one_worker_needs_no_process() -> None:
    seen: list[int] = []
    assert list(in_processes(seen.append, [1, 2], workers=1)) == [None, None]
    assert seen == [1, 2]


def test_forked_after_native_threads_were_used_nothing_waits_and_nothing_differs() -> None:
    done = subprocess.run([sys.executable, "-c", TWICE], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "the same", done.stderr[-2000:]

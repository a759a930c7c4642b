"""What the contract checks conclude from their tools' reports; the tools themselves run in `make verify-contracts`."""

import subprocess
import sys
from collections import Counter

import pytest

from benchmarks.planted_bug_list import BEYOND_FUZZING, BUGS
from benchmarks.planted_bugs import load_compiler, spoil
from benchmarks.verification.fuzzing import LEAST_BUGS
from benchmarks.verification.linters import SECURITY, compare, read_answers
from benchmarks.verification.proofs import judge
from tests.contracts.chain import ROOT

TABLE = """
| tool | finding | where | answer |
|---|---|---|---|
| slither | `timestamp` | `A.pause`, `B.check` × 2 | hours, not seconds |
"""


def test_answers_are_read_by_place_with_their_number() -> None:
    assert read_answers(TABLE) == {("slither", "timestamp", "A.pause"): 1, ("slither", "timestamp", "B.check"): 2}


def test_a_finding_without_an_answer_and_an_answer_without_a_finding_both_fail() -> None:
    found = Counter({("slither", "timestamp", "B.check"): 2, ("slither", "reentrancy", "C.pay"): 1})
    assert compare(found, read_answers(TABLE)) == [
        "reentrancy at C.pay: found 1, answered 0",
        "timestamp at A.pause: found 0, answered 1",
    ]


def test_security_md_answers_both_linters() -> None:
    tools = Counter(tool for tool, _, _ in read_answers(SECURITY.read_text("utf-8")))
    assert tools["slither"] >= 10
    assert tools["solhint"] >= 5


@pytest.mark.parametrize(
    ("name", "exitcode", "bounded", "verdict"),
    [
        ("check_i1_partition", 0, 0, ""),
        ("check_i1_partition", 0, 1, "1 loops were cut off"),
        ("check_i1_partition", 1, 0, "not proven"),
        ("check_i1_partition", 2, 0, "not proven"),
        ("check_i1_partition", 4, 0, "not proven"),
        ("witness_link", 1, 0, ""),
        ("witness_link", 0, 0, "the proofs are empty"),
    ],
)
def test_only_a_whole_proof_passes_and_only_an_example_is_a_witness(
    name: str, exitcode: int, bounded: int, verdict: str
) -> None:
    found = judge(name, {"exitcode": exitcode, "num_bounded_loops": bounded})
    assert verdict in found
    assert bool(found) == bool(verdict)


def test_planted_bugs_still_have_their_places() -> None:
    sources = load_compiler().read_sources()
    for bug in BUGS:
        assert spoil(bug, sources)[bug.file] != sources[bug.file]
    assert {bug.name for bug in BUGS} >= BEYOND_FUZZING.keys()
    assert len(BUGS) - len(BEYOND_FUZZING) >= LEAST_BUGS


PLANT = """
import tests.contracts.chain  # as the other checks of a whole run have it
from benchmarks.planted_bug_list import BUGS
from benchmarks.planted_bugs import find_catcher, load_compiler

(bug,) = [one for one in BUGS if one.name == "empty batches allowed"]
print(find_catcher(bug, load_compiler(), load_compiler().read_sources()))
"""


def test_a_bug_is_planted_also_where_the_tests_were_imported_before() -> None:
    done = subprocess.run([sys.executable, "-c", PLANT], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.startswith("test_register.py::"), done.stderr

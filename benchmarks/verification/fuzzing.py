"""I1 to I14 under forge's random calls, and how soon the same calls find a planted bug."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.planted_bug_list import BEYOND_FUZZING, BUGS, MERKLE, Bug
from benchmarks.planted_bugs import load_compiler, spoil
from benchmarks.verification.outcome import Outcome, Scale
from benchmarks.verification.workspace import FUZZ_SEED, TOOLS, run_tool, workspace, write_sources

DEPTH = 100  # calls of one history
MOST_CALLS = 20_000  # within which a bug must be found
LEAST_BUGS = 25
TESTS = (
    "RegistryInvariants.t.sol",
    "Invariants.sol",
    "CouncilActor.sol",
    "OfficeActor.sol",
    "PlainRecord.sol",
    "Signing.sol",
    "TreeDefinition.sol",
    "MerkleTree.t.sol",
    "Vm.sol",
)


@dataclass(frozen=True, slots=True)
class Campaign:
    """What forge says of one test.

    Attributes:
        calls: Calls in whole histories, or inputs, that it took.
        found: "" when the test held; else the reason of its failure.
    """

    test: str
    calls: int
    found: str


def run_campaigns(folder: Path, *, calls: int, check_interval: int, seed: str, tree: bool) -> list[Campaign]:
    """Run `calls` random calls on the registry and, if asked, random inputs on the Merkle tree.

    Raises:
        RuntimeError: forge did not come as far as running tests.
    """
    for kept in ("invariant", "fuzz"):  # forge would first try again what failed before
        shutil.rmtree(folder / "cache" / kept, ignore_errors=True)
    suites = "RegistryInvariants|MerkleTreeTest" if tree else "RegistryInvariants"
    done = run_tool(
        [TOOLS / "forge", "test", "--json", "--fuzz-seed", seed, "--match-contract", suites],
        folder,
        timeout_s=7_200,
        FOUNDRY_INVARIANT_RUNS=str(-(-calls // DEPTH)),
        FOUNDRY_INVARIANT_DEPTH=str(DEPTH),
        FOUNDRY_INVARIANT_CHECK_INTERVAL=str(check_interval),
        FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT="0",
    )
    start = done.stdout.find("{")
    if start < 0:
        raise RuntimeError(f"forge did not run: {(done.stderr or done.stdout)[-800:]}")
    report: Mapping[str, Any] = json.loads(done.stdout[start:])
    return [
        Campaign(
            name.split("(")[0], _calls_of(result["kind"]), "" if result["status"] == "Success" else _reason(result)
        )
        for suite in report.values()
        for name, result in suite["test_results"].items()
    ]


def check_invariants(scale: Scale, *, share: int, shares: int) -> list[Outcome]:
    """Run one share of the random calls, with a seed of its own."""
    plans = ((scale.calls, 10, "every tenth"), (scale.calls_each, 1, "each"))
    outcomes = []
    with workspace(load_compiler().read_sources(), TESTS) as folder:
        for calls, interval, often in plans:
            seed = hex(int(FUZZ_SEED, 16) + share * 2 + interval)
            ran = run_campaigns(folder, calls=calls // shares, check_interval=interval, seed=seed, tree=interval == 1)
            (campaign,) = [one for one in ran if one.test.startswith("invariant")]
            problem = "; ".join(f"{one.test}: {one.found}" for one in ran if one.found)
            if not problem and campaign.calls < calls // shares:
                problem = f"only {campaign.calls} calls of {calls // shares}"
            stated = f"I1 to I14 hold after {often} call (seed {seed})"
            outcomes.append(Outcome("invariants", "forge", stated, f"{campaign.calls:,} calls", problem))
    return outcomes


def check_planted_bugs(scale: Scale, *, share: int, shares: int) -> list[Outcome]:
    """Plant every bug of this share that the random calls can reach; each must be found in time."""
    bugs = [bug for bug in BUGS if bug.name not in BEYOND_FUZZING]
    if scale.bugs:
        bugs = bugs[:: len(bugs) // scale.bugs][: scale.bugs]
    chosen = bugs[share::shares]
    kills = dict(find_kills(chosen))
    survivors = [bug.name for bug in chosen if (kills[bug] or MOST_CALLS + 1) > MOST_CALLS]
    slowest = max((calls for calls in kills.values() if calls is not None), default=0)
    stated = f"every planted bug is found within {MOST_CALLS:,} random calls; the slowest took at most {slowest:,}"
    problem = f"not found: {'; '.join(survivors)}" if survivors else ""
    if not scale.bugs and len(bugs) < LEAST_BUGS:
        problem = f"only {len(bugs)} bugs are listed, {LEAST_BUGS} are claimed"
    return [Outcome("planted bugs", "forge", stated, f"{len(chosen) - len(survivors)} of {len(chosen)} bugs", problem)]


def find_kills(bugs: Sequence[Bug]) -> Iterator[tuple[Bug, int | None]]:
    """Random calls until some test notices each bug; None when `MOST_CALLS` are not enough.

    The tests are compiled once; a bug is compiled into the artifacts that they deploy, or into the library they call.
    """
    compiler = load_compiler()
    sources = compiler.read_sources()
    with workspace(sources, TESTS) as folder:
        for bug in bugs:
            spoilt = spoil(bug, sources)
            for name, text in compiler.build_artifacts(spoilt, allow_warnings=True).items():
                (folder.parent / "node" / "abi" / name).write_text(text, "utf-8")
            tree = bug.file == MERKLE
            write_sources(folder, spoilt if tree else sources)
            ran = run_campaigns(folder, calls=MOST_CALLS, check_interval=5, seed=FUZZ_SEED, tree=tree)
            # forge counts whole histories; the failing one is not among them.
            yield bug, min((one.calls + DEPTH for one in ran if one.found), default=None)


def _calls_of(kind: Mapping[str, Any]) -> int:
    (details,) = kind.values()
    if "calls" in details:
        return int(details["calls"])
    return int(details["runs"])


def _reason(result: Mapping[str, Any]) -> str:
    return str(result.get("reason") or "failed")

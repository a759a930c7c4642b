"""halmos over the proofs in contracts/test: statements for every input, from storage that may hold anything."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.planted_bugs import load_compiler
from benchmarks.verification.outcome import Outcome, Scale
from benchmarks.verification.tools import python_tool
from benchmarks.verification.workspace import run_tool, workspace

HALMOS = "halmos==0.3.3"
SUITES = {"Proofs": "a fresh registry", "Induction": "any storage with up to {size} batches, merges up to {size} high"}
TESTS = (
    "Proofs.t.sol",
    "Induction.t.sol",
    "SymbolicState.sol",
    "Signing.sol",
    "MerkleTree.t.sol",
    "TreeDefinition.sol",
    "Vm.sol",
)
_LOOP = 8  # rounds that halmos follows; a loop that wants more is reported and fails
_PASS, _COUNTEREXAMPLE = 0, 1  # exit codes of one proof


def check_proofs(scale: Scale, *, share: int, shares: int) -> list[Outcome]:
    """Prove this share; halmos and its solvers come with pip, into an environment of their own."""
    environment = python_tool("halmos", HALMOS)
    if environment.problem:
        return [Outcome("proofs", "halmos", "the prover can be installed", "0 proofs", environment.problem)]
    outcomes: list[Outcome] = []
    halmos = environment.python.with_name("halmos")
    with workspace(load_compiler().read_sources(), TESTS) as folder:
        _set_bounds(folder, scale.symbolic)
        for suite in SUITES:
            text = (folder / "test" / f"{suite}.t.sol").read_text("utf-8")
            names = re.findall(r"function ((?:check|witness)_\w+)", text)[share::shares]
            report = folder / f"{suite}.json"
            command: list[str | Path] = [halmos, "--contract", suite, "--function", f"({'|'.join(names)})\\("]
            command += ["--loop", str(_LOOP), "--solver-timeout-assertion", "0", "--json-output", report]
            done = run_tool(command, folder, timeout_s=14_400)
            results = json.loads(report.read_text("utf-8"))["test_results"] if report.is_file() else {}
            found = {one["name"].split("(")[0]: one for tests in results.values() for one in tests}
            start = SUITES[suite].format(size=scale.symbolic)
            for name in names:
                said = (done.stdout + done.stderr)[-400:]
                problem = judge(name, found[name]) if name in found else f"did not run ({done.returncode}): {said}"
                paths = found[name]["num_paths"][0] if name in found else 0
                outcomes.append(Outcome("proofs", "halmos", f"{_speak(name)}, {start}", f"{paths:,} paths", problem))
    return outcomes


def _set_bounds(folder: Path, size: int) -> None:
    """Set how many batches, and merges on top of each other, the proofs are about; two take far longer than one."""
    path = folder / "test" / "SymbolicState.sol"
    text, changed = re.subn(r"(MOST_BATCHES|HEIGHT_LIMIT) = \d+", rf"\1 = {size}", path.read_text("utf-8"))
    if changed != 2:
        raise ValueError("SymbolicState.sol no longer says MOST_BATCHES and HEIGHT_LIMIT")
    path.write_text(text, "utf-8")


def judge(name: str, result: Mapping[str, Any]) -> str:
    """A proof must pass with every loop followed to its end; a witness must be refuted by an example."""
    if result["num_bounded_loops"]:
        return f"{result['num_bounded_loops']} loops were cut off after {_LOOP} rounds: not a proof"
    if name.startswith("witness_"):
        return "" if result["exitcode"] == _COUNTEREXAMPLE else "no such call can go through: the proofs are empty"
    return "" if result["exitcode"] == _PASS else f"not proven (halmos says {result['exitcode']})"


def _speak(name: str) -> str:
    kind, _, rest = name.partition("_")
    return f"{'possible: ' if kind == 'witness' else ''}{rest.replace('_', ' ')}"

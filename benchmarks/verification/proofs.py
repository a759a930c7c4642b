"""halmos over the proofs in contracts/test: statements for every input, from storage that may hold anything."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.harness.environments import prepare_environment
from benchmarks.planted_bugs import load_compiler
from benchmarks.verification.linters import tools_folder
from benchmarks.verification.outcome import Outcome
from benchmarks.verification.workspace import run_tool, workspace

HALMOS = "halmos==0.3.3"
SUITES = {"Proofs": "from a fresh registry", "Induction": "from any storage"}
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


def check_proofs() -> list[Outcome]:
    """Prove everything; halmos and its solvers come with pip, into an environment of their own."""
    environment = prepare_environment("halmos", [HALMOS], work=tools_folder())
    if environment.problem:
        return [Outcome("proofs", "halmos", "the prover can be installed", "0 proofs", environment.problem)]
    outcomes: list[Outcome] = []
    with workspace(load_compiler().read_sources(), TESTS) as folder:
        for suite, start in SUITES.items():
            report = folder / f"{suite}.json"
            command: list[str | Path] = [
                environment.python.with_name("halmos"),
                "--contract",
                suite,
                "--function",
                "(check|witness)_",
            ]
            command += ["--loop", str(_LOOP), "--solver-timeout-assertion", "0", "--json-output", report]
            done = run_tool(command, folder, timeout_s=7_200)
            if not report.is_file():
                outcomes.append(Outcome("proofs", "halmos", suite, "0 proofs", (done.stdout + done.stderr)[-600:]))
                continue
            results = json.loads(report.read_text("utf-8"))["test_results"]
            outcomes += _read_results(results, start)
    return outcomes


def _read_results(results: Mapping[str, Any], start: str) -> Iterator[Outcome]:
    for suite in results.values():
        for result in suite:
            name = result["name"].split("(")[0]
            stated = f"{_speak(name)}, {start}"
            yield Outcome("proofs", "halmos", stated, f"{result['num_paths'][0]} paths", judge(name, result))


def judge(name: str, result: Mapping[str, Any]) -> str:
    """A proof must pass with every loop followed to its end; a witness must be refuted by an example."""
    if result["num_bounded_loops"]:
        return f"{result['num_bounded_loops']} loops were cut off after {_LOOP} rounds: not a proof"
    if name.startswith("witness_"):
        return (
            "" if result["exitcode"] == _COUNTEREXAMPLE else "no call of this kind can go through: the proofs are empty"
        )
    return "" if result["exitcode"] == _PASS else f"not proven (halmos says {result['exitcode']})"


def _speak(name: str) -> str:
    return re.sub(r"^(check|witness)_", lambda found: "" if found[1] == "check" else "possible: ", name).replace(
        "_", " "
    )

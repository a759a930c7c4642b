"""slither and solhint over the contracts; what they find must be answered in SECURITY.md, and nothing else may be."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.planted_bugs import load_compiler
from benchmarks.verification.outcome import Outcome
from benchmarks.verification.tools import npm_tool, python_tool
from benchmarks.verification.workspace import CONTRACTS, TOOLS, run_tool, workspace
from tests.contracts.chain import ROOT

SLITHER = "slither-analyzer==0.11.6"  # in an environment of its own: it needs an older web3
SOLHINT = "solhint@6.2.4"
SECURITY = ROOT / "SECURITY.md"
_ANSWER = re.compile(r"^\| (slither|solhint) \| `([\w-]+)` \| (`.+?) \| .+ \|$", re.MULTILINE)
_PLACE = re.compile(r"`([^`]+)`(?: × (\d+))?")

Finding = tuple[str, str, str]  # tool, rule, place


def check_slither() -> list[Outcome]:
    """Run slither on what forge builds."""
    with workspace(load_compiler().read_sources(), ()) as folder:
        environment = python_tool("slither", SLITHER)
        if environment.problem:
            return [_outcome("slither", Counter(), environment.problem)]
        built = run_tool([TOOLS / "forge", "build", "--build-info"], folder, timeout_s=900, FOUNDRY_SRC=".")
        command: list[str | Path] = [
            environment.python.with_name("slither"),
            ".",
            "--ignore-compile",
            "--json",
            "slither.json",
        ]
        done = run_tool([*command, "--filter-paths", "node_modules"], folder, timeout_s=900, FOUNDRY_SRC=".")
        report = folder / "slither.json"
        if not report.is_file():
            return [_outcome("slither", Counter(), (done.stderr or built.stderr)[-600:])]
        found = json.loads(report.read_text("utf-8"))["results"].get("detectors", [])
    return [_outcome("slither", Counter(("slither", one["check"], _place(one["elements"][0])) for one in found))]


def check_solhint() -> list[Outcome]:
    """Run solhint with contracts/.solhint.json; npm fetches it once."""
    program = npm_tool("solhint", SOLHINT)
    if not program.exists():
        return [_outcome("solhint", Counter(), f"{SOLHINT} could not be installed")]
    files = sorted(load_compiler().read_sources())
    done = run_tool([program, "--disc", "-f", "json", *files], CONTRACTS, timeout_s=300)
    if not done.stdout.startswith("["):
        return [_outcome("solhint", Counter(), (done.stderr or done.stdout)[-600:])]
    found = [one for one in json.loads(done.stdout) if "ruleId" in one]
    return [_outcome("solhint", Counter(("solhint", one["ruleId"], "all files") for one in found))]


def read_answers(text: str) -> dict[Finding, int]:
    """Findings answered in SECURITY.md, and how often each stands in the code."""
    return {
        (tool, rule, place): int(times or 1)
        for tool, rule, places in _ANSWER.findall(text)
        for place, times in _PLACE.findall(places)
    }


def compare(found: Mapping[Finding, int], answered: Mapping[Finding, int]) -> list[str]:
    """Name what is found without an answer, and what is answered without being found."""
    return [
        f"{rule} at {place}: found {found.get((tool, rule, place), 0)}, answered {answered.get((tool, rule, place), 0)}"
        for tool, rule, place in sorted(found.keys() | answered.keys())
        if found.get((tool, rule, place), 0) != answered.get((tool, rule, place), 0)
    ]


def _outcome(tool: str, found: Counter[Finding], problem: str = "") -> Outcome:
    answered = {key: times for key, times in read_answers(SECURITY.read_text("utf-8")).items() if key[0] == tool}
    problem = problem or "; ".join(compare(found, answered))
    return Outcome(
        "static analysis", tool, "every finding is answered in SECURITY.md", f"{found.total()} findings", problem
    )


def _place(element: Mapping[str, Any]) -> str:
    """`Contract.function`, or `Contract.function.variable`."""
    names: Sequence[str] = [element["name"]]
    while "parent" in (fields := element.get("type_specific_fields", {})):
        element = fields["parent"]
        names = [element["name"], *names]
    return ".".join(names)

"""What is committed is what the sources give: bytecode, gas, and prose for everything that can be called."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.gas import GAS_FILE, TARGET_PER_GID
from benchmarks.gas_registry import HARDFORKS, measure
from benchmarks.planted_bugs import load_compiler
from benchmarks.verification.outcome import Outcome


def check_bytecode() -> list[Outcome]:
    """Compile twice, once with other paths in memory, and compare with node/abi."""
    compiler = load_compiler()
    sources = compiler.read_sources()
    fresh = compiler.build_artifacts(sources)
    stale = compiler.find_stale(fresh)
    stated = "the committed bytecode is what the sources compile to"
    problem = f"stale: {', '.join(stale)}; run contracts/compile.py" if stale else ""
    return [
        Outcome("bytecode", "solc", stated, f"{len(fresh)} contracts", problem),
        _check_prose(compiler.run_compiler(sources, outputs=["abi", "devdoc", "userdoc"])[1]),
    ]


def check_gas() -> list[Outcome]:
    """Measure every operation again and compare with contracts/gas.json to the unit."""
    known = json.loads(GAS_FILE.read_text("utf-8"))
    outcomes = []
    for hardfork in HARDFORKS:
        measured = measure(hardfork)
        changed = [
            f"{name}: {known[hardfork].get(name)} is {gas}"
            for name, gas in measured.items()
            if known[hardfork].get(name) != gas
        ]
        per_gid = measured["register, 1000"] / 1_000
        goal = TARGET_PER_GID[hardfork]
        if per_gid > goal:
            changed.append(f"{per_gid:.0f} gas a GID, at most {goal} allowed")
        stated = f"gas.json to the unit ({hardfork}); {per_gid:,.0f} a GID at 1,000 a batch, at most {goal:,}"
        outcomes.append(Outcome("gas", "anvil", stated, f"{len(measured)} operations", "; ".join(changed)))
    return outcomes


def _check_prose(output: Mapping[str, Any]) -> Outcome:
    described = 0
    missing = []
    for name in ("IApplicantRegistry", "IOffices"):
        compiled = output["contracts"][f"interfaces/{name}.sol"][name]
        for entry in compiled["abi"]:
            described += 1
            missing += [f"{name}.{entry['name']}: {what}" for what in _undescribed(entry, compiled)]
    stated = "functions, events and errors of the interfaces are described, with every parameter and result"
    return Outcome("NatSpec", "solc", stated, f"{described} entries", "; ".join(missing))


def _undescribed(entry: Mapping[str, Any], compiled: Mapping[str, Any]) -> Iterator[str]:
    kind = {"function": "methods", "event": "events", "error": "errors"}[entry["type"]]
    signature = f"{entry['name']}({','.join(_type_of(given) for given in entry['inputs'])})"
    user, developer = (compiled[doc].get(kind, {}).get(signature, {}) for doc in ("userdoc", "devdoc"))
    # Errors may be declared twice, so the compiler lists their descriptions.
    user, developer = (one[0] if isinstance(one, list) else one for one in (user, developer))
    if not user.get("notice"):
        yield "no notice"
    for given in entry["inputs"]:
        if given["name"] not in developer.get("params", {}):
            yield f"parameter {given['name']}"
    for place, result in enumerate(entry.get("outputs", ())):
        if (result["name"] or f"_{place}") not in developer.get("returns", {}):
            yield f"result {result['name'] or place}"


def _type_of(given: Mapping[str, Any]) -> str:
    if not given["type"].startswith("tuple"):
        return str(given["type"])
    return f"({','.join(_type_of(part) for part in given['components'])}){given['type'][5:]}"

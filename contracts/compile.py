"""Compile the contracts with the npm compiler and write the artifacts that the node loads.

    python contracts/compile.py            writes node/abi/*.json
    python contracts/compile.py --check    compares instead; exit code 1 and one line when they differ

Needs Node.js and `npm ci --ignore-scripts` in contracts/. Running the pilot needs neither: the artifacts are committed.
"""

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import solcx
from solcx.exceptions import SolcError
from solcx.wrapper import get_solc_version

CONTRACTS = Path(__file__).resolve().parent
ARTIFACTS = CONTRACTS.parent / "node" / "abi"
DEPLOYABLES = ("ApplicantRegistry", "Offices")
SETTINGS: Mapping[str, Any] = {
    "optimizer": {"enabled": True, "runs": 200},
    # Said explicitly: the compiler's default moves with its version, and consortium chains do not.
    "evmVersion": "cancun",
    # No trailer: the bytecode then depends on the code alone, not on comments or paths.
    "metadata": {"bytecodeHash": "none", "appendCBOR": False},
}
OUTPUTS = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"]


class CompileError(Exception):
    """The contracts cannot be compiled here; the text says in one line why and what to do."""


def read_sources(folder: Path = CONTRACTS) -> dict[str, str]:
    """Read the project's Solidity files; tests and installed packages are left out.

    Returns:
        Path relative to `folder`, with forward slashes, to source text; in order of the paths.
    """
    skipped = {"node_modules", "test", "out", "cache"}
    paths = (path.relative_to(folder) for path in sorted(folder.rglob("*.sol")))
    return {path.as_posix(): (folder / path).read_text("utf-8") for path in paths if path.parts[0] not in skipped}


def hash_sources(sources: Mapping[str, str]) -> str:
    """Hash paths and texts of all sources (SHA-256, hex), so that an artifact names what it was made from."""
    digest = hashlib.sha256()
    for path, text in sources.items():
        digest.update(f"{path}\n{len(text.encode())}\n{text}".encode())
    return digest.hexdigest()


def run_compiler(
    sources: Mapping[str, str], *, allow_warnings: bool = False, outputs: Sequence[str] = OUTPUTS
) -> tuple[str, Mapping[str, Any]]:
    """Compile the sources.

    Returns:
        The compiler's version, and its standard JSON output.

    Raises:
        CompileError: Node.js or the npm packages are missing, or a source has an error, or (unless allowed) a warning.
    """
    if shutil.which("node") is None:
        raise CompileError("Node.js is missing: install Node 20 or later to compile (running needs none)")
    if not (CONTRACTS / "node_modules" / "solc").is_dir():
        raise CompileError("the compiler is missing: run `npm ci --ignore-scripts` in contracts/")
    shim = CONTRACTS / "solc.cjs"
    request = {
        "language": "Solidity",
        "sources": {path: {"content": text} for path, text in sources.items()},
        "settings": {**SETTINGS, "outputSelection": {"*": {"*": list(outputs)}}},
    }
    try:
        version = str(get_solc_version(shim, with_commit_hash=True))
        output = solcx.compile_standard(request, solc_binary=shim)
    except SolcError as error:
        raise CompileError(f"the sources do not compile: {first_error(error)}") from error
    warnings = [item["formattedMessage"] for item in output.get("errors", []) if item["severity"] == "warning"]
    if warnings and not allow_warnings:
        raise CompileError(f"the compiler warns: {warnings[0]}")
    return version, output


def first_error(error: SolcError) -> str:
    """Pick the compiler's first complaint, in its own formatting."""
    try:
        complaints = json.loads(error.stdout_data or "{}").get("errors", [])
    except json.JSONDecodeError:
        return str(error)
    return next((item["formattedMessage"] for item in complaints if item["severity"] == "error"), str(error))


def build_artifacts(sources: Mapping[str, str], *, allow_warnings: bool = False) -> dict[str, str]:
    """Compile and lay out one artifact per deployable contract.

    Returns:
        File name to JSON text, ready to be written.

    Raises:
        CompileError: See `run_compiler`.
    """
    version, output = run_compiler(sources, allow_warnings=allow_warnings)
    artifacts = {}
    for name in DEPLOYABLES:
        compiled = output["contracts"][f"{name}.sol"][name]
        artifact = {
            "contractName": name,
            "abi": compiled["abi"],
            "bytecode": "0x" + compiled["evm"]["bytecode"]["object"],
            "deployedBytecode": "0x" + compiled["evm"]["deployedBytecode"]["object"],
            "compiler": f"solc {version}",
            "settings": SETTINGS,
            "sourceHash": hash_sources(sources),
        }
        artifacts[f"{name}.json"] = json.dumps(artifact, indent=1, ensure_ascii=True) + "\n"
    return artifacts


def find_stale(artifacts: Mapping[str, str], folder: Path = ARTIFACTS) -> list[str]:
    """Name the artifacts in `folder` that are missing or differ from the freshly built ones."""
    return [
        name
        for name, text in artifacts.items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(description="Compile the contracts into node/abi.")
    parser.add_argument("--check", action="store_true", help="compare with the committed artifacts, write nothing")
    options = parser.parse_args(arguments)
    try:
        artifacts = build_artifacts(read_sources())
    except CompileError as error:
        print(error, file=sys.stderr)
        return 1
    if options.check:
        stale = find_stale(artifacts)
        if stale:
            print(f"node/abi is stale ({', '.join(stale)}): run python contracts/compile.py", file=sys.stderr)
        return 1 if stale else 0
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    for name, text in artifacts.items():
        (ARTIFACTS / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

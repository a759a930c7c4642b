"""The committed artifacts are what the sources compile to, and what the chain runs."""

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from tests.contracts.chain import ARTIFACTS, ROOT, read_artifact
from tests.contracts.reverting import known_errors
from tests.contracts.world import World


@pytest.fixture(scope="module")
def compiler() -> ModuleType:
    spec = importlib.util.spec_from_file_location("contracts_compile", ROOT / "contracts" / "compile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def fresh(compiler: ModuleType) -> dict[str, str]:
    built: dict[str, str] = compiler.build_artifacts(compiler.read_sources())
    return built


def test_artifacts_are_fresh(compiler: ModuleType, fresh: dict[str, str]) -> None:
    assert compiler.find_stale(fresh) == []


def test_check_names_what_is_stale(compiler: ModuleType, fresh: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "Offices.json").write_text(fresh["Offices.json"].replace("0x60", "0x61", 1), "utf-8")
    assert compiler.find_stale(fresh, tmp_path) == ["ApplicantRegistry.json", "Offices.json"]


def test_a_changed_comment_changes_the_source_hash_and_not_the_bytecode(
    compiler: ModuleType, fresh: dict[str, str]
) -> None:
    sources = compiler.read_sources()
    sources["Offices.sol"] += "// Another comment.\n"
    again = compiler.build_artifacts(sources)
    old, new = (json.loads(artifacts["Offices.json"]) for artifacts in (fresh, again))
    assert old["sourceHash"] != new["sourceHash"]
    assert (old["bytecode"], old["abi"]) == (new["bytecode"], new["abi"])


def test_a_broken_source_is_one_clear_error(compiler: ModuleType) -> None:
    sources = compiler.read_sources()
    sources["Offices.sol"] = sources["Offices.sol"].replace("contract Offices", "contract Offices is Nothing,", 1)
    with pytest.raises(compiler.CompileError, match="do not compile"):
        compiler.build_artifacts(sources)


def test_missing_node_is_one_clear_line(
    compiler: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("node") is None
    assert compiler.main(["--check"]) == 1
    assert capsys.readouterr().err == "Node.js is missing: install Node 20 or later to compile (running needs none)\n"


@pytest.mark.parametrize("name", ["ApplicantRegistry", "Offices"])
def test_artifacts_say_how_they_were_made(name: str) -> None:
    artifact = read_artifact(name)
    assert artifact["contractName"] == name
    assert artifact["compiler"].startswith("solc 0.8.37+commit.")
    assert artifact["settings"]["evmVersion"] == "cancun"
    assert artifact["settings"]["metadata"] == {"bytecodeHash": "none", "appendCBOR": False}
    assert {path.name for path in ARTIFACTS.glob("*.json")} == {"ApplicantRegistry.json", "Offices.json"}


def test_the_chain_runs_the_committed_bytecode(world: World) -> None:
    for contract, name in ((world.registry, "ApplicantRegistry"), (world.offices, "Offices")):
        committed = bytes.fromhex(read_artifact(name)["deployedBytecode"][2:])
        running = bytes(world.web3.eth.get_code(contract.address))
        assert len(committed) == len(running)
        # Immutable values are zero in the artifact; everything else is the same byte.
        assert all(there in (0, here) for here, there in zip(running, committed, strict=True))


def test_every_error_is_provoked_by_some_test() -> None:
    texts = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    ours = {name for name in known_errors() if name.startswith(("Registry", "Offices"))}
    assert {name for name in ours if name not in texts} == set()

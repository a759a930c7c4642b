"""The consortium's files agree with Besu's documentation, with one another and with the node. Besu is not run."""

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from eth_account import Account

from devnet.network import running_devnet
from devnet.relayer import fund
from node.client import RegistryClient
from node.connection import TRANSACTION_GAS_CAP, ChainConfig
from node.identifiers import OfficeCode
from node.rpc import Rpc
from node.signer import FAST_KDF_ITERATIONS, KeystoreSigner

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "besu-qbft"
DOCUMENTED = (
    "0xf87aa00000000000000000000000000000000000000000000000000000000000000000f854944592c8e45706cc08b8f44b11e43cba0cfc5892cb"
    "9406e23768a0f59cf365e18c2e0c89e151bcdedc7094c5327f96ee02d7bcbc1bf1236b8c15148971e1de94ab5e7f4061c605820d3744227eed91"
    "ff8e2c8908c080c0"
)
"""What `besu rlp encode --type=QBFT_EXTRA_DATA` gives for these validators in this order, by Besu's documentation."""


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_genesis", FOLDER / "make_genesis.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def network() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "offices.example.json").read_text())
    return found


def test_extra_data_is_what_besu_documents(maker: ModuleType, network: dict[str, Any]) -> None:
    assert maker.extra_data([office["validator"] for office in network["offices"]]) == DOCUMENTED


def test_the_genesis_does_not_depend_on_the_order_of_offices_or_the_case_of_addresses(
    maker: ModuleType, network: dict[str, Any]
) -> None:
    first = maker.genesis(network)
    offices = [{**each, "validator": each["validator"].upper().replace("0X", "0x")} for each in network["offices"]]
    again = maker.genesis({**network, "offices": offices[::-1]})
    assert (again["extraData"], again["config"]) == (first["extraData"], first["config"])
    assert again["alloc"] == first["alloc"]


def test_the_rules_are_those_the_contracts_are_compiled_for(maker: ModuleType, network: dict[str, Any]) -> None:
    document = maker.genesis(network)
    compiled_for = tomllib.loads((ROOT / "contracts" / "foundry.toml").read_text())["profile"]["default"]["evm_version"]
    assert f"{compiled_for}Time" in document["config"]
    assert int(document["gasLimit"], 16) > 2 * TRANSACTION_GAS_CAP
    assert document["config"]["zeroBaseFee"] is True
    assert document["config"]["chainId"] == network["chainId"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"offices": []}, "4 offices are the fewest"),
        ({"payer": "0x12"}, "is not an address"),
        ({"payer": "0x00000000000000000000000000000000000000a1"}, "stands here twice"),
    ],
)
def test_a_network_that_cannot_be_is_refused(
    network: dict[str, Any], change: dict[str, Any], words: str, tmp_path: Path
) -> None:
    path = tmp_path / "offices.json"
    path.write_text(json.dumps(network | change))
    done = subprocess.run(
        [sys.executable, FOLDER / "make_genesis.py", path], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr


def test_settings_name_each_others_files_and_stay_on_this_machine(network: dict[str, Any]) -> None:
    settings = tomllib.loads((FOLDER / "node.toml").read_text())
    permissions = tomllib.loads((FOLDER / "permissions.toml").read_text())
    assert settings["rpc-http-host"] == settings["metrics-host"] == "127.0.0.1"
    assert settings["min-gas-price"] == 0
    assert settings["permissions-nodes-config-file"] == settings["permissions-accounts-config-file"]
    assert settings["data-path"] in (FOLDER / "gid-besu.service").read_text()
    allowed = {*(office["key"] for office in network["offices"]), network["payer"], network["guardian"]}
    assert set(permissions["accounts-allowlist"]) == allowed
    assert len(permissions["nodes-allowlist"]) == len(network["offices"])


def test_the_founding_script_makes_four_members_with_a_timelock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = re.search(r"```python\n(.*?)```", (FOLDER / "README.md").read_text(), re.DOTALL)
    assert script is not None
    keys = [Account.create().address for _ in range(4)]
    payer = KeystoreSigner.create(tmp_path / "payer.json", "secret", iterations=FAST_KDF_ITERATIONS)
    with running_devnet(tmp_path / "devnet") as devnet:
        fund(Rpc(devnet.chain.rpc_url), payer.address)
        given = {
            "RPC_URL": devnet.chain.rpc_url, "PAYER_KEYSTORE": tmp_path / "payer.json", "PASSWORD": "secret",
            "CODES": ["JP", "KR", "SA", "EA"], "KEYS": keys, "GUARDIAN": payer.address,
        }  # fmt: skip
        exec(compile(script[1], "README.md", "exec"), given)
        registry, offices = re.findall(r"0x[0-9a-fA-F]{40}", capsys.readouterr().out)
        client = RegistryClient(ChainConfig(devnet.chain.rpc_url, devnet.config.chain_id, registry, offices))
        assert [each.key for each in client.all_offices()] == keys
        assert client.council()[:2] == (4, 3)
        assert client.office_by_code(OfficeCode("EA")).key == keys[3]

"""The first block that all nodes share: Prague rules from the start, and money for those who have to send."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from devnet.relayer import FUNDS_WEI

CHAIN_ID = 4243
BLOCK_GAS_LIMIT = 60_000_000
FIRST_BASE_FEE_WEI = 10**9
_ZERO_HASH = "0x" + 64 * "0"
_ZERO_ADDRESS = "0x" + 40 * "0"
_BLOCK_FORKS = (
    "homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople", "petersburg", "istanbul", "berlin",
    "london",
)  # fmt: skip
_TIME_FORKS = ("shanghai", "cancun", "prague")
_BEACON_ROOTS = "0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02"
_BEACON_ROOTS_CODE = (
    "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff8106908154146"
    "03c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500"
)
"""EIP-4788: every block calls it, so it has to be there. Source: the EIP's own text."""


def write_genesis(path: Path, funded: Iterable[str]) -> None:
    """Write the genesis file, in geth's form, unless it is there: a changed one would be another chain.

    Args:
        path: Of the file.
        funded: Addresses that get money; on a real consortium chain gas costs nothing instead.
    """
    if not path.exists():
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(_document(funded), indent=2) + "\n", encoding="utf-8")
        draft.replace(path)


def _document(funded: Iterable[str]) -> dict[str, Any]:
    accounts: dict[str, Any] = {address: {"balance": hex(FUNDS_WEI)} for address in funded}
    accounts[_BEACON_ROOTS] = {"balance": "0x0", "nonce": "0x1", "code": _BEACON_ROOTS_CODE}
    return {
        "config": {
            "chainId": CHAIN_ID,
            **{f"{fork}Block": 0 for fork in _BLOCK_FORKS},
            "mergeNetsplitBlock": 0,
            "terminalTotalDifficulty": 0,
            "terminalTotalDifficultyPassed": True,
            **{f"{fork}Time": 0 for fork in _TIME_FORKS},
            "blobSchedule": {
                "cancun": {"target": 3, "max": 6, "baseFeeUpdateFraction": 3338477},
                "prague": {"target": 6, "max": 9, "baseFeeUpdateFraction": 5007716},
            },
            "depositContractAddress": _ZERO_ADDRESS,
        },
        "nonce": "0x0",
        "timestamp": "0x0",
        "extraData": "0x",
        "gasLimit": hex(BLOCK_GAS_LIMIT),
        "difficulty": "0x0",
        "mixHash": _ZERO_HASH,
        "coinbase": _ZERO_ADDRESS,
        "baseFeePerGas": hex(FIRST_BASE_FEE_WEI),
        "alloc": accounts,
    }

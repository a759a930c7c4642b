"""Write the genesis file of a QBFT network from what the offices have told one another; the same input, the same bytes.

Every office runs this itself and compares the printed SHA-256 before it starts its node.

    python docs/besu-qbft/make_genesis.py offices.json > genesis.json
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_utils.address import is_address

TEMPLATE = Path(__file__).with_name("genesis.template.json")
FEWEST_VALIDATORS = 4
"""With fewer no node may fail."""
PLAY_MONEY = hex(10**24)
"""Gas costs nothing; an account that owns something is accepted even by a node set to ask for a tip."""


def extra_data(validators: Sequence[str]) -> str:
    """Return QBFT's RLP of vanity, validators, votes, round and seals; validators stand in the order given."""
    addresses = [bytes.fromhex(each[2:]) for each in validators]
    return "0x" + rlp.encode([bytes(32), addresses, [], 0, []]).hex()


def genesis(network: dict[str, Any]) -> dict[str, Any]:
    """Fill the template.

    Raises:
        ValueError: Too few offices, one named twice, or an address that is none.
    """
    offices, others = network["offices"], (network["payer"], network["guardian"])
    validators, keys = ([office[name] for office in offices] for name in ("validator", "key"))
    if len(offices) < FEWEST_VALIDATORS:
        raise ValueError(f"{FEWEST_VALIDATORS} offices are the fewest of which one may fail, here are {len(offices)}")
    for address in (*validators, *keys, *others):
        if not is_address(address):
            raise ValueError(f"{address} is not an address")
    named = [each.lower() for each in (*validators, *keys, *others)]
    if len(set(named)) != len(named) or len({office["code"] for office in offices}) != len(offices):
        raise ValueError("an office or an address stands here twice; a validator's key must not be an office's key")
    document: dict[str, Any] = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    document["config"]["chainId"] = int(network["chainId"])
    document["extraData"] = extra_data(sorted(each.lower() for each in validators))
    document["alloc"] = {address.lower()[2:]: {"balance": PLAY_MONEY} for address in (*keys, *others)}
    return document


def main(arguments: Sequence[str]) -> int:
    """Print the genesis file; returns the exit code."""
    try:
        (path,) = arguments
        document = genesis(json.loads(Path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"no genesis file: {error}\n")
        return 1
    text = json.dumps(document, indent=2) + "\n"
    sys.stdout.write(text)
    sys.stderr.write(f"sha256 {hashlib.sha256(text.encode()).hexdigest()}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

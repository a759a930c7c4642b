"""No byte of any name is on the chain: all calldata, events, contract code and storage of the demo are searched."""

import csv
import gzip
import json
import urllib.request
from pathlib import Path
from typing import Any

from .conftest import Demo

PILOT = Path(__file__).parents[2] / "devnet" / "pilot"
ABI = Path(__file__).parents[2] / "node" / "abi"
SHORTEST = 4  # bytes; shorter names would be found in random hashes by chance


def _rpc(url: str, method: str, *params: Any) -> Any:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["result"]


def _names() -> set[str]:
    found = set()
    for extract in PILOT.glob("[A-Z][A-Z].csv"):
        with extract.open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                others = [entry.split("|", 2)[-1] for entry in row["other_names"].split(";") if entry]
                found |= {row["name"], row["name_latin"], *others}
    return found


def _needles() -> set[bytes]:
    """Whole names and their longer words, as written and in lower and upper case, UTF-8 and UTF-16."""
    texts = set()
    for name in _names():
        for part in (name, *(word for word in name.split() if len(word) >= 6)):
            texts |= {part, part.lower(), part.upper()}
    encoded = {text.encode(code) for text in texts for code in ("utf-8", "utf-16-be", "utf-16-le")}
    own_words = _contract_code()  # "Office" is a word of our contracts' names, and of many an applicant's
    return {needle for needle in encoded if len(needle) > SHORTEST and needle not in own_words}


def _contract_code() -> bytes:
    artifacts = [json.loads(path.read_text()) for path in ABI.glob("*.json")]
    return b"".join(bytes.fromhex(artifact["bytecode"].removeprefix("0x")) for artifact in artifacts)


def _chain_bytes(demo: Demo) -> dict[str, bytes]:
    url = demo.summary["chain"]["rpcUrl"]
    last = int(_rpc(url, "eth_blockNumber"), 16)
    found = {}
    for number in range(last + 1):
        block = _rpc(url, "eth_getBlockByNumber", hex(number), True)
        for transaction in block["transactions"]:
            found[f"calldata of {transaction['hash']}"] = bytes.fromhex(transaction["input"][2:])
    for log in _rpc(url, "eth_getLogs", {"fromBlock": "0x0", "toBlock": hex(last)}):
        found[f"event {log['transactionHash']}/{log['logIndex']}"] = bytes.fromhex(
            "".join(log["topics"] + [log["data"]]).replace("0x", "")
        )
    found["state"] = b"".join(_state_words(url))
    return found


def _state_words(url: str) -> list[bytes]:
    """Every account's code and storage, from the node's own dump."""
    dump = json.loads(gzip.decompress(bytes.fromhex(_rpc(url, "anvil_dumpState")[2:])))
    words = []
    for account in dump["accounts"].values():
        words.append(bytes.fromhex(account["code"][2:]))
        for slot, value in account["storage"].items():
            words += [bytes.fromhex(slot[2:]), bytes.fromhex(value[2:])]
    return words


def test_no_name_is_found_in_calldata_events_code_or_storage(demo: Demo) -> None:
    needles = _needles()
    assert len(needles) > 10_000
    haystacks = _chain_bytes(demo)
    assert sum(map(len, haystacks.values())) > 32 * demo.summary["identifiers"]
    for place, content in haystacks.items():
        hits = [needle for needle in needles if needle in content]
        assert not hits, f"{place} contains {hits[:3]}"


def test_the_scan_would_find_a_name(demo: Demo) -> None:
    needle = next(iter(_needles()))
    assert any(candidate in b"\x00" * 40 + needle + b"\xff" for candidate in _needles())

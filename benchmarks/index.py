"""How fast the chain index rebuilds from the chain alone, beside reading the same events with web3's own decoder.

python -m benchmarks.index [--ids 100000] [--batch 1000] [--postgres URL]

Starts an anvil of its own, fills it through the outbox, and ends it. Every figure is for this machine at this moment.
The file is not called after the package it measures: run as a script it would stand in its place.
"""

import argparse
import hashlib
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, create_engine
from web3 import Web3

from devnet.network import Devnet, running_devnet
from node.abi import load_artifact
from node.client import RegistryClient
from node.commitments import Commitment
from node.identifiers import OfficeCode
from node.index import ChainIndex
from node.merkle import tree_root
from node.operations import RegisterBatch
from node.outbox import Outbox, enqueue
from node.proofs import build_proof
from node.tables import metadata
from node.verification import verify_proof

REPEATS = 3
TARGET_IDS_PER_S = 50_000


def machine() -> str:
    """Describe the machine in one line."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "unknown processor",
    )
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"


def fill(devnet: Devnet, engine: Engine, *, ids: int, batch: int) -> float:
    """Register `ids` GIDs through the outbox, offices in turn; return the seconds from signing to the last receipt."""
    client, offices = RegistryClient(devnet.config), list(devnet.signers)
    with engine.begin() as connection:
        for number in range(ids // batch):
            leaves = (hashlib.sha256(f"{number}/{leaf}".encode()).digest() for leaf in range(batch))
            office = OfficeCode(offices[number % len(offices)])
            enqueue(connection, RegisterBatch(office, tuple(Commitment(leaf) for leaf in leaves)))
    return timed(Outbox(engine, client, devnet.signers).drain)[0]


def timed(action: Callable[[], object]) -> tuple[float, object]:
    """Run once; return the seconds and the outcome."""
    started = time.perf_counter()
    outcome = action()
    return time.perf_counter() - started, outcome


def processor_s(action: Callable[[], object]) -> float:
    """Run once; return the processor time of this process in seconds, which other jobs disturb less."""
    started = time.process_time()
    action()
    return time.process_time() - started


def best(action: Callable[[], object]) -> float:
    """Return the shortest of a few runs, in seconds; other jobs share the machine."""
    return min(timed(action)[0] for _ in range(REPEATS))


def read_raw(client: RegistryClient) -> int:
    """Read all logs and headers over RPC in the index's steps, and do nothing with them."""
    tip, size = client.tip().number, 0
    for first in range(0, tip + 1, 16):
        size += len(client.logs(first, min(first + 15, tip)))
        client.blocks(list(range(first, min(first + 15, tip) + 1)))
    return size


def read_with_web3(devnet: Devnet) -> int:
    """The baseline: the same events by `contract.events.Registered().get_logs()`, decoded and nothing more."""
    web3 = Web3(Web3.HTTPProvider(devnet.chain.rpc_url))
    abi = load_artifact("ApplicantRegistry").abi
    contract = web3.eth.contract(address=Web3.to_checksum_address(devnet.config.registry), abi=abi)
    tip, ids = web3.eth.block_number, 0
    for first in range(0, tip + 1, 16):
        for event in contract.events.Registered().get_logs(from_block=first, to_block=min(first + 15, tip)):
            ids += len(event["args"]["commitments"])
    return ids


def measure(devnet: Devnet, engine: Engine, *, ids: int, batch: int) -> dict[str, object]:
    """Take every figure, once the chain is filled."""
    filled_s = fill(devnet, engine, ids=ids, batch=batch)
    client = RegistryClient(devnet.config)
    index = ChainIndex(engine, client)
    rebuild_s = best(index.rebuild)
    digest_s, digest = timed(index.digest)
    assert index.rebuild().ids == ids
    assert index.digest() == digest, "a rebuild gave another digest"
    leaves = [index.batch(number).commitments for number in range(ids // batch)]
    rpc_s, web3_s = best(lambda: read_raw(client)), best(lambda: read_with_web3(devnet))
    proof = build_proof(index, devnet.config, index.batch(0).first_gid)
    verify_s = best(lambda: verify_proof(proof, devnet.chain.rpc_url))
    return {
        "machine": machine(),
        "database": engine.dialect.name,
        "ids": ids,
        "idsPerBatch": batch,
        "digest": digest,
        "outboxIdsPerS": round(ids / filled_s),
        "rebuildS": round(rebuild_s, 3),
        "rebuildIdsPerS": round(ids / rebuild_s),
        "rebuildIdsPerProcessorS": round(ids / processor_s(index.rebuild)),
        "ofWhichRpcS": round(rpc_s, 3),
        "ofWhichRootsS": round(best(lambda: [tree_root(each) for each in leaves]), 3),
        "digestS": round(digest_s, 3),
        "web3GetLogsS": round(web3_s, 3),
        "web3GetLogsIdsPerS": round(ids / web3_s),
        "timesAsFastAsWeb3": round(web3_s / rebuild_s, 2),
        "verifyOneProofMs": round(1_000 * verify_s, 1),
        "targetIdsPerS": TARGET_IDS_PER_S,
    }


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--postgres", default="", help="SQLAlchemy URL of an empty database; default SQLite in a file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_devnet(Path(folder) / "devnet") as devnet:
        engine = create_engine(options.postgres or f"sqlite:///{folder}/gid.db")
        metadata.create_all(engine)
        figures = measure(devnet, engine, ids=options.ids, batch=options.batch)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

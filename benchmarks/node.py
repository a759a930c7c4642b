"""How fast the node is: index rebuilt from the chain alone, beside web3's own decoder; outbox; verification.

python -m benchmarks.node [--ids 100000] [--small-ids 5000] [--postgres URL] [--json FILE]

Twice, with batches of 1,000 and with batches of 10. Each time an anvil of its own is started, filled through the outbox
and ended. web3 only reads and decodes the same events; ours also checks every root and the running hash, and stores.
Every figure is for this machine at this moment: the best of three runs, the machine's load printed beside.
"""

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

if not __package__:  # as a script, this file would stand in the place of the package that it measures
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, create_engine
from web3 import Web3

from benchmarks.harness.machine import describe_machine
from devnet.network import Devnet, running_devnet
from node.abi import load_artifact
from node.certificates import build_certificate, certificate_text
from node.client import RegistryClient
from node.commitments import Commitment
from node.headers import header_text
from node.identifiers import Gid, OfficeCode
from node.index import ChainIndex
from node.merkle import tree_root
from node.offline import save_header_for, verify_with_header
from node.operations import RegisterBatch
from node.outbox import Outbox, enqueue
from node.proofs import build_proof
from node.tables import metadata
from node.verification import verify_proof

REPEATS = 3
TARGET_IDS_PER_S = 50_000
BATCH, SMALL_BATCH = 1_000, 10
PROOFS = 25
STEP = 16
"""Blocks read at once where only reading is measured; a slice of the index holds about as many identifiers."""

Figures = dict[str, Any]


def fill(devnet: Devnet, engine: Engine, *, ids: int, batch: int) -> float:
    """Register `ids` GIDs through the outbox, offices in turn; return the seconds from signing to the last receipt."""
    client, offices = RegistryClient(devnet.config), list(devnet.signers)
    with engine.begin() as connection:
        for number in range(ids // batch):
            leaves = (hashlib.sha256(f"{number}/{leaf}".encode()).digest() for leaf in range(batch))
            office = OfficeCode(offices[number % len(offices)])
            enqueue(connection, RegisterBatch(office, tuple(Commitment(leaf) for leaf in leaves)))
    return timed(Outbox(engine, client, devnet.signers).drain)


def timed(action: Callable[[], object]) -> float:
    """Run once; return the seconds."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def processor_s(action: Callable[[], object]) -> float:
    """Run once; return the processor time of this process in seconds, which other jobs disturb less."""
    started = time.process_time()
    action()
    return time.process_time() - started


def best(action: Callable[[], object]) -> float:
    """Return the shortest of a few runs, in seconds; other jobs share the machine."""
    return min(timed(action) for _ in range(REPEATS))


def steps(tip: int) -> list[tuple[int, int]]:
    """Ranges of blocks, both ends included."""
    return [(first, min(first + STEP - 1, tip)) for first in range(0, tip + 1, STEP)]


def read_raw(client: RegistryClient) -> None:
    """Read all logs and headers over RPC, and do nothing with them."""
    for first, last in steps(client.tip().number):
        client.logs(first, last)
        client.blocks(list(range(first, last + 1)))


def read_with_web3(devnet: Devnet) -> int:
    """The peer: the same events by `contract.events.Registered().get_logs()`, decoded and nothing more."""
    web3 = Web3(Web3.HTTPProvider(devnet.chain.rpc_url))
    abi = load_artifact("ApplicantRegistry").abi
    contract = web3.eth.contract(address=Web3.to_checksum_address(devnet.config.registry), abi=abi)
    return sum(
        len(event["args"]["commitments"])
        for first, last in steps(web3.eth.block_number)
        for event in contract.events.Registered().get_logs(from_block=first, to_block=last)
    )


def measure_index(devnet: Devnet, engine: Engine, *, ids: int, batch: int) -> Figures:
    """Fill the chain, rebuild the index from it, and read the same with web3."""
    filled_s = fill(devnet, engine, ids=ids, batch=batch)
    client = RegistryClient(devnet.config)
    index = ChainIndex(engine, client)
    rebuild_s, digest = best(index.rebuild), index.digest()
    cpu_s = processor_s(index.rebuild)
    assert index.digest() == digest, "a rebuild gave another digest"
    assert read_with_web3(devnet) == ids, "web3 found other events"
    leaves = [index.batch(number).commitments for number in range(ids // batch)]
    rpc_s, web3_s = best(lambda: read_raw(client)), best(lambda: read_with_web3(devnet))
    return {
        "ids": ids,
        "idsPerBatch": batch,
        "database": engine.dialect.name,
        "digest": digest,
        "outboxIdsPerS": round(ids / filled_s),
        "outboxTransactionsPerS": round(ids / batch / filled_s, 1),
        "rebuildS": round(rebuild_s, 3),
        "rebuildIdsPerS": round(ids / rebuild_s),
        "rebuildIdsPerProcessorS": round(ids / cpu_s),
        "rpcS": round(rpc_s, 3),
        "rootsS": round(best(lambda: [tree_root(each) for each in leaves]), 3),
        "web3S": round(web3_s, 3),
        "web3IdsPerS": round(ids / web3_s),
        "timesAsFastAsWeb3": round(web3_s / rebuild_s, 2),
    }


def measure_verification(devnet: Devnet, engine: Engine, folder: Path) -> Figures:
    """Verify proofs with the node, and certificates with a header alone."""
    index, url = ChainIndex(engine, RegistryClient(devnet.config)), devnet.chain.rpc_url
    gids = [Gid(number) for number in range(1, PROOFS + 1)]
    proofs = [build_proof(index, devnet.config, gid) for gid in gids]
    paths = [folder / f"{gid}.json" for gid in gids]
    for gid, path in zip(gids, paths, strict=True):
        path.write_text(certificate_text(build_certificate(index, devnet.config, gid)))
    header = folder / "header.json"
    header.write_text(header_text(save_header_for(paths, url)))

    def with_node() -> None:
        assert all(verify_proof(proof, url).ok for proof in proofs)

    def with_header() -> None:
        assert all(verify_with_header(path, header).ok for path in paths)

    return {
        "proofsWithNodePerS": round(PROOFS / best(with_node)),
        "certificatesOfflinePerS": round(PROOFS / best(with_header)),
        "certificateBytes": paths[0].stat().st_size,
        "headerBytes": header.stat().st_size,
    }


def show(runs: Sequence[Figures], verification: Figures) -> None:
    """Print ours beside the peer."""
    table = Table("from the chain", title=describe_machine().as_text())
    for run in runs:
        table.add_column(f"{run['ids']:,} ids, {run['idsPerBatch']:,} a batch", justify="right")
    for name, figure in (
        ("ours: index rebuilt, ids per second", "rebuildIdsPerS"),
        ("peer: web3 get_logs, ids per second", "web3IdsPerS"),
        ("ours / peer", "timesAsFastAsWeb3"),
        ("ours, seconds", "rebuildS"),
        ("  of which RPC alone", "rpcS"),
        ("  of which Merkle roots", "rootsS"),
        ("ours, ids per processor second", "rebuildIdsPerProcessorS"),
        ("outbox: ids anchored per second", "outboxIdsPerS"),
        ("outbox: transactions per second", "outboxTransactionsPerS"),
    ):
        table.add_row(name, *(f"{run[figure]:,}" for run in runs))
    console = Console()
    console.print(table)
    console.print(
        f"proofs verified with a node: {verification['proofsWithNodePerS']:,} per second; certificates of "
        f"{verification['certificateBytes']:,} bytes with a saved header of {verification['headerBytes']:,} and no "
        f"network: {verification['certificatesOfflinePerS']:,} per second"
    )
    reached = f"{runs[0]['rebuildIdsPerS']:,} ({runs[0]['rebuildIdsPerProcessorS']:,} per processor second)"
    console.print(f"goal: {TARGET_IDS_PER_S:,} ids per second at {BATCH:,} a batch; here {reached}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=int, default=100_000)
    parser.add_argument("--small-ids", type=int, default=5_000, help="in batches of 10; 0 leaves this part out")
    parser.add_argument("--postgres", default="", help="SQLAlchemy URL of an empty database; default SQLite in a file")
    parser.add_argument("--json", default="", help="write the figures to this file too")
    options = parser.parse_args()
    runs: list[Figures] = []
    verification: Figures = {}
    for ids, batch in ((options.ids, BATCH), (options.small_ids, SMALL_BATCH)):
        if not ids:
            continue
        with tempfile.TemporaryDirectory() as folder, running_devnet(Path(folder) / "devnet") as devnet:
            engine = create_engine(options.postgres or f"sqlite:///{folder}/gid.db")
            metadata.drop_all(engine)
            metadata.create_all(engine)
            runs.append(measure_index(devnet, engine, ids=ids, batch=batch))
            verification = verification or measure_verification(devnet, engine, Path(folder))
            engine.dispose()
    show(runs, verification)
    if options.json:
        Path(options.json).write_text(json.dumps({"runs": runs, "verification": verification}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

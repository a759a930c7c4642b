"""The demo's report, recomputed from extracts, labels, database and chain by none of the report's own code."""

import csv
import json
import sqlite3
import urllib.request
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from .conftest import Demo

PILOT = Path(__file__).parents[2] / "devnet" / "pilot"


@pytest.fixture(scope="module")
def figures(demo: Demo) -> dict[str, Any]:
    report = json.loads((demo.home / "report" / "report.json").read_text(encoding="utf-8"))
    return {figure["id"]: figure["value"] for figure in report["figures"]}


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    found = {}
    for path in PILOT.glob("[A-Z][A-Z].csv"):
        with path.open(encoding="utf-8", newline="") as text:
            found |= {f"{row['office']}:{row['local_id']}": row for row in csv.DictReader(text)}
    return found


@pytest.fixture(scope="module")
def gold() -> dict[str, str]:
    with (PILOT / "gold.csv").open(encoding="utf-8", newline="") as text:
        return {row["record_id"]: row["entity_id"] for row in csv.DictReader(text)}


@pytest.fixture(scope="module")
def store(demo: Demo) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{demo.home / 'gid.db'}?mode=ro", uri=True)


def pairs(groups: dict[str, str]) -> set[tuple[str, str]]:
    held = defaultdict(list)
    for record, group in groups.items():
        held[group].append(record)
    return {pair for members in held.values() for pair in combinations(sorted(members), 2)}


def rpc(demo: Demo, method: str, *params: Any) -> Any:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    request = urllib.request.Request(demo.summary["chain"]["rpcUrl"], body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["result"]


def test_corpus(figures: dict[str, Any], rows: dict[str, dict[str, str]]) -> None:
    assert figures["corpus.records"] == len(rows)
    assert figures["corpus.offices"] == len({row["office"] for row in rows.values()})
    assert figures["corpus.all.raw"] == len({row["name"] for row in rows.values()})
    assert figures["corpus.offices.JP.raw"] == len({row["name"] for row in rows.values() if row["office"] == "JP"})
    with_identifier = sum(bool(row["identifiers"]) for row in rows.values())
    assert figures["corpus.withIdentifier"] == pytest.approx(with_identifier / len(rows))


def test_variation(figures: dict[str, Any], rows: dict[str, dict[str, str]], gold: dict[str, str]) -> None:
    true = pairs(gold)
    assert figures["variation.pairs"] == len(true)
    assert figures["variation.sameString"] == sum(rows[a]["name"] == rows[b]["name"] for a, b in true)
    by_cause = [
        value for name, value in figures.items() if name.startswith("variation.cause.") and name.endswith("pairs")
    ]
    assert sum(by_cause) == len(true)
    held = {record: set(filter(None, row["identifiers"].split(";"))) for record, row in rows.items()}
    by_identifier = sum(bool(held[a] & held[b]) for a, b in true)
    assert figures["overlap.identifier"] + figures["overlap.both"] == by_identifier


def test_quality(figures: dict[str, Any], gold: dict[str, str], store: sqlite3.Connection) -> None:
    proposed = dict(
        store.execute(
            "SELECT m.record_id, p.id FROM proposals p JOIN proposal_members m ON m.proposal_id = p.id "
            "WHERE p.kind = 'register' AND p.state NOT IN ('rejected', 'superseded')"
        ).fetchall()
    )
    claimed, true = pairs(proposed), pairs(gold)
    right = claimed & true
    assert figures["quality.proposed.pairwise.precision"] == pytest.approx(len(right) / len(claimed))
    assert figures["quality.proposed.pairwise.recall"] == pytest.approx(len(right) / len(true))
    registered = dict(store.execute("SELECT record_id, gid FROM record_heads WHERE gid IS NOT NULL").fetchall())
    found = pairs({record: str(gid) for record, gid in registered.items()}) & true
    assert figures["quality.registeredShareOfTruePairs"] == pytest.approx(len(found) / len(true))
    assert figures["work.recallNow"] == pytest.approx(len(found) / len(true))
    assert figures["work.recallAfterAll"] == pytest.approx(len(right | found) / len(true))


def test_offices_share(figures: dict[str, Any], demo: Demo, store: sqlite3.Connection) -> None:
    holders = defaultdict(set)
    query = (
        "SELECT m.record_id, p.id FROM proposals p JOIN proposal_members m ON m.proposal_id = p.id "
        "WHERE p.kind = 'register' AND p.state NOT IN ('rejected', 'superseded')"
    )
    for record, proposal in store.execute(query):
        holders[proposal].add(record[:2])
    assert figures["corpus.shared.JP.WO"] == sum({"JP", "WO"} <= held for held in holders.values())
    assert figures["corpus.sharedApplicants"] == sum(len(held) > 1 for held in holders.values())
    waiting = json.loads(demo.gid("proposals", "list", "--json", "--limit", 1).stdout)["total"]
    assert figures["work.waiting"] == waiting == demo.summary["waiting"]


def test_ledger(figures: dict[str, Any], demo: Demo, store: sqlite3.Connection) -> None:
    sent = ["0x" + row[0].hex() for row in store.execute("SELECT hash FROM outbox_transactions")]
    gas = {transaction: int(rpc(demo, "eth_getTransactionReceipt", transaction)["gasUsed"], 16) for transaction in sent}
    assert figures["ledger.transactions"] == len(sent)
    assert figures["ledger.gas"] == sum(gas.values())
    registering = ["0x" + row[0].hex() for row in store.execute("SELECT transaction_hash FROM chain_batches")]
    sizes = [len(rpc(demo, "eth_getTransactionByHash", one)["input"]) // 2 - 1 for one in registering]
    identifiers = sum(row[0] for row in store.execute("SELECT count FROM chain_batches"))
    assert figures["ledger.identifiers"] == identifiers == demo.summary["identifiers"]
    assert figures["ledger.gasPerIdentifier"] == pytest.approx(sum(gas[one] for one in registering) / identifiers)
    assert figures["ledger.bytesPerIdentifier"] == pytest.approx(sum(sizes) / identifiers)
    assert figures["ledger.proofsHeld"] == figures["ledger.proofsChecked"] == 5


def test_one_figure_is_printed_by_the_command_that_stands_beside_it(demo: Demo, figures: dict[str, Any]) -> None:
    done = demo.gid("report", "--figure", "quality.proposed.pairwise.recall")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["value"] == figures["quality.proposed.pairwise.recall"]
    unknown = demo.gid("report", "--figure", "quality.nothing")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "no figure 'quality.nothing'" in unknown.stderr


def test_the_issue_log_comes_with_it(demo: Demo) -> None:
    with (demo.home / "report" / "issues.csv").open(encoding="utf-8", newline="") as text:
        written = list(csv.DictReader(text))
    listed = json.loads(demo.gid("issues", "list", "--json").stdout)
    assert len(written) == listed["total"] > 5
    assert {row["raised_by"] for row in written} == {"system"}

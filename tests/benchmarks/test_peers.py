"""Peers answer for every row; the harness measures them and says what went wrong."""

import csv
import re
import sys
from pathlib import Path

import pytest

from benchmarks.harness.contest import Arena, hold_contest
from benchmarks.harness.environments import clean_environment, prepare_environment
from benchmarks.harness.measuring import Limits, run_measured
from benchmarks.harness.results import quality_table, score_answers
from benchmarks.peers import CLUSTERING_PEERS, QUERY_PEERS, load_peer
from benchmarks.peers.grouping import connected, rare_word_blocks
from benchmarks.peers.names import COLUMNS, Names, write_names
from benchmarks.peers.openrefine_fingerprint import fingerprint

ROOT = Path(__file__).parents[2]
PILOT = ROOT / "devnet" / "pilot"


@pytest.fixture(scope="module")
def names() -> Names:
    """300 names of the pilot, with each third one a second time in upper case."""
    with (PILOT / "WO.csv").open(encoding="utf-8", newline="") as text:
        texts = [row["name"] for row in csv.DictReader(text)][:225]
    texts += [text.upper() for text in texts[::3]]
    blank = [""] * len(texts)
    return Names([f"r{row}" for row in range(len(texts))], texts, blank, blank, blank, blank, blank, blank)


@pytest.mark.parametrize("key", CLUSTERING_PEERS + QUERY_PEERS)
def test_every_peer_pins_all_it_needs(key: str) -> None:
    peer = load_peer(key).PEER
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+==[0-9.]+", requirement) for requirement in peer.requirements)
    assert set(peer.columns) <= set(COLUMNS)
    assert (peer.threshold is None) == (not peer.grid)
    assert peer.threshold is None or peer.threshold in peer.grid


@pytest.mark.parametrize("key", ["unidecode_exact", "rapidfuzz_blocking", "openrefine_fingerprint"])
def test_cheap_peers_put_a_name_and_its_capitals_together(key: str, names: Names) -> None:
    module = load_peer(key)
    groups = module.cluster(names, module.PEER.threshold)
    assert len(groups) == len(names) == 300
    assert all(groups[225 + number] == groups[number * 3] for number in range(75))
    assert len(set(groups)) > 150


def test_fingerprint_is_as_openrefine_documents_it() -> None:
    assert fingerprint("  Žluťoučký, Kůň. ") == fingerprint("kun zlutoucky")
    assert fingerprint("A.B. Corp") == "ab corp"


def test_connected_follows_chains() -> None:
    groups = connected(5, [(0, 1), (3, 4), (1, 4)])
    assert groups[0] == groups[1] == groups[3] == groups[4]
    assert groups[2] != groups[0]


def test_blocks_hold_rows_that_share_a_rare_word() -> None:
    texts = ["alder tools", "alder pools", "birch tools", "cedar"]
    assert sorted(map(tuple, rare_word_blocks(texts))) == [(0, 1), (0, 2)]


def test_a_peer_runs_in_a_process_of_its_own_and_is_scored(tmp_path: Path, names: Names) -> None:
    script = tmp_path / "gid"
    script.write_text("#!/bin/sh\necho nothing here >&2\nexit 3\n")
    script.chmod(0o755)
    arena = Arena(tmp_path, Limits(seconds=120), script)
    ours, peer = hold_contest(arena, "pilot", names, ["openrefine_fingerprint"])
    assert ours.run.problem == "failed (3): nothing here"
    assert not peer.run.problem
    assert peer.clusters.keys() == set(names.record_id)
    assert peer.run.peak_mib > 5
    entities = [f"e{row if row < 225 else (row - 225) * 3}" for row in range(300)]
    lines = score_answers([ours, peer], names.record_id, entities, resamples=5)
    assert lines[0].quality is None
    assert lines[1].quality is not None
    assert lines[1].quality.pairwise.recall == 1.0
    assert "failed (3): nothing here" in quality_table(lines)
    assert lines[1].as_json()["secondsToOurs"] is None


def test_a_program_is_stopped_at_its_limits(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    log = tmp_path / "log"
    slow = run_measured(
        command, folder=tmp_path, log=log, limits=Limits(seconds=0.3), environment=clean_environment(ROOT)
    )
    assert slow.problem == "stopped after 0.3 s"
    assert slow.seconds < 30
    large = run_measured(
        [sys.executable, "-c", "x = b'1' * 200_000_000; import time; time.sleep(60)"],
        folder=tmp_path,
        log=log,
        limits=Limits(memory_mib=100),
        environment=clean_environment(ROOT),
    )
    assert large.problem == "stopped at 100 MiB"


def test_packages_that_cannot_be_had_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    found = prepare_environment("nobody", ("gid-pilot-nobody==1.0",), work=tmp_path)
    assert found.problem.startswith("not installed: ")
    assert "gid-pilot-nobody" in found.problem


def test_contestants_never_get_a_label(tmp_path: Path, names: Names) -> None:
    write_names(tmp_path / "names.csv", names)
    header = (tmp_path / "names.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "record_id,name,office,country,city,applicant_type,lang,script"

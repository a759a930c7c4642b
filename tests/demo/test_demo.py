"""The main job, looked at from outside: what it says, what it leaves on chain, what a stranger can check."""

import csv
import json
from pathlib import Path

import pytest

from .conftest import Demo, run_gid

PILOT = Path(__file__).parents[2] / "devnet" / "pilot"
OFFICES = ("JP", "KR", "SA", "EA", "WO")


def _extract(office: str) -> list[dict[str, str]]:
    with (PILOT / f"{office}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_summary_counts_what_the_extracts_hold(demo: Demo) -> None:
    counted = {office: len(_extract(office)) for office in OFFICES}
    assert {office["code"]: office["records"] for office in demo.summary["offices"]} == counted
    assert demo.summary["records"] == sum(counted.values())
    assert 3_000 <= demo.summary["records"] <= 10_000


def test_every_step_held(demo: Demo) -> None:
    assert demo.summary["ok"] is True
    assert [step["name"] for step in demo.summary["steps"] if not step["held"]] == []


def test_at_least_five_scripts_take_part(demo: Demo) -> None:
    scripts = {entry["script"] for entry in demo.summary["scripts"]}
    assert {"Latn", "Arab", "Cyrl", "Hang"} <= scripts
    assert scripts & {"Jpan", "Hani", "Hira", "Kana"}


def test_doubtful_proposals_wait_for_people(demo: Demo) -> None:
    assert demo.summary["autoAccepted"] > 1_000
    assert demo.summary["waiting"] > 0


def test_accepted_identifiers_are_right_as_far_as_the_gold_labels_tell(demo: Demo) -> None:
    assert demo.summary["quality"]["registered"]["pairwise"]["precision"] >= 0.97


def test_running_again_changes_nothing(demo: Demo, tmp_path: Path) -> None:
    written = tmp_path / "again.json"
    again = demo.gid("demo", "--exit", "--json", written)
    assert again.returncode == 0, again.stderr[-3000:]
    second = json.loads(written.read_text())
    for same in ("records", "clusters", "identifiers", "batches", "indexDigest", "autoAccepted", "waiting", "gasUsed"):
        assert second[same] == demo.summary[same], same


def test_rebuild_from_an_empty_database_gives_the_same_index(demo: Demo, tmp_path: Path) -> None:
    rebuilt = demo.gid("rebuild", "--json")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert json.loads(rebuilt.stdout)["digest"] == demo.summary["indexDigest"]
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    elsewhere = run_gid(demo.home, "rebuild", "--json", GID_DATABASE_URL=url)
    assert elsewhere.returncode == 0, elsewhere.stderr
    assert json.loads(elsewhere.stdout)["digest"] == demo.summary["indexDigest"]


@pytest.fixture(scope="session")
def proof(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("proof") / "proof.json"
    done = demo.gid("proof", demo.summary["sampleGid"], "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def _verify(demo: Demo, path: Path, folder: Path) -> tuple[int, str]:
    """Verify with neither database nor API: an empty data folder, only the chain's address."""
    done = run_gid(folder, "verify", path, "--rpc", demo.summary["chain"]["rpcUrl"])
    return done.returncode, done.stdout + done.stderr


def test_a_stranger_verifies_with_only_the_proof_file_and_the_chain(demo: Demo, proof: Path, tmp_path: Path) -> None:
    status, said = _verify(demo, proof, tmp_path)
    assert status == 0, said


@pytest.mark.parametrize(
    "field", ["gid", "commitment", "salt", "record.standardName", "leafIndex", "batch.root", "path"]
)
def test_one_changed_character_is_refused_and_explained(demo: Demo, proof: Path, tmp_path: Path, field: str) -> None:
    content = json.loads(proof.read_text())
    holder, name = content, field
    if "." in field:
        outer, name = field.split(".")
        holder = content[outer]
    value = holder[name]
    if isinstance(value, int):
        holder[name] = value + 1
    elif isinstance(value, list):
        holder[name] = [_alter(value[0]), *value[1:]]
    elif isinstance(value, dict):
        value["text"] = _alter(value["text"])
    else:
        holder[name] = _alter(value)
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(content, ensure_ascii=False))
    status, said = _verify(demo, changed, tmp_path)
    assert status == 1
    assert "Traceback" not in said
    assert len(said.strip()) > 20


def _alter(text: str) -> str:
    return text[:-1] + ("1" if text[-1] != "1" else "2")

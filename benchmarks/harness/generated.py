"""Files of any size from the generator that lies beside the development data."""

import csv
import subprocess
import sys
from pathlib import Path

from benchmarks.peers.names import COLUMNS, Names

__all__ = ["SEED", "generate", "read_generated"]

SEED = 1


def generate(data: Path, work: Path, records: int) -> Path:
    """Make the file of that many records, or find it made.

    Raises:
        SystemExit: the generator is missing or failed.
    """
    out = work / "generated" / f"scale-{records}-{SEED}.csv"
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        part = out.with_name(f"part-{out.name}")
        command = [sys.executable, data / "make_scale.py", "--records", records, "--seed", SEED, "--out", part]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"make_scale.py failed: {done.stderr.strip()[-300:]}")
        part.rename(out)
    return out


def read_generated(path: Path) -> tuple[Names, list[str]]:
    """Read a generated file: what the contestants get, and the labels apart. It has no language and no script."""
    columns: list[list[str]] = [[] for _ in COLUMNS]
    entities = []
    with path.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            entities.append(row["entity_id"])
            for column, name in zip(columns, COLUMNS, strict=True):
                column.append(row.get(name, ""))
    return Names(*columns), entities

"""Write the background table of word rarity: how many of a large set of public names hold each word.

    python -m matching.training.build_rarity DATA_FOLDER OUTPUT.npz

Words met in fewer than `LEAST_NAMES` entities are left out, so the table holds common words and no one's name; words
themselves are not stored, only their CRC-32.
"""

import sys
import zlib
from collections import Counter
from pathlib import Path

import numpy as np

from matching.analysis import NameKey, analyse_names
from matching.training.development import read_rows

__all__ = ["build_table"]

LEAST_NAMES = 4


def build_table(folder: Path, output: Path) -> None:
    """Count words over all names of the `*_*.csv.gz` files of a folder and write the table."""
    keys: set[NameKey] = set()
    owners: dict[NameKey, str] = {}
    for path in sorted(folder.glob("*_*.csv.gz")):
        for row in read_rows(path):
            if row.get("name") and row.get("name_kind") not in ("acronym", "affiliation_string"):
                key = NameKey(row["name"], row["country"], row["lang"], row["applicant_type"])
                keys.add(key)
                owners[key] = row["entity_id"] or row["record_id"]
    ordered = sorted(keys)
    names = analyse_names(ordered, workers=2)
    held = {(owners[key], word) for key, words in zip(ordered, names.tokens, strict=True) for word in words}
    counts = Counter(word for _, word in held)
    table: dict[int, int] = {}
    for word, count in counts.items():
        if count >= LEAST_NAMES:
            code = zlib.crc32(word.encode())
            table[code] = max(count, table.get(code, 0))
    hashes = np.array(sorted(table), np.uint32)
    values = np.array([table[code] for code in hashes.tolist()], np.uint32)
    np.savez_compressed(output, hashes=hashes, counts=values, names=np.float64(len(set(owners.values()))))
    sys.stdout.write(f"{len(hashes)} words from {len(set(owners.values()))} entities\n")


if __name__ == "__main__":
    build_table(Path(sys.argv[1]), Path(sys.argv[2]))

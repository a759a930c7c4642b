"""The labelled development files, made into what a contestant gets: names without labels, and the labels apart.

    python benchmarks/datasets.py --data DIR                 # list them
    python benchmarks/datasets.py --data DIR --out FOLDER    # and write KEY.csv (record_id,name,...) and KEY.gold.csv

One row per distinct name of an entity, as the first row of the source has it. Rows the source marks as suspect are left
out. With --unseen only the entities that our packaged model has never seen are kept.
"""

import argparse
import csv
import gzip
import hashlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers.names import COLUMNS, Names, write_names

Row = Mapping[str, str]

SEEN_BELOW = 50
"""Entities whose `fold` is below trained our model (matching/training) and tuned the peers' thresholds."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a dataset comes from: its file (without `_dev.csv.gz`) and which rows of it."""

    title: str
    file: str
    keeps: Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Names with their entities, rows in parallel.

    Attributes:
        key: Short name.
        title: For people.
        file: Name of the file it was read from.
        names: What the contestants get.
        entity: Gold label per row.
    """

    key: str
    title: str
    file: str
    names: Names
    entity: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HardPairs:
    """Look-alike names of different entities.

    Attributes:
        names: All names of the pairs, distinct by name, country and entity.
        entity: Gold label per row.
        pairs: (relation, row, row).
    """

    names: Names
    entity: tuple[str, ...]
    pairs: tuple[tuple[str, int, int], ...]


def _all(_row: Row) -> bool:
    return True


def _from(source: str) -> Callable[[Row], bool]:
    return lambda row: row["source"] == source


SOURCES: Mapping[str, Source] = {
    "assignees": Source("US patent assignees (NBER)", "org_patent_assignee", _all),
    "multilingual": Source(
        "research organisations, no acronyms (ROR)",
        "org_multilingual_ror",
        lambda row: row["name_kind"] != "acronym",
    ),
    "multilingual-all": Source("research organisations with acronyms (ROR)", "org_multilingual_ror", _all),
    "japanese": Source(
        "Japanese companies, current names (EDINET)",
        "org_japan_edinet",
        lambda row: not row["name_kind"].endswith("_former"),
    ),
    "japanese-former": Source("Japanese companies with former names (EDINET)", "org_japan_edinet", _all),
    "persons-binette": Source("US inventors (Binette 2022)", "person_inventor", _from("Binette-2022")),
    "persons-lai": Source("US inventors (Lai 2011)", "person_inventor", _from("Lai-2011")),
    "persons-als": Source("US inventors (ALS)", "person_inventor", _from("ALS")),
    "persons-crossscript": Source("persons, Latin and Korean or Hebrew (Wikidata)", "person_crossscript", _all),
    "gleif": Source("legal entities, one name each (GLEIF)", "org_gleif_names", _all),
}


def fold(entity_id: str) -> int:
    """Return 0..99 for an entity: the split into seen and unseen that training and tuning keep to."""
    return int(hashlib.sha256(f"gid-dev|{entity_id}".encode()).hexdigest()[:8], 16) % 100


def is_unseen(entity_id: str) -> bool:
    """Say whether neither our model nor a peer's threshold was fitted on this entity."""
    return fold(entity_id) >= SEEN_BELOW


def entities_wanted(*, unseen: bool) -> Callable[[str], bool]:
    """Say which entities a run is about."""
    return is_unseen if unseen else lambda _: True


def load_dataset(
    key: str, folder: Path, *, keeps: Callable[[str], bool] = lambda _: True, limit: int | None = None
) -> Dataset:
    """Read one dataset.

    Args:
        key: One of `SOURCES`.
        folder: Where the development files are.
        keeps: Says of an entity id whether its rows are wanted.
        limit: About how many rows to keep, whole entities chosen by hash; None keeps all.

    Raises:
        ValueError: no such dataset.
        OSError: the file cannot be read.
    """
    if key not in SOURCES:
        raise ValueError(f"no dataset {key!r}; there are: {', '.join(SOURCES)}, hard-negatives")
    source = SOURCES[key]
    file = f"{source.file}_dev.csv.gz"
    distinct: dict[tuple[str, str], Row] = {}
    for row in read_rows(folder / file):
        if source.keeps(row) and row.get("label_flag", "") != "suspect" and keeps(row["entity_id"]):
            distinct.setdefault((row["name"], row["entity_id"]), row)
    rows = list(distinct.values())
    if limit is not None:
        rows = _some_entities(rows, limit)
    return Dataset(key, source.title, file, to_names(rows), tuple(row["entity_id"] for row in rows))


def load_hard_pairs(folder: Path, *, keeps: Callable[[str], bool] = lambda _: True) -> HardPairs:
    """Read the pairs of look-alikes; `keeps` must hold for both entities of a pair.

    Persons of whom one name only says less than the other (Karen Moore, Karen J. Moore) are a relation of their own,
    `lookalike_person_says_less`: no reader of names can know that they are two.
    """
    place: dict[tuple[str, str, str, str], int] = {}
    pairs = []
    for row in read_rows(folder / "hard_negative_pairs_dev.csv.gz"):
        if keeps(row["entity_a"]) and keeps(row["entity_b"]):
            a, b = (
                place.setdefault(
                    (row[f"name_{side}"], row[f"country_{side}"], row[f"entity_{side}"], row["applicant_type"]),
                    len(place),
                )
                for side in "ab"
            )
            less = row["relation"] == "lookalike_person" and says_less(row["name_a"], row["name_b"])
            pairs.append((row["relation"] + "_says_less" * less, a, b))
    fields = [
        {"record_id": f"hn:{number}", "name": name, "country": country, "applicant_type": kind}
        for number, (name, country, _, kind) in enumerate(place)
    ]
    return HardPairs(to_names(fields), tuple(entity for _, _, entity, _ in place), tuple(pairs))


def says_less(one: str, other: str) -> bool:
    """Whether one name of a person leaves out or shortens to initials what the other says, and contradicts nothing."""
    for split in (" ", ""):  # Wei-Wei is Wei Wei or Weiwei
        shorter, longer = sorted((_LETTERS.findall(name.lower().replace("-", split)) for name in (one, other)), key=len)
        if "".join(shorter) == "".join(longer):
            return True
        rest = iter(longer)
        if all(any(_fits(word, theirs) for theirs in rest) for word in shorter):
            return True
    return False


_LETTERS = re.compile(r"[^\W\d_]+")


def _fits(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return word == other or (len(short) == 1 and long.startswith(short))


def write_gold(path: Path, record_ids: Sequence[str], entities: Sequence[str]) -> None:
    """Write record_id,entity_id as `gid evaluate` reads it."""
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("record_id", "entity_id"))
        writer.writerows(zip(record_ids, entities, strict=True))


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a gzip CSV file by column name."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def _some_entities(rows: Sequence[Row], limit: int) -> list[Row]:
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row["entity_id"]] = sizes.get(row["entity_id"], 0) + 1
    wanted: set[str] = set()
    total = 0
    for entity in sorted(sizes, key=lambda entity: hashlib.sha256(entity.encode()).hexdigest()):
        if total >= limit:
            break
        wanted.add(entity)
        total += sizes[entity]
    return [row for row in rows if row["entity_id"] in wanted]


def to_names(rows: Sequence[Row]) -> Names:
    """Keep of some rows what contestants get."""
    return Names(*([row.get(column, "") for row in rows] for column in COLUMNS))


def main(arguments: Sequence[str] | None = None) -> None:
    """List the datasets, and write them where asked."""
    parser = argparse.ArgumentParser(description="Prepare the development files for `gid cluster` and `gid evaluate`.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the development files")
    parser.add_argument("--out", type=Path, help="folder for the CSV files")
    parser.add_argument("--unseen", action="store_true", help="only entities our packaged model has not seen")
    given, _ = parser.parse_known_args(arguments)
    for key in SOURCES:
        dataset = load_dataset(key, given.data, keeps=is_unseen if given.unseen else lambda _: True)
        names, entities = len(set(dataset.names.name)), len(set(dataset.entity))
        print(f"{key:<20} {len(dataset.names):>8,} rows {names:>8,} names {entities:>8,} entities  {dataset.title}")
        if given.out:
            given.out.mkdir(parents=True, exist_ok=True)
            write_names(given.out / f"{key}.csv", dataset.names)
            write_gold(given.out / f"{key}.gold.csv", dataset.names.record_id, dataset.entity)


if __name__ == "__main__":
    main()

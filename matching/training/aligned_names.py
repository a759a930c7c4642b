"""Names of one entity in several languages, read from the labelled development files."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from matching.folding import fold_name

TRAIN_FOLDS = range(50)  # of 100; the others are never looked at by a model that is going to be measured


def fold_of(key: str) -> int:
    """Put an entity (or a Latin word) into one of 100 folds, the same for everybody on the project."""
    return int(hashlib.sha256(f"gid-dev|{key}".encode()).hexdigest()[:8], 16) % 100


@dataclass(frozen=True, slots=True)
class LabelledName:
    """One folded name of one entity."""

    entity: str
    text: str  # folded
    language: str  # ISO 639-1 or ""
    kind: str  # the source's own word: label, alias, legal, english ...


def read_names(
    path: Path, *, folds: range = TRAIN_FOLDS, leave_out: frozenset[str] = frozenset()
) -> list[LabelledName]:
    """Read one labelled file (columns: shared/data/README.md of the development data).

    Args:
        path: Gzipped CSV with entity_id, name, lang and name_kind.
        folds: Entities of other folds are skipped.
        leave_out: Kinds of names to skip, e.g. {"acronym"}.

    Returns:
        Names in file order, duplicates of one entity dropped.
    """
    names: dict[tuple[str, str], LabelledName] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["name_kind"] in leave_out or fold_of(row["entity_id"]) not in folds:
                continue
            text = fold_name(row["name"])
            names.setdefault(
                (row["entity_id"], text), LabelledName(row["entity_id"], text, row["lang"], row["name_kind"])
            )
    return list(names.values())


def by_entity(names: list[LabelledName]) -> dict[str, list[LabelledName]]:
    """Group names by entity, order kept."""
    groups: defaultdict[str, list[LabelledName]] = defaultdict(list)
    for name in names:
        groups[name.entity].append(name)
    return dict(groups)

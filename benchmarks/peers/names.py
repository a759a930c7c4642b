"""What a peer is told and what it answers: the columns of a CSV file in, one group per row out."""

import csv
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer.

    Attributes:
        title: For people.
        requirements: Pinned packages for pip; none means the standard library is enough.
        threshold: Similarity from which two names are put together; tuned on the seen half of the assignee file
            by `benchmarks/tune.py` and then used everywhere. None where there is nothing to tune.
        grid: Thresholds that were tried.
        columns: Columns it uses; rows equal in all of them are handed over once, as any user would do.
        learns: It has `learn(labelled)`, given the (name, entity) pairs of that seen half before the measured run.
    """

    title: str
    requirements: tuple[str, ...]
    threshold: float | None = None
    grid: tuple[float, ...] = ()
    columns: tuple[str, ...] = ("name",)
    learns: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Rows in columns of equal length; blanks are ""."""

    record_id: list[str]
    name: list[str]
    office: list[str]
    country: list[str]
    city: list[str]
    applicant_type: list[str]
    lang: list[str]
    script: list[str]

    def __len__(self) -> int:
        return len(self.record_id)

    def take(self, rows: Sequence[int]) -> "Names":
        """Return these rows, in the order given."""
        return Names(*([getattr(self, field.name)[row] for row in rows] for field in fields(self)))


COLUMNS = tuple(field.name for field in fields(Names))


def read_names(path: Path) -> Names:
    """Read a file that `write_names` wrote."""
    with path.open(encoding="utf-8", newline="") as text:
        rows = csv.DictReader(text)
        columns: list[list[str]] = [[] for _ in COLUMNS]
        for row in rows:
            for column, name in zip(columns, COLUMNS, strict=True):
                column.append(row[name])
    return Names(*columns)


def write_names(path: Path, names: Names) -> None:
    """Write the columns every contestant gets; labels are not among them."""
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(zip(*(getattr(names, column) for column in COLUMNS), strict=True))


def distinct_rows(names: Names, columns: Sequence[str]) -> tuple[list[int], list[int]]:
    """Find the rows that differ in some columns.

    Returns:
        The first row of each kind, and for every row the position of its kind in that list.
    """
    kinds: dict[tuple[str, ...], int] = {}
    first: list[int] = []
    kind_of: list[int] = []
    for row, key in enumerate(zip(*(getattr(names, column) for column in columns), strict=True)):
        kind = kinds.setdefault(key, len(first))
        if kind == len(first):
            first.append(row)
        kind_of.append(kind)
    return first, kind_of


def write_clusters(path: Path, record_ids: Sequence[str], groups: Sequence[Hashable]) -> None:
    """Write record_id,cluster_id; groups may be any values, equal means together."""
    numbers: dict[Hashable, int] = {}
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("record_id", "cluster_id"))
        for record_id, group in zip(record_ids, groups, strict=True):
            writer.writerow((record_id, numbers.setdefault(group, len(numbers))))


def without_columns(names: Names, columns: Sequence[str]) -> Names:
    """Return the names with some columns made empty."""
    blank = [""] * len(names)
    return Names(*(blank if column in columns else getattr(names, column) for column in COLUMNS))

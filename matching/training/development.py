"""Labelled names for training: files of names with entity ids, split by entity into learning and unseen parts."""

import csv
import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from matching.records import NameTable

__all__ = ["Corpus", "in_learning_part", "masked_variants", "read_corpora", "read_rows"]

_TOWN = re.compile(r"^[^\d市区町村]{1,8}?[市区町村](?=.)")

LEARNING_SHARE = 50
"""Per cent of entities that models are fitted on while figures are being measured."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Distinct names of one source with their gold entities.

    Attributes:
        title: What it is, e.g. "organisations, several languages".
        table: One row per distinct (entity, name).
        entity: Gold label per row.
    """

    title: str
    table: NameTable
    entity: list[str]


def in_learning_part(entity: str) -> bool:
    """Whether models may be fitted on an entity; decided by a hash of its id alone."""
    return int(hashlib.sha256(f"gid-dev|{entity}".encode()).hexdigest()[:8], 16) % 100 < LEARNING_SHARE


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV file, gzip or not."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" else path.open(newline="") as file:
        yield from csv.DictReader(file)


def read_corpora(folder: Path, *, part: str) -> list[Corpus]:
    """Read every labelled file of a folder, without acronyms, former names and rows marked suspect, and look-alikes.

    Args:
        folder: Holds `org_*.csv.gz` and `person_*.csv.gz` with the columns of the development data.
        part: "learning", "unseen" or "all" entities.
    """
    corpora = []
    for path in sorted(folder.glob("*_*.csv.gz")):
        rows = list(read_rows(path))
        if not rows or "entity_id" not in rows[0] or not any(row["entity_id"] for row in rows[:100]):
            continue
        if rows[0]["name_kind"] == "affiliation_string":
            continue
        corpora.append(_corpus(path.name.split(".")[0], rows, part))
    corpora += [_lookalikes(path, part) for path in sorted(folder.glob("hard_negative_pairs*.csv.gz"))]
    return [corpus for corpus in corpora if len(corpus.table)]


def masked_variants(corpus: Corpus) -> list[Corpus]:
    """The corpus as it is, with towns for addresses, and without places: offices differ in what they send."""
    table = corpus.table
    blank = [""] * len(table)
    variants = [corpus]
    towns = [_town(city) for city in table.city]
    if towns != list(table.city):
        variants.append(Corpus(f"{corpus.title} with towns", replace(table, city=towns), corpus.entity))
    if any(table.country):
        bare = replace(table, city=blank, country=blank)
        variants.append(Corpus(f"{corpus.title} without places", bare, corpus.entity))
    return variants


def _town(address: str) -> str:
    """The town of a Japanese address, other texts as they are: full addresses would make matching look easy."""
    found = _TOWN.match(address)
    return found.group() if found else address


def _corpus(title: str, rows: list[dict[str, str]], part: str) -> Corpus:
    chosen: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if row.get("label_flag") or row["name_kind"] == "acronym" or row["name_kind"].endswith("_former"):
            continue
        if part != "all" and in_learning_part(row["entity_id"]) != (part == "learning"):
            continue
        chosen.setdefault((row["entity_id"], row["name"]), row)
    kept = list(chosen.values())
    columns = {name: [row[name] for row in kept] for name in ("record_id", "name", "office", "country", "city")}
    table = NameTable(
        **columns, applicant_type=[row["applicant_type"] for row in kept], language=[row["lang"] for row in kept]
    )
    return Corpus(title, table, [row["entity_id"] for row in kept])


def _lookalikes(path: Path, part: str) -> Corpus:
    """Names of different entities that look alike, as one corpus in which hardly anything matches."""
    chosen: dict[tuple[str, str], tuple[str, str]] = {}
    for pair in read_rows(path):
        sides = [(pair[f"entity_{side}"], pair[f"name_{side}"], pair[f"country_{side}"]) for side in "ab"]
        if part != "all" and any(in_learning_part(entity) != (part == "learning") for entity, _, _ in sides):
            continue
        for entity, name, country in sides:
            chosen.setdefault((entity, name), (country, pair["applicant_type"]))
    blank = [""] * len(chosen)
    table = NameTable(
        [f"{entity}|{number}" for number, (entity, _) in enumerate(chosen)],
        [name for _, name in chosen],
        blank,
        [country for country, _ in chosen.values()],
        blank,
        [kind for _, kind in chosen.values()],
        language=blank,
    )
    return Corpus("look-alikes", table, [entity for entity, _ in chosen])

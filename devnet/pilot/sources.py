"""Read the public name lists: organisations with all the name forms their source gives.

The tables are CSV or gzip-compressed CSV with at least the columns of `COLUMNS`; which list a row is from is told by
its `source` column, so neither file names nor organisations are written into this program.
"""

import csv
import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

COLUMNS = frozenset({"source", "name", "country", "city", "applicant_type", "entity_id", "name_kind", "lang"})
PAIR_COLUMNS = frozenset({"relation", "entity_a", "entity_b", "is_match"})
SOURCES = ("ROR", "EDINET", "GLEIF")
SEED = "gid-pilot extracts 1"


class SourceDataError(Exception):
    """The development data is missing or has not the shape described here; the text says what."""


@dataclass(frozen=True, slots=True)
class SourceForm:
    """One name as the source has it."""

    text: str
    language: str
    kind: str  # the source's own word: display, label, alias, acronym; legal, english, reading, each with _former


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation of one source; forms are in the order of the source."""

    entity_id: str
    source: str
    country: str  # ISO 3166-1 alpha-2, "" when the source does not say
    city: str
    forms: tuple[SourceForm, ...]


def draw(*parts: str) -> float:
    """Return a number in [0, 1) that depends on nothing but the words given: the seed of every choice made here."""
    digest = hashlib.sha256("\x1f".join((SEED, *parts)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def read_organisations(data: Path) -> dict[str, Organisation]:
    """Return the organisations of the three sources by entity id, in the order of their ids.

    Raises:
        SourceDataError: `data` has no table of one of the sources.
    """
    rows: dict[str, list[Mapping[str, str]]] = {}
    seen: set[str] = set()
    for table in _tables(data, COLUMNS):
        for row in table:
            if row["source"] in SOURCES and row["applicant_type"] == "organisation":
                seen.add(row["source"])
                rows.setdefault(row["entity_id"], []).append(row)
    if missing := set(SOURCES) - seen:
        raise SourceDataError(f"no rows of {', '.join(sorted(missing))} in the tables of {data}")
    return {entity: _organisation(rows[entity]) for entity in sorted(rows)}


def read_look_alikes(data: Path) -> dict[str, list[tuple[str, str]]]:
    """Return pairs of different organisations that look alike, by the relation the source gives for them."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for table in _tables(data, PAIR_COLUMNS):
        for row in table:
            if row["is_match"] == "0":
                pairs.setdefault(row["relation"], []).append((row["entity_a"], row["entity_b"]))
    return {relation: sorted(found) for relation, found in pairs.items()}


def _organisation(rows: list[Mapping[str, str]]) -> Organisation:
    first = rows[0]
    forms = tuple(SourceForm(row["name"].strip(), row["lang"], row["name_kind"]) for row in rows)
    return Organisation(first["entity_id"], first["source"], first["country"], first["city"], forms)


def _tables(data: Path, columns: frozenset[str]) -> Iterator[Iterator[Mapping[str, str]]]:
    """Yield a reader for every table under `data` that has the columns, in the order of the file names."""
    if not data.is_dir():
        raise SourceDataError(f"{data} is not a folder")
    for path in sorted([*data.glob("*.csv"), *data.glob("*.csv.gz")]):
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            if columns <= set(reader.fieldnames or ()):
                yield reader

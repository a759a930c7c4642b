"""Choose the small labelled set that the tests measure quality on, from the development files.

    python benchmarks/labelled_set.py --data DIR --out tests/matching/labelled

Look-alikes make matching hard, so whole neighbourhoods are taken and not entities one by one: research organisations of
one town, Japanese filers whose names begin alike, legal entities with the same first word. A neighbourhood's turn is
decided by sha256("quality-set|" + its key); they are taken in that order until there are enough rows. Only entities
that no packaged model was fitted on are taken. Persons are made up (`made_up_persons.py`).
"""

import argparse
import csv
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.datasets import Row, is_unseen, read_rows
from benchmarks.made_up_persons import made_up_persons
from matching.folding import fold_name
from matching.legal_forms import parse_legal_form

COLUMNS = ("record_id", "name", "country", "city", "applicant_type", "entity_id", "name_kind", "lang", "script")

LARGEST_NEIGHBOURHOOD = 80
"""Rows; a larger one would be a set of its own."""

PERSONS = 140

_MAKES_THINGS = re.compile(
    r"\b(technolog\w*|pharma\w*|systems?|electr\w+|chemi\w+|materials?|machin\w+|instruments?|laborator\w+|automoti\w+"
    r"|textil\w*|software|diagnost\w*|plasti\w+|optic\w*|technik|equipment|manufactur\w+|motors?|steel|packaging)\b",
    re.IGNORECASE,
)
_MAY_BE_A_PERSON = re.compile(r"\b\w\.|\bdr\b|\bdi\b|fund|trust|estate|famil|partner|praktijk", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken of one development file.

    Attributes:
        file: Without `_dev.csv.gz`.
        rows: About how many.
        neighbourhood: Key of a row's neighbourhood, "" when the row is not wanted.
    """

    file: str
    rows: int
    neighbourhood: Callable[[Row], str]


def _town(row: Row) -> str:
    return f"{row['country']}|{row['city']}" if row["city"] else ""


def _first_letters(row: Row) -> str:
    stem = parse_legal_form(fold_name(row["name"]), country="JP", language="ja").stem
    return stem.replace(" ", "")[:2] if row["name_kind"] == "legal" else ""


def _first_word(row: Row) -> str:
    name = row["name"]
    makes = _MAKES_THINGS.search(name) and not _MAY_BE_A_PERSON.search(name)
    folded = fold_name(name) if makes else ""
    return folded.split()[0] if folded and parse_legal_form(folded, country=row["country"]).forms else ""


CHOICES: Mapping[str, Choice] = {
    "research_organisations": Choice("org_multilingual_ror", 1_100, _town),
    "japanese_filers": Choice("org_japan_edinet", 600, _first_letters),
    "legal_entities": Choice("org_gleif_names", 600, _first_word),
}


def choose(rows: Iterable[Row], choice: Choice) -> list[Row]:
    """Take whole neighbourhoods in the order of their hashes until there are enough rows."""
    by_entity: dict[str, list[Row]] = {}
    for row in rows:
        if is_unseen(row["entity_id"]):
            by_entity.setdefault(row["entity_id"], []).append(row)
    neighbourhoods: dict[str, list[Row]] = {}
    for members in by_entity.values():
        key = next((key for row in members if (key := choice.neighbourhood(row))), "")
        if key:
            neighbourhoods.setdefault(key, []).extend(members)
    taken: list[Row] = []
    for key in sorted(neighbourhoods, key=lambda key: hashlib.sha256(f"quality-set|{key}".encode()).hexdigest()):
        if len(taken) >= choice.rows:
            break
        if len(neighbourhoods[key]) <= LARGEST_NEIGHBOURHOOD:
            taken += neighbourhoods[key]
    return sorted(taken, key=lambda row: row["record_id"])


def _persons() -> list[dict[str, str]]:
    return [
        {
            "record_id": f"p{number:04}",
            "name": person.name,
            "country": person.country,
            "applicant_type": "person",
            "entity_id": person.entity,
            "lang": person.language,
        }
        for number, person in enumerate(made_up_persons(PERSONS, seed=1))
    ]


def _write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path}: {len(rows):,} rows, {len({row['entity_id'] for row in rows}):,} entities")


def main(arguments: Sequence[str] | None = None) -> None:
    """Write one CSV file per source."""
    parser = argparse.ArgumentParser(description="Choose the small labelled set of the tests.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the development files")
    parser.add_argument("--out", type=Path, required=True, help="folder for the CSV files")
    given = parser.parse_args(arguments)
    for name, choice in CHOICES.items():
        _write(given.out / f"{name}.csv", choose(read_rows(given.data / f"{choice.file}_dev.csv.gz"), choice))
    _write(given.out / "made_up_persons.csv", _persons())


if __name__ == "__main__":
    main()

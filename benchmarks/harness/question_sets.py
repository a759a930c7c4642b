"""Names to look up, and the names to look them up in, made from the labelled development files."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.datasets import Row, read_rows, to_names
from benchmarks.peers.names import Names


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions and where their answers are.

    Attributes:
        title: For people.
        reference: Names to find.
        entity: Entity by record id of the reference.
        queries: Names to look up; none of them is in the reference.
        wanted: Entity by record id of the queries; all occur in the reference.
    """

    title: str
    reference: Names
    entity: Mapping[str, str]
    queries: Names
    wanted: Mapping[str, str]


def _assignees(data: Path) -> tuple[list[Row], list[Row]]:
    rows = sorted(read_rows(data / "org_patent_assignee_dev.csv.gz"), key=lambda row: -int(row["n_mentions"]))
    reference: dict[str, Row] = {}
    queries = []
    for row in rows:
        if reference.setdefault(row["entity_id"], row) is not row:
            queries.append(row)
    return list(reference.values()), queries


def _by_kind(file: str, *reference_kinds: str, query_kinds: Sequence[str]) -> "Splitter":
    def split(data: Path) -> tuple[list[Row], list[Row]]:
        rows = list(read_rows(data / file))
        return (
            [row for row in rows if row["name_kind"] in reference_kinds],
            [row for row in rows if row["name_kind"] in query_kinds],
        )

    return split


def _affiliations(data: Path) -> tuple[list[Row], list[Row]]:
    names = [row for row in read_rows(data / "org_multilingual_ror_dev.csv.gz") if row["name_kind"] != "acronym"]
    return names, list(read_rows(data / "org_affiliation_mentions_dev.csv.gz"))


Splitter = Callable[[Path], tuple[list[Row], list[Row]]]

QUESTION_SETS: Mapping[str, tuple[str, Splitter]] = {
    "assignees": ("other spellings of US assignees, in the commonest spelling of each", _assignees),
    "multilingual": (
        "other names of research organisations, in their display names",
        _by_kind("org_multilingual_ror_dev.csv.gz", "display", query_kinds=("label", "alias")),
    ),
    "japanese": (
        "English names and readings of Japanese companies, in their legal names",
        _by_kind("org_japan_edinet_dev.csv.gz", "legal", query_kinds=("english", "reading")),
    ),
    "affiliations": ("affiliation lines of papers, in all names of research organisations", _affiliations),
}


def load_questions(key: str, data: Path, *, keeps: Callable[[str], bool], limit: int) -> QuestionSet:
    """Read one set.

    Args:
        key: One of `QUESTION_SETS`.
        data: Where the development files are.
        keeps: Says of an entity whether it may be asked for; the reference always holds all entities.
        limit: Queries asked, chosen by hash.
    """
    title, split = QUESTION_SETS[key]
    reference, queries = split(data)
    entities = {row["entity_id"] for row in reference}
    known = {(row["name"], row["entity_id"]) for row in reference}
    distinct: dict[tuple[str, str], Row] = {}
    for row in queries:
        if row["entity_id"] in entities and keeps(row["entity_id"]) and (row["name"], row["entity_id"]) not in known:
            distinct.setdefault((row["name"], row["entity_id"]), row)
    asked = sorted(distinct.values(), key=lambda row: hashlib.sha256(row["record_id"].encode()).hexdigest())[:limit]
    return QuestionSet(
        title,
        to_names(reference),
        {row["record_id"]: row["entity_id"] for row in reference},
        to_names(asked),
        {row["record_id"]: row["entity_id"] for row in asked},
    )


def generated_questions(names: Names, entities: Sequence[str], *, limit: int) -> QuestionSet:
    """Ask for entities of a generated file by one of their spellings, which the reference then lacks.

    Args:
        names: All rows.
        entities: Entity per row.
        limit: Queries asked, chosen by hash.
    """
    spellings: dict[str, set[str]] = {}
    for name, entity in zip(names.name, entities, strict=True):
        spellings.setdefault(entity, set()).add(name)
    several = [entity for entity, found in spellings.items() if len(found) > 1]
    asked = set(sorted(several, key=lambda entity: hashlib.sha256(entity.encode()).hexdigest())[:limit])
    wanted = {
        entity: max(spellings[entity], key=lambda name: hashlib.sha256(name.encode()).hexdigest()) for entity in asked
    }
    is_asked = [wanted.get(entity) == name for name, entity in zip(names.name, entities, strict=True)]
    kept = [row for row, out in enumerate(is_asked) if not out]
    first = {entities[row]: row for row, out in reversed(list(enumerate(is_asked))) if out}
    return QuestionSet(
        "another spelling of applicants in a generated file",
        names.take(kept),
        {names.record_id[row]: entities[row] for row in kept},
        names.take(sorted(first.values())),
        {names.record_id[row]: entity for entity, row in first.items()},
    )

"""What is clustered: applicants as offices hold them, identical ones counted once, in canonical order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.analysis import NameColumns, NameKey, analyse_names
from matching.folding import fold_name
from matching.records import ApplicantKind, NameTable, OfficeRecord

__all__ = ["Codes", "Nodes", "nodes_from_records", "nodes_from_table"]


@dataclass(frozen=True, slots=True)
class Codes:
    """Values of one property per node: several or none each, sorted by node.

    Attributes:
        node: Node number per entry.
        code: Value number per entry; `words[code]` is the value.
        words: The distinct values, sorted.
    """

    node: NDArray[np.int64]
    code: NDArray[np.int64]
    words: list[str]

    @classmethod
    def of(cls, values: Iterable[tuple[int, str]]) -> "Codes":
        """Number (node, value) pairs; blanks and repeats are dropped."""
        pairs = sorted({(node, value) for node, value in values if value})
        words = sorted({value for _, value in pairs})
        numbers = {word: number for number, word in enumerate(words)}
        return cls(
            np.fromiter((node for node, _ in pairs), np.int64, len(pairs)),
            np.fromiter((numbers[value] for _, value in pairs), np.int64, len(pairs)),
            words,
        )


@dataclass(frozen=True, slots=True)
class Nodes:
    """Distinct applicants-as-filed, in an order that depends on their content only.

    Attributes:
        of_row: Node number of every input row.
        names: Distinct analysed names of all nodes.
        entry_node: Node per (node, name) entry, ascending.
        entry_name: Row of `names` per entry; a node's first entry is the name filed.
        country: Number of the country per node, -1 when unknown.
        city: Number of the folded city per node, -1 when unknown.
        countries: Country codes by number.
        cities: Folded cities by number.
        kind: `analysis.ORGANISATION`, `PERSON` or `UNKNOWN_KIND` per node, as the office says.
        size: Input rows per node.
        identifiers: "scheme:value" per node.
        families: Patent families per node.
    """

    of_row: NDArray[np.int64]
    names: NameColumns
    entry_node: NDArray[np.int64]
    entry_name: NDArray[np.int64]
    country: NDArray[np.int64]
    city: NDArray[np.int64]
    countries: list[str]
    cities: list[str]
    kind: NDArray[np.int8]
    size: NDArray[np.int64]
    identifiers: Codes
    families: Codes

    def __len__(self) -> int:
        return len(self.country)

    def place_counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Nodes per city and per country."""
        cities = np.bincount(self.city[self.city >= 0], minlength=len(self.cities)).tolist()
        countries = np.bincount(self.country[self.country >= 0], minlength=len(self.countries)).tolist()
        return dict(zip(self.cities, cities, strict=True)), dict(zip(self.countries, countries, strict=True))


MAX_PLACE_CHARS = 200
"""Code points of a city or address that are looked at."""

_Signature = tuple[tuple[NameKey, ...], str, str, str, tuple[str, ...], tuple[str, ...], str]

_KIND_NAMES = {ApplicantKind.LEGAL_PERSON: "organisation", ApplicantKind.NATURAL_PERSON: "person"}


def nodes_from_table(table: NameTable, *, workers: int = 1) -> Nodes:
    """Collapse rows of a table that say the same thing."""
    kinds = [_type_name(value) for value in table.applicant_type]
    signatures: list[_Signature] = [
        ((NameKey(name, country, language, kind),), country, city, kind, (), (), "")
        for name, country, city, language, kind in zip(
            table.name, table.country, table.city, table.language, kinds, strict=True
        )
    ]
    return _collapse(signatures, workers)


def nodes_from_records(records: Sequence[OfficeRecord], *, apart: frozenset[str], workers: int = 1) -> Nodes:
    """Collapse office records that say the same thing.

    Args:
        records: Office records.
        apart: Record ids that must keep a node of their own because a constraint speaks of them.
        workers: Processes for the analysis of names.
    """
    return _collapse([_record_signature(record, apart) for record in records], workers)


def _record_signature(record: OfficeRecord, apart: frozenset[str]) -> _Signature:
    kind = _KIND_NAMES.get(record.kind, "")
    names = tuple(dict.fromkeys(NameKey(f.text, record.country, f.language, kind) for f in record.name_forms))
    identifiers = tuple(sorted({f"{i.scheme}:{i.value}" for i in record.identifiers if i.value}))
    families = tuple(sorted({family for family in record.families if family}))
    own = record.record_id if record.record_id in apart else ""
    return names, record.country, record.city, kind, identifiers, families, own


def _type_name(value: str) -> str:
    if value in ("organisation", "person", ""):
        return value
    try:
        return _KIND_NAMES.get(ApplicantKind(value), "")
    except ValueError:
        return ""


def _collapse(signatures: Sequence[_Signature], workers: int) -> Nodes:
    distinct = sorted(set(signatures))
    number = {signature: node for node, signature in enumerate(distinct)}
    of_row = np.fromiter((number[signature] for signature in signatures), np.int64, len(signatures))
    keys = sorted({key for signature in distinct for key in signature[0]})
    key_number = {key: place for place, key in enumerate(keys)}
    entry_node = [node for node, signature in enumerate(distinct) for _ in signature[0]]
    entry_name = [key_number[key] for signature in distinct for key in signature[0]]
    country, countries = _number([signature[1].upper() for signature in distinct])
    city, cities = _number([_fold_place(signature[2]) for signature in distinct])
    kind_codes = {"": 0, "organisation": 1, "person": 2}
    return Nodes(
        of_row=of_row,
        names=analyse_names(keys, workers=workers),
        entry_node=np.array(entry_node, np.int64),
        entry_name=np.array(entry_name, np.int64),
        country=country,
        city=city,
        countries=countries,
        cities=cities,
        kind=np.fromiter((kind_codes[signature[3]] for signature in distinct), np.int8, len(distinct)),
        size=np.bincount(of_row, minlength=len(distinct)).astype(np.int64),
        identifiers=Codes.of((node, value) for node, signature in enumerate(distinct) for value in signature[4]),
        families=Codes.of((node, value) for node, signature in enumerate(distinct) for value in signature[5]),
    )


@lru_cache(maxsize=100_000)
def _fold_place(city: str) -> str:
    return fold_name(city[:MAX_PLACE_CHARS]) if city else ""


def _number(values: list[str]) -> tuple[NDArray[np.int64], list[str]]:
    """Number values in sorted order; "" is -1."""
    words = sorted(set(values) - {""})
    numbers = {word: number for number, word in enumerate(words)}
    numbers[""] = -1
    return np.fromiter((numbers[value] for value in values), np.int64, len(values)), words

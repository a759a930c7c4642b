"""What is clustered: applicants as offices hold them, identical ones counted once, in canonical order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.analysis import NameColumns, NameKey, analyse_names
from matching.folding import fold_name
from matching.records import ApplicantKind, NameTable, OfficeRecord

__all__ = ["Codes", "Nodes", "Signature", "nodes_from_records", "nodes_from_table", "record_signature"]


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

_KIND_NAMES = {ApplicantKind.LEGAL_PERSON: "organisation", ApplicantKind.NATURAL_PERSON: "person"}

_KIND_TEXTS = ("", "organisation", "person")

_Column = tuple[NDArray[np.int64], list[str]]
"""Number of the value per row, and the distinct values, sorted."""


def nodes_from_table(table: NameTable, *, workers: int = 1) -> Nodes:
    """Collapse rows of a table that say the same thing."""
    columns = [
        _number(table.name),
        _number([country.upper() for country in table.country]),
        _number(table.language),
        _number([_type_name(value) for value in table.applicant_type]),
    ]
    city = _number([_fold_place(city) for city in table.city])
    form, of_row = _combine([numbers for numbers, _ in columns])
    texts = ([words[number] for number in form[:, place]] for place, (_, words) in enumerate(columns))
    keys = [NameKey(*fields) for fields in zip(*texts, strict=True)]
    node, of_row = _combine([of_row, city[0]])
    one = form[node[:, 0]]
    names, of_key = _merge_equal(analyse_names(keys, workers=workers))
    return Nodes(
        of_row=of_row,
        names=names,
        entry_node=np.arange(len(node)),
        entry_name=of_key[node[:, 0]],
        **_places((one[:, 1], columns[1][1]), (node[:, 1], city[1])),
        kind=np.array([_KIND_TEXTS.index(text) for text in columns[3][1]], np.int8)[one[:, 3]],
        size=np.bincount(of_row, minlength=len(node)).astype(np.int64),
        identifiers=Codes.of(()),
        families=Codes.of(()),
    )


def nodes_from_records(records: Sequence[OfficeRecord], *, apart: frozenset[str], workers: int = 1) -> Nodes:
    """Collapse office records that say the same thing.

    Args:
        records: Office records.
        apart: Record ids that must keep a node of their own because a constraint speaks of them.
        workers: Processes for the analysis of names.
    """
    signatures = [record_signature(record, apart) for record in records]
    distinct = sorted(set(signatures))
    number = {signature: node for node, signature in enumerate(distinct)}
    of_row = np.fromiter((number[signature] for signature in signatures), np.int64, len(signatures))
    keys = sorted({key for signature in distinct for key in signature[0]})
    key_number = {key: place for place, key in enumerate(keys)}
    names, of_key = _merge_equal(analyse_names(keys, workers=workers))
    entry_node = [node for node, signature in enumerate(distinct) for _ in signature[0]]
    entry_key = [key_number[key] for signature in distinct for key in signature[0]]
    country, city = _number([one[1] for one in distinct]), _number([one[2] for one in distinct])
    return Nodes(
        of_row=of_row,
        names=names,
        entry_node=np.array(entry_node, np.int64),
        entry_name=of_key[np.array(entry_key, np.int64)],
        **_places(country, city),
        kind=np.fromiter((_KIND_TEXTS.index(signature[3]) for signature in distinct), np.int8, len(distinct)),
        size=np.bincount(of_row, minlength=len(distinct)).astype(np.int64),
        identifiers=Codes.of((node, value) for node, signature in enumerate(distinct) for value in signature[4]),
        families=Codes.of((node, value) for node, signature in enumerate(distinct) for value in signature[5]),
    )


Signature = tuple[tuple[NameKey, ...], str, str, str, tuple[str, ...], tuple[str, ...], str]


def record_signature(record: OfficeRecord, apart: frozenset[str]) -> Signature:
    """All that a record says; records that say the same are one node, unless they are among those kept apart."""
    kind = _KIND_NAMES.get(record.kind, "")
    country = record.country.upper()
    names = tuple(dict.fromkeys(NameKey(f.text, country, f.language, kind) for f in record.name_forms))
    identifiers = tuple(sorted({f"{i.scheme}:{i.value}" for i in record.identifiers if i.value}))
    families = tuple(sorted({family for family in record.families if family}))
    own = record.record_id if record.record_id in apart else ""
    return names, country, _fold_place(record.city), kind, identifiers, families, own


def _type_name(value: str) -> str:
    if value in ("organisation", "person", ""):
        return value
    try:
        return _KIND_NAMES.get(ApplicantKind(value), "")
    except ValueError:
        return ""


def _number(values: Sequence[str]) -> _Column:
    """Number values in sorted order, so that numbers depend on the values only."""
    words = sorted(set(values))
    numbers = {word: number for number, word in enumerate(words)}
    return np.fromiter((numbers[value] for value in values), np.int64, len(values)), words


def _combine(columns: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct rows of numbers in order, as [rows, columns], and the place of every row among them."""
    key = np.zeros(len(columns[0]), np.int64)
    widths = [int(column.max(initial=0)) + 1 for column in columns]
    for column, width in zip(columns, widths, strict=True):
        key = key * width + column
    distinct, place = np.unique(key, return_inverse=True)
    fields = np.empty((len(distinct), len(columns)), np.int64)
    for number in range(len(columns) - 1, -1, -1):
        distinct, fields[:, number] = np.divmod(distinct, widths[number])
    return fields, place.astype(np.int64)


def _merge_equal(names: NameColumns) -> tuple[NameColumns, NDArray[np.int64]]:
    """Names that read the same, whatever their capitals and hints, once; and the new place of every name."""
    seen: dict[tuple[object, ...], int] = {}
    identity = zip(names.folded, names.stem, names.legal, names.kind, names.language, names.latin, strict=True)
    place = np.fromiter((seen.setdefault(one, len(seen)) for one in identity), np.int64, len(names))
    if len(seen) == len(names):
        return names, place
    first = np.full(len(seen), -1, np.int64)
    first[place[::-1]] = np.arange(len(place))[::-1]
    return names.take(first.tolist()), place


def _places(country: _Column, city: _Column) -> dict[str, Any]:
    """Country and city columns with -1 for blanks."""
    result: dict[str, Any] = {}
    for name, plural, (numbers, words) in (("country", "countries", country), ("city", "cities", city)):
        blank = 1 if words and not words[0] else 0
        result[name], result[plural] = numbers - blank, words[blank:]
    return result


@lru_cache(maxsize=100_000)
def _fold_place(city: str) -> str:
    return fold_name(city[:MAX_PLACE_CHARS]) if city else ""

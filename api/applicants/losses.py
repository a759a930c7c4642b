"""What a form of exchange cannot carry, counted over the office records at hand.

Each row was read from the schemas of WIPO ST.96 V6.0 (patent and common components) and from our own extract columns.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from matching.records import NameKind, OfficeRecord

REFUSED_OFFICES = frozenset({"MH", "NU"})
"""Codes that CWS/10 added to ST.3 and the ST.96 V6.0 schemas, a month older, refuse as an office code."""

FOR_INDIVIDUAL_USE = frozenset(
    [
        *("AA", "ZZ", "XW", "XY", "XZ"),
        *(f"Q{letter}" for letter in "MNOPQRSTUVWXY"),
        *(f"X{letter}" for letter in "ABCDEFGHIJKLMOPQRST"),
    ]
)
"""ST.3 leaves them to whoever wants to use them; ST.96 V6.0 refuses them."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a form of exchange cannot carry.

    Attributes:
        form: The form, e.g. "ST.96".
        element: Message key of what is lost.
        records: Ids of the office records that lose it here.
    """

    form: str
    element: str
    records: tuple[str, ...]


def losses_of(records: Iterable[OfficeRecord]) -> list[Loss]:
    """Every loss that is known of, those that touch no record here included."""
    held = list(records)
    return [
        Loss(form, element, tuple(record.record_id for record in held if loses(record)))
        for (form, element), loses in _LOSES.items()
    ]


def refuses_office(code: str) -> bool:
    """Whether the ST.96 V6.0 schemas refuse this office code."""
    return code in REFUSED_OFFICES or code in FOR_INDIVIDUAL_USE


def _has_kind(*kinds: NameKind) -> Callable[[OfficeRecord], bool]:
    return lambda record: any(form.kind in kinds for form in record.name_forms[1:])


def _has_edge_spaces(record: OfficeRecord) -> bool:
    """Whether a further name begins or ends with a space, which the cell of an extract does not keep."""
    return any(form.text != form.text.strip() for form in record.name_forms[1:])


_LOSES: dict[tuple[str, str], Callable[[OfficeRecord], bool]] = {
    ("ST.96", "families"): lambda record: bool(record.families),
    ("ST.96", "furtherIdentifiers"): lambda record: len(record.identifiers) > 1,
    ("ST.96", "identifierScheme"): lambda record: bool(record.identifiers),
    ("ST.96", "translation"): _has_kind(NameKind.TRANSLATION),
    ("ST.96", "language"): lambda record: any(len(form.language) > 2 for form in record.name_forms),
    ("ST.96", "script"): lambda record: any(form.script not in ("", "Latn", "Zyyy") for form in record.name_forms),
    ("ST.96", "office"): lambda record: refuses_office(record.office),
    ("CSV", "edgeSpaces"): _has_edge_spaces,
}

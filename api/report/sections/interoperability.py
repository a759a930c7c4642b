"""What the forms of exchange lose."""

from collections.abc import Sequence

from api.exports.form import ExportForm
from api.report.blocks import Code, Part, Section
from api.report.material import Material
from api.report.round_trip import changed_by_csv


def interoperability(material: Material) -> Section:
    """A real round trip through the extract's columns, and elements without a counterpart elsewhere."""
    records = [stored.record for stored in material.corpus.records.values()]
    refused, changed = changed_by_csv(records)
    material.enter("interoperability.csv.records", len(records))
    material.enter("interoperability.csv.refused", len(refused))
    material.enter("interoperability.csv.changed", sum(bool(fields) for fields in changed.values()))
    unchanged = len(records) - len(refused) - len(changed)
    material.enter("interoperability.csv.unchanged", unchanged / len(records) if records else 1.0, "share")
    fields = sorted({field for held in changed.values() for field in held})
    trip: list[Sequence[Part]] = [
        (
            material.wording.text(f"fields.{field}"),
            material.enter(f"interoperability.csv.field.{field}", sum(field in held for held in changed.values())),
        )
        for field in fields
    ]
    rows = [row for form in sorted(material.corpus.losses) for row in _losses(material, form)]
    return material.section(
        "interoperability",
        [
            material.text("sections.interoperability.lead"),
            material.table("roundTrip", trip) if trip else None,
            material.text("sections.interoperability.elements"),
            material.table("losses", rows, words=3),
            material.text("sections.interoperability.remarks", quiet=True),
        ],
    )


def _losses(material: Material, form: ExportForm) -> list[Sequence[Part]]:
    label = material.wording.text(f"forms.{form}")
    found = material.corpus.losses[form]
    if not found:
        none = material.enter(f"interoperability.{form}.losses", 0)
        return [(label, material.wording.text("none"), "–", none)]
    return [
        (label, Code(loss.element), loss.reason, material.enter(f"interoperability.{form}.losses.{number}", loss.count))
        for number, loss in enumerate(found, start=1)
    ]
